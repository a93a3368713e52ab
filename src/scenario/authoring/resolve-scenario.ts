import { isLiveLoadError, LiveLoadError } from "../../base/errors.js";
import { callUserCode, type UserCodeLimits, userCodeTrouble } from "../../base/user-code.js";
import { bundlingHint } from "../../base/wording/bundling-hint.js";
import { userPlace } from "../../base/wording/user-place.js";
import type { Options, Scenario } from "./scenario-types.js";
import { isThrottle, type ThrottleSpec } from "./throttle-spec.js";

/** Limits of `config`, and who hears which options it has read. */
export interface ConfigLimits extends UserCodeLimits {
  readonly onRead?: (names: ReadonlySet<string>) => void;
}

/** Calls the scenario's `config`. Rejects with `CONFIG_FAILED`, whose cause is the error that the user's code threw. */
export async function resolveConfig(
  scenario: Scenario,
  options: Readonly<Record<string, string>>,
  { onRead, ...limits }: ConfigLimits = {},
): Promise<unknown> {
  const names = new Set<string>();
  const given: Options = Object.freeze({ ...options });
  const watched = onRead === undefined ? given : noting(given, names);
  try {
    const config = await callUserCode(() => scenario.config?.(watched), limits);
    // Whoever keeps all options may read them later.
    if (config === watched || Object.values(config ?? {}).includes(watched))
      for (const name of Object.keys(given)) names.add(name);
    onRead?.(names);
    return config === watched ? given : config;
  } catch (error) {
    if (limits.signal?.aborted === true) throw error;
    throw failed(scenario, "config", error);
  }
}

/** The options; notes the names of those that are read, also of those that are not there. */
function noting(options: Options, names: Set<string>): Options {
  const note = (name: string | symbol): void => {
    if (typeof name === "string") names.add(name);
  };
  return new Proxy(options, {
    get: (target, name, receiver) => {
      note(name);
      return Reflect.get(target, name, receiver) as unknown;
    },
    has: (target, name) => {
      note(name);
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor: (target, name) => {
      note(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
}

/**
 * Calls the scenario's `throttles` and returns them as plain JSON. Rejects with `CONFIG_FAILED` when the function throws,
 * returns anything but a list of throttles, or uses a name twice.
 */
export async function resolveThrottles(
  scenario: Scenario,
  config: unknown,
  limits: UserCodeLimits = {},
): Promise<readonly ThrottleSpec[]> {
  const { throttles } = scenario;
  if (throttles === undefined) return [];
  try {
    return specsOf(await callUserCode(() => throttles(config), limits));
  } catch (error) {
    if (limits.signal?.aborted === true) throw error;
    throw failed(scenario, "throttles", error);
  }
}

function specsOf(throttles: unknown): readonly ThrottleSpec[] {
  if (!Array.isArray(throttles)) throw new TypeError("it must return a list of throttles");
  const names = new Set<string>();
  return throttles.map((throttle: unknown) => {
    if (!isThrottle(throttle)) throw new TypeError("each throttle must be made by rate, interarrival or parallelism");
    if (names.has(throttle.name)) throw new TypeError(`there are two throttles named ${JSON.stringify(throttle.name)}`);
    names.add(throttle.name);
    return throttle.spec;
  });
}

function failed(scenario: Scenario, part: string, cause: unknown): LiveLoadError {
  // A part of a mix failed: its error already names the part.
  if (isLiveLoadError(cause, "CONFIG_FAILED")) return cause;
  const hint = cause instanceof LiveLoadError ? cause.hint : bundlingHint(cause);
  const place = userPlace(cause);
  return new LiveLoadError(
    "CONFIG_FAILED",
    `${part} of the scenario ${JSON.stringify(scenario.name)} ${userCodeTrouble(cause)}${place === undefined ? "" : ` (${place})`}`,
    {
      hint,
      details: { scenario: scenario.name },
      cause,
    },
  );
}
