import { formatCount } from "../../base/numbers.js";
import type { OptionSpec } from "../../config/option-spec.js";
import { OPTION_NAMES, OPTIONS, type OptionName } from "../../config/options.js";
import { mixUsers } from "../../load/mix-shares.js";
import { type LoadedPart, loadedParts, partsOf } from "../../scenario/authoring/scenario-parts.js";
import type { LoadedScenario } from "./loaded-scenario.js";

type CheckedScenario = Pick<LoadedScenario, "scenario" | "config" | "options" | "users" | "seed" | "ignoredThresholds">;

/** Warnings about parts of a scenario that are allowed, but probably a mistake. */
export function scenarioWarnings(loaded: CheckedScenario): readonly string[] {
  const inConfig = loadedParts(loaded).flatMap((part) => optionsInConfig(part, loaded));
  return [...idleParts(loaded), ...inConfig, ...loaded.ignoredThresholds.map(ignoredText)];
}

function ignoredText(threshold: string): string {
  return `the threshold "${threshold}" is not judged: this run leaves the background users out`;
}

/** A mix with more parts than users. */
function idleParts({ scenario, users, seed }: CheckedScenario): readonly string[] {
  const parts = partsOf(scenario);
  const mixed = mixUsers(
    parts.map(({ weight }) => weight),
    users,
    seed,
  );
  const idle = parts.filter((_, at) => !mixed.some(({ part }) => part === at)).map(({ name }) => name);
  return idle.length === 0 ? [] : [`the mix has ${formatCount(users, "user")}, so nobody runs ${idle.join(", ")}: add users`];
}

/** Options that `config` returns instead of standing beside it, where they would have an effect. */
function optionsInConfig({ scenario: { name }, config }: LoadedPart, { options }: CheckedScenario): readonly string[] {
  if (typeof config !== "object" || config === null) return [];
  const returned = Object.entries(config).filter(([key, value]) => isIgnoredOption(key, value, options));
  return returned.map(
    ([key]) =>
      `config of the scenario ${JSON.stringify(name)} returns ${key}, which does not set that option: options go beside config`,
  );
}

/** A value that the option would accept, and does not have. Other values with its name are the scenario's own data. */
function isIgnoredOption(key: string, value: unknown, { values }: LoadedScenario["options"]): boolean {
  if (!OPTION_NAMES.some((name) => name === key)) return false;
  const spec: OptionSpec<unknown> = OPTIONS[key as OptionName];
  if (spec.inScenario !== true) return false;
  const parsed = spec.parse(value);
  return parsed !== undefined && JSON.stringify(parsed) !== JSON.stringify(values[key as OptionName]);
}
