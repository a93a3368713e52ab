import { missingUnitHint, parseDuration } from "../base/duration.js";
import { parseRate } from "../base/rate.js";
import type { UserStage } from "../load/closed-plan.js";
import type { RateStage } from "../load/open-plan.js";
import { type AcceptedStatus, parseAcceptedStatus } from "../scenario/authoring/accepted-status.js";
import { durationSchema, parsers, RATE_SCHEMA, WRITTEN } from "./option-spec.js";

/** A linear change of the number of users, or of the rate. */
export type LoadStage = UserStage | RateStage;

/** A threshold as the user wrote it. */
export interface ThresholdOption {
  readonly threshold: string;
  /** End the run as soon as it does not hold. */
  readonly abortOnFail: boolean;
  /** Milliseconds from the start before which `abortOnFail` is not judged. */
  readonly delayAbortEvalMs: number;
}

/**
 * Stages such as `"30s:10"` or `"30s:20/s"`, in a list or separated by commas, or `{ duration, users }` or
 * `{ duration, rate }`; all of one kind. `undefined` for anything else.
 */
export function parseStages(raw: unknown): readonly LoadStage[] | undefined {
  if (!Array.isArray(raw)) return typeof raw === "string" ? parseStages(raw.split(",")) : undefined;
  const stages = raw.flatMap((stage) => parseStage(stage) ?? []);
  const rates = stages.filter((stage) => "perSecond" in stage).length;
  return stages.length === raw.length && (rates === 0 || rates === stages.length) ? stages : undefined;
}

function parseStage(raw: unknown): LoadStage | undefined {
  const spec = typeof raw === "string" ? /^(?<duration>[^:]+):(?:(?<users>\d+)|(?<rate>[^:]+))$/.exec(raw.trim())?.groups : raw;
  if (typeof spec !== "object" || spec === null) return undefined;
  const { duration, users, rate } = spec as { readonly duration?: unknown; readonly users?: unknown; readonly rate?: unknown };
  const durationMs = parseDuration(duration);
  if (durationMs === undefined || durationMs <= 0 || (users === undefined) === (rate === undefined)) return undefined;
  const count = parsers.integerFrom(0, 1_000_000)(users);
  const perSecond = parseRate(rate);
  if (perSecond !== undefined && perSecond <= 1000) return { durationMs, perSecond };
  return count === undefined ? undefined : { durationMs, users: count };
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

/** Statuses that are accepted for documents, alone or in a list; `undefined` for anything else. */
export function parseAcceptStatus(raw: unknown): readonly AcceptedStatus[] | undefined {
  return parseAcceptedStatus(raw);
}

// Schemas for editors.
const USERS = { type: "integer", minimum: 0, maximum: 1_000_000 };
const stagesOf = (kind: "users" | "rate", written: string, target: object) => ({
  type: "array",
  items: {
    anyOf: [
      { type: "string", pattern: `^\\s*(?=[^:]*[1-9])${WRITTEN.duration}:${written}\\s*$` },
      {
        type: "object",
        required: ["duration", kind],
        additionalProperties: false,
        properties: { duration: durationSchema(1), [kind]: target },
      },
    ],
  },
});
parseStages.hint = (raw: unknown): string | undefined => {
  const items: readonly unknown[] = typeof raw === "string" ? raw.split(",") : Array.isArray(raw) ? raw : [];
  const durations = items.map((item) =>
    typeof item === "string" ? item.split(":")[0] : (item as { readonly duration?: unknown } | null)?.duration,
  );
  return durations.map(missingUnitHint).find((hint) => hint !== undefined);
};
parseStages.schema = { anyOf: [stagesOf("users", "\\d{1,6}", USERS), stagesOf("rate", WRITTEN.rate, RATE_SCHEMA)] };

const THRESHOLD = {
  type: "object",
  required: ["threshold"],
  additionalProperties: false,
  properties: {
    threshold: { type: "string", description: 'The condition, such as "step_duration: p(95)<500".' },
    abortOnFail: { type: "boolean", description: "End the run as soon as it does not hold." },
    delayAbortEval: { ...durationSchema(0), description: "Time from the start before which abortOnFail is not judged." },
  },
};
const THRESHOLDS = { anyOf: [{ type: "string", pattern: "\\S" }, THRESHOLD] };
parseThresholds.hint = (raw: unknown): string | undefined =>
  [raw]
    .flat()
    .map((item) => missingUnitHint((item as { readonly delayAbortEval?: unknown } | null | undefined)?.delayAbortEval))
    .find((hint) => hint !== undefined);
parseThresholds.schema = { anyOf: [...THRESHOLDS.anyOf, { type: "array", items: THRESHOLDS }] };

const STATUS = { anyOf: [{ type: "integer", minimum: 400, maximum: 599 }, { enum: ["4xx", "5xx"] }] };
parseAcceptStatus.schema = { anyOf: [...STATUS.anyOf, { type: "array", items: STATUS }] };
