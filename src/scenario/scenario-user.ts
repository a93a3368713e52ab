import { createContext } from "./chain.js";
import type { IterationPorts, IterationResult, ScenarioUser } from "./iteration.js";
import { IterationRun, type IterationUser } from "./iteration-run.js";
import type { Scenario } from "./scenario-types.js";
import { UserAssigns } from "./user-assigns.js";

/** What one user is made of. */
export interface ScenarioUserOptions {
  readonly scenario: Scenario;
  /** From 1. */
  readonly userId: number;
  /** What `resolveConfig` gave. */
  readonly config: unknown;
  /** Names of the scenario's throttles. */
  readonly throttles?: readonly string[];
  /** Patterns that name pages, tried before ids are recognised. */
  readonly routes?: readonly string[];
}

/** One user of a scenario, with its own copy of the scenario's `assigns`. */
export function createScenarioUser(options: ScenarioUserOptions): ScenarioUser {
  const { scenario, userId, config, throttles = [], routes = [] } = options;
  const assigns = new UserAssigns(scenario.assigns, scenario.name);
  const user: IterationUser = { userId, config, throttles, routes, assigns, run: scenario.run };
  let iteration = 0;
  return {
    userId,
    runIteration: (ports: IterationPorts): Promise<IterationResult> => {
      iteration += 1;
      return new IterationRun(user, ports, { iteration, createContext }).perform();
    },
    resetAssigns: () => assigns.reset(),
  };
}
