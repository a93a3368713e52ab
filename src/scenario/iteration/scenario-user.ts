import { seededRandom } from "../../base/seeded-random.js";
import { type AcceptedStatus, acceptsStatus } from "../authoring/accepted-status.js";
import type { Scenario } from "../authoring/scenario-types.js";
import { createContext, STEP_NAMES } from "../steps/chain.js";
import { DialogAnswers } from "./dialog-answers.js";
import { explainedMessage } from "./explain-error.js";
import type { IterationPorts, IterationResult, RowPort, ScenarioUser } from "./iteration-ports.js";
import { asPart, portsOfPart } from "./mixed-user.js";
import { type IterationIdentity, RunningIteration } from "./running-iteration.js";
import { UserAssigns } from "./user-assigns.js";
import type { UserEnvironment } from "./user-environment.js";

/** Options of a virtual user. */
export interface ScenarioUserOptions {
  readonly scenario: Scenario;
  /** Number of the user in the cluster, from 1. */
  readonly userId: number;
  /** Result of `resolveConfig`. */
  readonly config: unknown;
  /** Result of the scenario's `setup`. */
  readonly setup?: unknown;
  /** Names of the scenario's throttles. */
  readonly throttles?: readonly string[];
  /** Patterns that name pages; they go before the recognition of ids. */
  readonly routes?: readonly string[];
  /** Error statuses of documents that do not fail a step. */
  readonly acceptStatus?: readonly AcceptedStatus[];
  /** Whether a selector with several matches is an error. Default `false`. */
  readonly strict?: boolean;
  /** The scenario's data pools. */
  readonly rows?: RowPort;
  /** Default: streams seeded with 1 and the user's id. */
  readonly randomOf?: UserEnvironment["randomOf"];
  /** The scenario's name in its mix; absent outside a mix. */
  readonly part?: string | undefined;
}

const NO_ROWS: RowPort = { pools: [], take: () => undefined };

/** Creates a virtual user with its own copy of the scenario's `assigns`. */
export function createScenarioUser(options: ScenarioUserOptions): ScenarioUser {
  const {
    scenario,
    userId,
    config,
    setup,
    throttles = [],
    routes = [],
    rows = NO_ROWS,
    part,
    acceptStatus = [],
    strict = false,
  } = options;
  const assigns = new UserAssigns(scenario.assigns, scenario.name);
  const { randomOf = (number, scope) => seededRandom(1, userId, number, scope) } = options;
  const accepts = (status: number) => acceptsStatus(acceptStatus, status);
  const dialogs = new DialogAnswers(scenario.onDialog);
  const told = { userId, config, setup, throttles, routes, rows, randomOf };
  const user: UserEnvironment = {
    ...told,
    settles: scenario.settle,
    acceptsStatus: accepts,
    strict,
    assigns,
    dialogs,
    current: {},
  };
  let iteration = 0;
  const perform = async (ports: IterationPorts, identity: IterationIdentity): Promise<IterationResult> => {
    const run = new RunningIteration(user, part === undefined ? ports : portsOfPart(part, ports), {
      ...identity,
      createContext,
      explain: (error) => explainedMessage(error, STEP_NAMES),
    });
    const own = await run.perform();
    const result = named(own, identity, part);
    const { failed, current } = run.pages;
    await ports.onEnded?.({ result, iteration, page: result.failure?.step === undefined ? current : failed });
    await run.closeOpened();
    await releaseInput(ports);
    return result;
  };
  return {
    userId,
    runIteration: (ports) => {
      iteration += 1;
      return perform(ports, { iteration, scope: "run", run: scenario.run });
    },
    runHook: (hook, ports) => {
      const run = scenario[hook];
      return run && perform(ports, { iteration, scope: hook, run });
    },
    resetAssigns: () => assigns.reset(),
  };
}

/** Keys and buttons that are still held would otherwise be held in the next iteration. */
async function releaseInput({ page, interrupt }: IterationPorts): Promise<void> {
  await page.releaseInput({ timeoutMs: RELEASE_TIMEOUT_MS, signal: interrupt }).catch(() => {});
}

/** A page that hangs does not hold up its user for longer. */
const RELEASE_TIMEOUT_MS = 1000;

/** Names the hook and the part of the mix in the message of a failure. */
function named(result: IterationResult, { scope }: IterationIdentity, part: string | undefined): IterationResult {
  const inPart = part === undefined ? result : asPart(part, result);
  const { failure } = inPart;
  if (failure === undefined || scope === "run") return inPart;
  return { ...inPart, failure: { ...failure, message: `in ${scope}: ${failure.message}` } };
}
