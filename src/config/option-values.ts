import { parseDuration } from "../base/duration.js";
import type { UserStage } from "../load/load-plan.js";
import { durationSchema, parsers } from "./option-spec.js";

/** Width and height of every user's page, in CSS pixels. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
}

/** A threshold as the user wrote it. */
export interface ThresholdOption {
  readonly threshold: string;
  /** End the run as soon as it does not hold. */
  readonly abortOnFail: boolean;
  /** Milliseconds from the start before which `abortOnFail` is not judged. */
  readonly delayAbortEvalMs: number;
}

/** Stages such as `"30s:10"`, in a list or separated by commas, or `{ duration, users }`; `undefined` for anything else. */
export function parseStages(raw: unknown): readonly UserStage[] | undefined {
  if (!Array.isArray(raw)) return typeof raw === "string" ? parseStages(raw.split(",")) : undefined;
  const stages = raw.map(parseStage);
  return stages.every((stage) => stage !== undefined) ? (stages as UserStage[]) : undefined;
}

function parseStage(raw: unknown): UserStage | undefined {
  const spec = typeof raw === "string" ? /^(?<duration>[^:]+):(?<users>\d+)$/.exec(raw.trim())?.groups : raw;
  if (typeof spec !== "object" || spec === null) return undefined;
  const { duration, users } = spec as { readonly duration?: unknown; readonly users?: unknown };
  const durationMs = typeof duration === "string" || typeof duration === "number" ? parseDuration(duration) : undefined;
  const count = parsers.integerFrom(0, 1_000_000)(users);
  return durationMs === undefined || durationMs <= 0 || count === undefined ? undefined : { durationMs, users: count };
}

/** Expressions, or objects that can end the run, alone or in a list; `undefined` for anything else. */
export function parseThresholds(raw: unknown): readonly ThresholdOption[] | undefined {
  const items = Array.isArray(raw) ? raw : [raw];
  const thresholds = items.map(parseThreshold);
  return thresholds.every((threshold) => threshold !== undefined) ? (thresholds as ThresholdOption[]) : undefined;
}

function parseThreshold(raw: unknown): ThresholdOption | undefined {
  if (typeof raw === "string") return raw.trim() === "" ? undefined : { threshold: raw, abortOnFail: false, delayAbortEvalMs: 0 };
  if (typeof raw !== "object" || raw === null) return undefined;
  const { threshold, abortOnFail = false, delayAbortEval = 0, ...rest } = raw as Record<string, unknown>;
  const delayAbortEvalMs = parsers.durationFrom(0)(delayAbortEval);
  const valid =
    typeof threshold === "string" &&
    typeof abortOnFail === "boolean" &&
    delayAbortEvalMs !== undefined &&
    Object.keys(rest).length === 0;
  return valid ? { threshold, abortOnFail, delayAbortEvalMs } : undefined;
}

/** `{ width, height }`; `undefined` for anything else. */
export function parseViewport(raw: unknown): Viewport | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  const { width, height, ...rest } = raw as Record<string, unknown>;
  const side = parsers.integerFrom(1, 10_000);
  const [w, h] = [side(width), side(height)];
  return w === undefined || h === undefined || Object.keys(rest).length > 0 ? undefined : { width: w, height: h };
}

// What editors are told of them.
const STAGE = {
  type: "object",
  required: ["duration", "users"],
  properties: { duration: durationSchema(1), users: { type: "integer", minimum: 0, maximum: 1_000_000 } },
};
parseStages.schema = { type: "array", items: { anyOf: [{ type: "string", pattern: "^\\s*[^:]+:\\d+\\s*$" }, STAGE] } };

const THRESHOLD = {
  type: "object",
  required: ["threshold"],
  additionalProperties: false,
  properties: {
    threshold: { type: "string", description: 'What must hold, as in "step_duration: p(95)<500".' },
    abortOnFail: { type: "boolean", description: "End the run as soon as it does not hold." },
    delayAbortEval: { ...durationSchema(0), description: "Time from the start before which abortOnFail is not judged." },
  },
};
const THRESHOLDS = { anyOf: [{ type: "string", pattern: "\\S" }, THRESHOLD] };
parseThresholds.schema = { anyOf: [...THRESHOLDS.anyOf, { type: "array", items: THRESHOLDS }] };

const SIDE = { type: "integer", minimum: 1, maximum: 10_000 };
parseViewport.schema = {
  type: "object",
  required: ["width", "height"],
  additionalProperties: false,
  properties: { width: SIDE, height: SIDE },
};
