import { seededRandom } from "../../base/seeded-random.js";
import { type AcceptedStatus, acceptsStatus } from "../authoring/accepted-status.js";
import type { Scenario } from "../authoring/scenario-types.js";
import { createContext, STEP_NAMES } from "../steps/chain.js";
import { explainedMessage } from "./explain-error.js";
import type { IterationPorts, IterationResult, RowPort, ScenarioUser } from "./iteration-ports.js";
import { asPart, portsOfPart } from "./mixed-user.js";
import { RunningIteration } from "./running-iteration.js";
import { UserAssigns } from "./user-assigns.js";
import type { IterationIdentity, UserEnvironment } from "./user-environment.js";

/** What one user is made of. */
export interface ScenarioUserOptions {
  readonly scenario: Scenario;
  /** From 1. */
  readonly userId: number;
  /** What `resolveConfig` gave. */
  readonly config: unknown;
  /** What `setup` gave. */
  readonly setup?: unknown;
  /** Names of the scenario's throttles. */
  readonly throttles?: readonly string[];
  /** Patterns that name pages, tried before ids are recognised. */
  readonly routes?: readonly string[];
  /** Statuses from 400 on with which documents do not fail a step. */
  readonly acceptStatus?: readonly AcceptedStatus[];
  /** The scenario's data pools. */
  readonly rows?: RowPort;
  /** The random numbers of each iteration. */
  readonly randomOf?: UserEnvironment["randomOf"];
  /** The name of the part of a mix that the scenario is. */
  readonly part?: string | undefined;
}

const NO_ROWS: RowPort = { pools: [], take: () => undefined };

/** One user of a scenario, with its own copy of the scenario's `assigns`. */
export function createScenarioUser(options: ScenarioUserOptions): ScenarioUser {
  const { scenario, userId, config, setup, throttles = [], routes = [], rows = NO_ROWS, part, acceptStatus = [] } = options;
  const assigns = new UserAssigns(scenario.assigns, scenario.name);
  const { randomOf = (at, scope) => seededRandom(1, userId, at, scope) } = options;
  const accepts = (status: number) => acceptsStatus(acceptStatus, status);
  const user: UserEnvironment = { userId, config, setup, throttles, routes, acceptsStatus: accepts, assigns, rows, randomOf };
  let iteration = 0;
  const perform = async (ports: IterationPorts, identity: IterationIdentity): Promise<IterationResult> => {
    const run = new RunningIteration(user, part === undefined ? ports : portsOfPart(part, ports), {
      ...identity,
      createContext,
      explain: (error) => explainedMessage(error, STEP_NAMES),
    });
    const result = await run.perform();
    return part === undefined ? result : asPart(part, result);
  };
  return {
    userId,
    runIteration: (ports) => {
      iteration += 1;
      return perform(ports, { iteration, scope: "run", run: scenario.run });
    },
    runHook: (hook, ports) => {
      const run = scenario[hook];
      return run && perform(ports, { iteration, scope: hook, run }).then((result) => inHook(hook, result));
    },
    resetAssigns: () => assigns.reset(),
  };
}

/** Says where it was. */
function inHook(hook: string, result: IterationResult): IterationResult {
  const { failure } = result;
  return failure === undefined ? result : { ...result, failure: { ...failure, message: `in ${hook}: ${failure.message}` } };
}
