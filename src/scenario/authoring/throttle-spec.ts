import { DURATION_FORMAT, type DurationInput, type DurationText, missingUnitHint, parseDuration } from "../../base/duration.js";
import type { LiveLoadError } from "../../base/errors.js";
import { type InvalidOption, invalidOption } from "../../base/invalid-option.js";
import { missingTimeHint, parseRate, type RateText } from "../../base/rate.js";

/** A ramp from the throttle's current value to `to`: linear over a time, or in equal steps, one per `everyMs`. */
export type ThrottleRamp =
  | { readonly kind: "linear"; readonly to: number; readonly durationMs: number }
  | { readonly kind: "stepped"; readonly to: number; readonly steps: number; readonly everyMs: number };

/** A throttle as plain JSON. Ramps run one after another from T0; their targets are in the throttle's unit. */
export type ThrottleSpec =
  | { readonly kind: "rate"; readonly name: string; readonly perSecond: number; readonly ramps: readonly ThrottleRamp[] }
  | { readonly kind: "interarrival"; readonly name: string; readonly intervalMs: number; readonly ramps: readonly ThrottleRamp[] }
  | { readonly kind: "parallelism"; readonly name: string; readonly limit: number };

/** Shape of a ramp: linear over `duration`, or in a number of equal steps, one per `every`. */
export type RampShape = { readonly duration: DurationInput } | { readonly steps: number; readonly every: DurationInput };

/** A throttle that all users of the cluster share, made by `rate`, `interarrival` or `parallelism`. */
export interface Throttle<N extends string = string> {
  readonly name: N;
  readonly spec: ThrottleSpec;
}

/** A throttle whose rate or interval can change during the run. */
export interface RampedThrottle<N extends string = string> extends Throttle<N> {
  /**
   * Returns the same throttle with one more ramp, from its last value to `target`. Ramps run one after another from the start
   * of the load. The ramp is linear in the rate, or in the interval.
   * @throws LiveLoadError `INVALID_OPTION` for a target or a shape that is not allowed
   */
  ramp(target: number | RateText | DurationText, shape: RampShape): RampedThrottle<N>;
}

const BRAND = Symbol.for("live-load.throttle");
const SLOWEST_PER_SECOND = 1 / 3600;
const FASTEST_PER_SECOND = 1000;
const RATE_FORMAT = 'a rate from "1/h" to "1000/s" such as "10/s" or "90/m", or a number per minute';
const INTERVAL_FORMAT = 'an interval from 1 ms to 1 h such as "500ms", or a number of milliseconds';

/**
 * A throttle that grants at a fixed rate, evenly spread.
 * @param perTime `"10/s"`, `"90/m"` or `"5/h"`, from `"1/h"` to `"1000/s"`; a number is per minute
 * @throws LiveLoadError `INVALID_OPTION` for any other rate, and for an empty name
 * @example
 * ```ts
 * throttles: () => [rate("orders", "10/s").ramp("100/s", { duration: "5m" })]
 * ```
 */
export function rate<N extends string>(name: N, perTime: number | RateText): RampedThrottle<N> {
  const checked = checkName("rate", name);
  const perSecond = checkRate(`rate of throttle ${quote(name)}`, perTime);
  return ramped({ kind: "rate", name: checked, perSecond, ramps: [] });
}

/**
 * A throttle that grants once per interval.
 * @param interval `"500ms"`, `"2s"`, from 1 ms to 1 h; a number is milliseconds
 * @throws LiveLoadError `INVALID_OPTION` for any other interval, and for an empty name
 */
export function interarrival<N extends string>(name: N, interval: DurationInput): RampedThrottle<N> {
  const checked = checkName("interarrival", name);
  const intervalMs = parseInterval(`interval of throttle ${quote(name)}`, interval);
  return ramped({ kind: "interarrival", name: checked, intervalMs, ramps: [] });
}

/**
 * A throttle with a limited number of slots. A user holds a slot until its iteration ends, or until the function given to
 * `throttle(name, fn)` does.
 * @param limit number of slots in the whole cluster, at least 1
 * @throws LiveLoadError `INVALID_OPTION` for any other limit, and for an empty name
 */
