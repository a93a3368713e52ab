import type { Scenario } from "./scenario-types.js";

/** A scenario that users are of: one of a mix, or the only one there is. */
export interface ScenarioPart {
  /** In a mix: its name there. */
  readonly name: string | undefined;
  readonly weight: number;
  readonly scenario: Scenario;
}

/** A part with its own config. */
export interface LoadedPart extends ScenarioPart {
  readonly config: unknown;
}

/** The parts of a mix, or the scenario itself. */
export function partsOf(scenario: Scenario): readonly ScenarioPart[] {
  return scenario.parts.length === 0 ? [{ name: undefined, weight: 1, scenario }] : scenario.parts;
}

/** The same, with what `config` gave; that of a mix is the list of its parts' own. */
export function loadedParts(loaded: { readonly scenario: Scenario; readonly config: unknown }): readonly LoadedPart[] {
  const { scenario, config } = loaded;
  if (scenario.parts.length === 0) return partsOf(scenario).map((part) => ({ ...part, config }));
  const configs = config as readonly unknown[];
  return partsOf(scenario).map((part, at) => ({ ...part, config: configs[at] }));
}
