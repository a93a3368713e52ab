import { posix } from "node:path";
import { LiveLoadError } from "../../base/errors.js";
import { isRecord } from "../../base/invalid-option.js";
import { suggest } from "../../base/wording/suggest.js";
import { nameInMix } from "../iteration/mixed-user.js";
import { ACCEPTED_STATUS_FORMAT, parseAcceptedStatus } from "./accepted-status.js";
import { brandScenario, checkName, DEFAULT_KEYS, defaultsOf, invalid, scenarioIn } from "./define-scenario.js";
import { enterPartFolder } from "./part-folder.js";
import { resolveConfig, resolveThrottles } from "./resolve-scenario.js";
import type { MixedFile, MixedPart, Options, Scenario, ScenarioDefaults } from "./scenario-types.js";
import { throttleOf } from "./throttle-spec.js";

const SUFFIX = /(\.scenario)?\.[cm]?[jt]s$/;

/**
 * Combines several scenarios into one whose users are shared out among them by weight. Export the result as the default of a
 * `*.scenario.ts` module. The run's seed decides which user gets which part.
 * @param name name of the mix in reports
 * @param parts files of the parts, relative to the mix's file, with their weights (any number above 0)
 * @param defaults the load of the mix; the load that the parts declare is ignored, apart from `routes`, `acceptStatus` and `strict`
 * @throws LiveLoadError `INVALID_OPTION` for a key that is unknown or has a wrong value
 * @example
 * ```ts
 * export default mix("shop", { "browse.scenario.ts": 8, "buy.scenario.ts": 2 }, { users: 100, duration: "10m" });
 * ```
 */
export function mix(name: string, parts: Readonly<Record<string, number>>, defaults: ScenarioDefaults = {}): Scenario {
  const given: unknown = parts;
  if (typeof given !== "object" || given === null || Array.isArray(given) || Object.keys(given).length === 0)
    throw invalid("parts", given, 'an object of files and weights: { "browse.scenario.ts": 8, "buy.scenario.ts": 2 }');
  const ownDefaults: unknown = defaults;
  if (!isRecord(ownDefaults)) throw invalid("third argument", ownDefaults, "an object that says how much load there is");
  const files = Object.entries(parts).map(([file, weight]): MixedFile => {
    if (file.trim() === "") throw invalid("part", file, "the path of a scenario's file");
    if (typeof weight !== "number" || !Number.isFinite(weight) || weight <= 0)
      throw invalid(`weight of ${JSON.stringify(file)}`, weight, "a number above 0");
    return { file: posix.normalize(file), weight };
  });
  return brandScenario({
    ...emptyScenario(checkName(name)),
    defaults: checkDefaults(name, { ...defaults }),
    mix: Object.freeze(files),
  });
}

/** Joins a mix with the default exports of its files. Throws `SCENARIO_LOAD_FAILED`, which names the part. */
function joinMix(mixed: Scenario, exported: readonly unknown[]): Scenario {
  enterPartFolder("");
  const names = partNames(mixed.mix.map(({ file }) => file));
  const parts = mixed.mix.map((file, at): MixedPart => {
    const scenario = scenarioIn(exported[at]);
    const what = `the part ${JSON.stringify(file.file)} of the mix ${JSON.stringify(mixed.name)}`;
    if (scenario === undefined)
      throw unusable(`${what} exports no scenario`, "its default export is what defineScenario returns");
    if (scenario.mix.length > 0) throw unusable(`${what} is a mix itself`, "name its parts here, with their weights");
    return { ...file, name: names[at] ?? file.file, scenario };
  });
  return joinParts(mixed, parts);
}

