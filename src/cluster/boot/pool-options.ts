import { type DurationInput, missingUnitHint, parseDuration } from "../../base/duration.js";
import { LiveLoadError } from "../../base/errors.js";
import { invalidOption } from "../../base/invalid-option.js";
import { suggest } from "../../base/wording/suggest.js";

/** Options for booting and shutting down nodes. Durations are strings such as `"30s"`, or milliseconds. */
export interface PoolOptions {
  /** Time for a node to join. Default: the backend's. */
  readonly bootTimeout?: DurationInput;
  /** Time for nodes to end by themselves. Default 30 s. */
  readonly shutdownTimeout?: DurationInput;
  /** Number of nodes that boot at the same time. Default 32. */
  readonly bootConcurrency?: number;
  /** Number of attempts to boot a node. Default 3. */
  readonly bootAttempts?: number;
  /** The lease of a node: it ends by itself after this time without contact to the controller. Default 30 s. */
  readonly idleShutdownAfter?: DurationInput;
  /** Called with the number of nodes before they boot. */
  readonly onGrowStart?: (nodes: number) => void;
  /** Called with the number of nodes once they have joined or failed to join. */
  readonly onGrowEnd?: (nodes: number) => void;
  /** Called with the number of remaining nodes when one is lost. */
  readonly onShrink?: (nodes: number) => void;
}

/** The options with their defaults. */
export interface ResolvedPoolOptions {
  readonly bootTimeoutMs: number;
  readonly shutdownTimeoutMs: number;
  readonly bootConcurrency: number;
  readonly bootAttempts: number;
  readonly idleShutdownAfterMs: number;
  readonly onGrowStart: (nodes: number) => void;
  readonly onGrowEnd: (nodes: number) => void;
  readonly onShrink: (nodes: number) => void;
}

const DURATIONS = ["bootTimeout", "shutdownTimeout", "idleShutdownAfter"];
const COUNTS = ["bootConcurrency", "bootAttempts"];
const HOOKS = ["onGrowStart", "onGrowEnd", "onShrink"];
/** Options that the cluster controls itself. */
const RESERVED = ["name", "maxConcurrency", "trackResources", "min", "max", "singleUse"];

/** Throws `INVALID_OPTION` for an option that is unknown, is controlled by the cluster, or has a bad value. */
export function checkPoolOptions(options: PoolOptions | Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(options)) checkOption(key, value);
}

/** Fills in the defaults of validated options. */
export function resolvePoolOptions(
  options: PoolOptions | Readonly<Record<string, unknown>>,
  defaults: { readonly bootTimeoutMs: number },
): ResolvedPoolOptions {
  const pool = options as PoolOptions;
  const nothing = () => {};
  const ms = (value: DurationInput | undefined, fallback: number) =>
    value === undefined ? fallback : (parseDuration(value) ?? fallback);
  return {
    bootTimeoutMs: ms(pool.bootTimeout, defaults.bootTimeoutMs),
    shutdownTimeoutMs: ms(pool.shutdownTimeout, 30_000),
    bootConcurrency: pool.bootConcurrency ?? 32,
    bootAttempts: pool.bootAttempts ?? 3,
    idleShutdownAfterMs: ms(pool.idleShutdownAfter, 30_000),
    onGrowStart: pool.onGrowStart ?? nothing,
    onGrowEnd: pool.onGrowEnd ?? nothing,
    onShrink: pool.onShrink ?? nothing,
  };
}

function checkOption(key: string, value: unknown): void {
  if (value === undefined) return;
  const option = `poolOptions.${key}`;
  if (RESERVED.includes(key)) {
    throw invalid(
      key,
      value,
      `poolOptions.${key} belongs to the cluster and cannot be set`,
      "the cluster sizes and names its pool by itself",
    );
  }
  if (DURATIONS.includes(key)) {
    const ms = parseDuration(value);
    if (ms === undefined || ms <= 0)
      throw invalidOption({ option, value, allowed: 'a duration up to "24d" such as "30s"', hint: missingUnitHint(value) });
  } else if (COUNTS.includes(key)) {
    if (!Number.isSafeInteger(value) || (value as number) < 1)
      throw invalidOption({ option, value, allowed: "a whole number of at least 1" });
  } else if (HOOKS.includes(key)) {
    if (typeof value !== "function") throw invalidOption({ option, value, allowed: "a function" });
  } else {
    throw invalid(key, value, `there is no poolOptions.${key}`, suggest(key, [...DURATIONS, ...COUNTS, ...HOOKS]));
  }
}

function invalid(key: string, value: unknown, message: string, hint?: string): LiveLoadError {
  return new LiveLoadError("INVALID_OPTION", message, { hint, details: { option: `poolOptions.${key}`, value: String(value) } });
}
