import { isLiveLoadError, LiveLoadError, messageOf } from "../../../base/errors.js";
import { invalidOption } from "../../../base/invalid-option.js";
import { rememberSecretsIn } from "../../../base/secrets/known-secrets.js";
import { Secret } from "../../../base/secrets/secret.js";
import { userPlace } from "../../../base/wording/user-place.js";
import type { Assignment } from "../../../protocol/messages.js";
import type { Scenario } from "../../../scenario/authoring/scenario-types.js";
import type { BrowserOptions } from "../../../scenario/browser-options/browser-options.js";
import {
  BROWSER_OPTIONS,
  type BrowserOptionName,
  browserOptionsOf,
  type OptionParsing,
  type ParsedBrowserOptions,
} from "../../../scenario/browser-options/option-parsers.js";
import { readStorageState, rememberStorageState } from "../../../scenario/browser-options/storage-state.js";
import type { StorageState } from "../../../scenario/page-port.js";

/** A scenario, and the part of it that each user runs. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly scenarioOf: (userId: number) => Scenario;
}

/**
 * Returns a function that resolves to the browser options of a user: what all users share, and what the scenario's own functions
 * return for this one. What all users share takes precedence over a user's device. It rejects with `CONFIG_FAILED` if a
 * function throws, and with `INVALID_OPTION` if one returns what the option does not take.
 */
export function userBrowserOptions(
  { scenario, scenarioOf }: LoadedScenario,
  { connection: _connection, headed: _headed, perUser = [], ...shared }: Assignment["browser"],
): (userId: number) => Promise<BrowserOptions> {
  if (shared.storageState !== undefined) rememberStorageState(shared.storageState);
  const names = perUser as readonly BrowserOptionName[];
  return async (userId) => {
    const { ownBrowser = {} } = scenarioOf(userId);
    rememberSecretsIn(ownBrowser);
    if (names.length === 0) return { ...shared, ...ownBrowser };
    const values = names
      .map((name) => [name, valueFor(userId, name, scenario)] as const)
      .filter(([, value]) => value !== undefined);
    const { device, storageState, ...rest } = Object.fromEntries(values) as ParsedBrowserOptions;
    const own = browserOptionsOf(rest);
    rememberSecretsIn(own);
    const stored = storageState === undefined ? {} : { storageState: await stateFor(userId, storageState) };
    return { ...browserOptionsOf(device === undefined ? {} : { device }), ...shared, ...own, ...stored, ...ownBrowser };
  };
}

/** Whether an option's function failed, so that opening the context again would fail in the same way. */
export function isOptionsFault(error: unknown): boolean {
  return isLiveLoadError(error, "CONFIG_FAILED") || isLiveLoadError(error, "INVALID_OPTION");
}

function valueFor(userId: number, name: BrowserOptionName, scenario: Scenario): unknown {
  const raw = called(userId, name, scenario);
  if (raw === undefined) return undefined;
  if (raw instanceof Promise) throw isPromise(userId, name, raw);
  const { allowed, parse, secret }: OptionParsing = BROWSER_OPTIONS[name];
  const value = parse(raw);
  if (value !== undefined) return value;
  throw invalidOption({
    option: name,
    label: `${name} of user ${userId}`,
    value: secret === true ? new Secret("") : raw,
    allowed,
    hint: parse.hint?.(raw),
  });
}

function called(userId: number, name: BrowserOptionName, { name: scenario, defaults }: Scenario): unknown {
  const given: unknown = defaults[name];
  if (typeof given !== "function") throw new LiveLoadError("INTERNAL", `${name} of the scenario is not a function`);
  try {
    return (given as (userId: number) => unknown)(userId);
  } catch (error) {
    const place = userPlace(error);
    const where = place === undefined ? "" : ` (${place})`;
    const what = `${name} of the scenario ${JSON.stringify(scenario)} failed for user ${userId}`;
    throw new LiveLoadError("CONFIG_FAILED", `${what}: ${messageOf(error)}${where}`, { cause: error });
  }
}

function isPromise(userId: number, name: BrowserOptionName, promise: Promise<unknown>): LiveLoadError {
  // It may reject, which would end the runner.
  promise.catch(() => {});
  return new LiveLoadError("INVALID_OPTION", `${name} of user ${userId} is a promise: the function must not be async`, {
    hint: "fetch values at the top level of the module, or log in with beforeUser",
    details: { option: name },
  });
}

async function stateFor(userId: number, given: string | StorageState): Promise<StorageState> {
  const state =
    typeof given === "string" ? await readStorageState({ file: given, label: `storageState of user ${userId}` }) : given;
  rememberStorageState(state);
  return state;
}