export function parallelism<N extends string>(name: N, limit: number): Throttle<N> {
  const checked = checkName("parallelism", name);
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw invalid(`limit of throttle ${quote(name)}`, limit, { allowed: "a whole number of at least 1" });
  }
  return branded({ name: checked, spec: { kind: "parallelism", name: checked, limit } });
}

/** The throttle that a spec describes. */
export function throttleOf(spec: ThrottleSpec): Throttle {
  return branded({ name: spec.name, spec });
}

/** Whether `value` was made by `rate`, `interarrival` or `parallelism` of any instance of this package. */
export function isThrottle(value: unknown): value is Throttle {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}

type RampedSpec<N extends string> = Exclude<ThrottleSpec, { readonly kind: "parallelism" }> & { readonly name: N };

function ramped<N extends string>(spec: RampedSpec<N>): RampedThrottle<N> {
  return branded({
    name: spec.name,
    spec,
    ramp: (target: number | RateText | DurationText, shape: RampShape) => {
      const what = `ramp of throttle ${quote(spec.name)}`;
      const to = spec.kind === "rate" ? checkRate(what, target) : parseInterval(what, target);
      return ramped({ ...spec, ramps: [...spec.ramps, parseRamp(what, { to, shape })] });
    },
  });
}

function branded<T extends object>(throttle: T): T {
  return Object.freeze(Object.defineProperty(throttle, BRAND, { value: true }));
}

function parseRamp(what: string, { to, shape }: { readonly to: number; readonly shape: RampShape }): ThrottleRamp {
  const given: Readonly<Record<string, unknown>> = typeof shape === "object" && shape !== null ? { ...shape } : {};
  const keys = Object.keys(given).sort().join();
  if (keys === "duration") return { kind: "linear", to, durationMs: parsePositive(`duration of the ${what}`, given.duration) };
  if (keys !== "every,steps") throw invalid(`shape of the ${what}`, shape, { allowed: "{ duration } or { steps, every }" });
  const { steps } = given;
  if (typeof steps !== "number" || !Number.isSafeInteger(steps) || steps < 1) {
    throw invalid(`steps of the ${what}`, steps, { allowed: "a whole number of at least 1" });
  }
  return { kind: "stepped", to, steps, everyMs: parsePositive(`every of the ${what}`, given.every) };
}

function checkRate(what: string, input: unknown): number {
  const perSecond = typeof input === "number" ? input / 60 : (parseRate(input) ?? Number.NaN);
  // 1/h given per minute (1 / 60) is not exactly 1 / 3600 in floating point.
  const valid = perSecond >= SLOWEST_PER_SECOND * (1 - 1e-9) && perSecond <= FASTEST_PER_SECOND * (1 + 1e-9);
  if (!valid)
    throw invalid(what, input, { allowed: RATE_FORMAT, hint: typeof input === "string" ? missingTimeHint(input) : undefined });
  return perSecond;
}

function parseInterval(what: string, input: unknown): number {
  const ms = parseDuration(input);
  if (ms === undefined || ms < 1 || ms > 3_600_000)
    throw invalid(what, input, { allowed: INTERVAL_FORMAT, hint: missingUnitHint(input) });
  return ms;
}

function parsePositive(what: string, input: unknown): number {
  const ms = parseDuration(input);
  if (ms === undefined || ms <= 0) throw invalid(what, input, { allowed: DURATION_FORMAT, hint: missingUnitHint(input) });
  return ms;
}

function checkName<N extends string>(kind: string, name: N): N {
  if (typeof name !== "string" || name.trim() === "")
    throw invalid(`name of a ${kind} throttle`, name, { allowed: "a text that is not empty" });
  return name;
}

function quote(text: unknown): string {
  return JSON.stringify(text) ?? String(text);
}

function invalid(option: string, value: unknown, { allowed, hint }: Pick<InvalidOption, "allowed" | "hint">): LiveLoadError {
  return invalidOption({ option, label: `the ${option}`, value, allowed, hint });
}
