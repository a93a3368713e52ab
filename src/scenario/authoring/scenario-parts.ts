import type { Scenario } from "./scenario-types.js";

/** A scenario that users run: a part of a mix, or the only one. */
export interface ScenarioPart {
  /** Its name in the mix; `undefined` outside a mix. */
  readonly name: string | undefined;
  readonly weight: number;
  readonly scenario: Scenario;
}

/** A part with the result of its `config`. */
export interface LoadedPart extends ScenarioPart {
  readonly config: unknown;
}

/** The parts of a mix, or the scenario itself as the only part. */
export function partsOf(scenario: Scenario): readonly ScenarioPart[] {
  return scenario.parts.length === 0 ? [{ name: undefined, weight: 1, scenario }] : scenario.parts;
}

/** The parts with their configs. The config of a mix is the list of its parts' configs. */
export function loadedParts(loaded: { readonly scenario: Scenario; readonly config: unknown }): readonly LoadedPart[] {
  const { scenario, config } = loaded;
  if (scenario.parts.length === 0) return partsOf(scenario).map((part) => ({ ...part, config }));
  const configs = config as readonly unknown[];
  return partsOf(scenario).map((part, at) => ({ ...part, config: configs[at] }));
}