/** A scenario whose users are shared out among these parts. */
export function joinParts(mixed: Scenario, parts: readonly MixedPart[]): Scenario {
  for (const { scenario } of parts) checkPartDefaults(scenario.defaults);
  const routes = [mixed, ...parts.map(({ scenario }) => scenario)].flatMap(({ defaults }) => defaults.routes ?? []);
  return brandScenario({
    ...emptyScenario(mixed.name),
    defaults: Object.freeze({ ...mixed.defaults, ...(routes.length > 0 && { routes: [...new Set(routes)] }) }),
    config: (options) => configsOf(parts, options),
    throttles: (configs) => throttlesOf(parts, configs as readonly unknown[]),
    mix: mixed.mix,
    parts: Object.freeze(parts),
  });
}

/** Functions that the entry module of a mix's bundle calls. */
export const MIXING = {
  /** Sets the folder of the modules that are loaded next, relative to the mix's file. */
  enter: enterPartFolder,
  join: joinMix,
};

/** A scenario that does nothing, to be given what it does. */
export function emptyScenario(name: string): Scenario {
  return {
    name,
    defaults: {},
    assigns: {},
    config: undefined,
    throttles: undefined,
    data: {},
    setup: undefined,
    teardown: undefined,
    onDialog: undefined,
    beforeUser: undefined,
    afterUser: undefined,
    run: () => {
      throw new LiveLoadError("INTERNAL", "a mix has no run of its own");
    },
    settle: false,
    interactionAdapters: [],
    hooks: {},
    mix: [],
    parts: [],
  };
}

/** What applies of a part's defaults is checked here; the mix's own are checked with the other options. */
function checkPartDefaults({ acceptStatus, strict }: ScenarioDefaults): void {
  if (acceptStatus !== undefined && parseAcceptedStatus(acceptStatus) === undefined)
    throw invalid("acceptStatus", acceptStatus, ACCEPTED_STATUS_FORMAT);
  if (strict !== undefined && typeof strict !== "boolean") throw invalid("strict", strict, "true or false");
}

function checkDefaults(name: string, defaults: Readonly<Record<string, unknown>>): ScenarioDefaults {
  const unknownKey = Object.keys(defaults).find((key) => !DEFAULT_KEYS.includes(key));
  if (unknownKey === undefined) return defaultsOf(defaults);
  throw new LiveLoadError("INVALID_OPTION", `the mix ${JSON.stringify(name)} has an unknown key ${JSON.stringify(unknownKey)}`, {
    hint: suggest(unknownKey, DEFAULT_KEYS),
    details: { option: unknownKey, allowed: DEFAULT_KEYS },
  });
}

/** The file names without their suffixes; the paths of those that would be equal. */
function partNames(files: readonly string[]): readonly string[] {
  const stems = files.map((file) => posix.basename(file).replace(SUFFIX, ""));
  return stems.map((stem, at) => {
    const isAlone = stems.indexOf(stem) === stems.lastIndexOf(stem);
    return isAlone ? stem : (files[at]?.replace(SUFFIX, "") ?? stem);
  });
}

/** Calls `config` of one part after another, because each part resolves assets relative to its own folder. */
async function configsOf(parts: readonly MixedPart[], options: Options): Promise<readonly unknown[]> {
  const given = Object.fromEntries(Object.entries(options).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const configs: unknown[] = [];
  try {
    for (const { file, scenario } of parts) {
      enterPartFolder(folderOf(file));
      configs.push(await resolveConfig(scenario, given));
    }
  } finally {
    enterPartFolder("");
  }
  return configs;
}

async function throttlesOf(parts: readonly MixedPart[], configs: readonly unknown[]): Promise<readonly unknown[]> {
  const throttles: unknown[] = [];
  for (const [at, { name, scenario }] of parts.entries()) {
    const specs = await resolveThrottles(scenario, configs[at]);
    throttles.push(...specs.map((spec) => throttleOf({ ...spec, name: nameInMix(name, spec.name) })));
  }
  return throttles;
}

/** A part's folder relative to the mix's file; empty for the same folder. */
export function folderOf(file: string): string {
  const folder = posix.dirname(file);
  return folder === "." ? "" : folder;
}

function unusable(message: string, hint: string): LiveLoadError {
  return new LiveLoadError("SCENARIO_LOAD_FAILED", message, { hint });
}
