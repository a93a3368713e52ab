import type { Clock } from "../../../base/clock.js";
import type { ToldStep } from "../../../protocol/evidence-messages.js";
import type { Assignment } from "../../../protocol/messages.js";
import type { ScenarioUser } from "../../../scenario/iteration/iteration-ports.js";
import type { WatchdogConnection } from "../../ipc-vocabulary.js";
import { failureSampleOf } from "../iteration-recorder.js";
import { EvidenceTaker } from "./evidence-taker.js";
import { watchedUser } from "./watched-user.js";

/** The evidence that a node takes in a run. */
export interface RunEvidence {
  /** The user, of whose iterations evidence is taken. */
  watched(user: ScenarioUser): ScenarioUser;
  startAt(t0Ms: number): void;
  /** Resolves when everything taken has arrived, or the time is up, which is short when the run was stopped. */
  settled(given: { readonly isStopped: boolean }): Promise<void>;
}

/** As long as a lease: after that there is no controller. */
const PUT_MS = 30_000;
/** Evidence that has not arrived this long after the last user's end is lost with the node. */
const LAST_MS = { stopped: 400, done: 3000 };

/** Evidence as the assignment wants it, sent over the watchdog. */
export function runEvidence(
  { evidence: mode, debug, routes }: Assignment,
  ports: { readonly clock: Clock; readonly watchdog: WatchdogConnection; readonly onWarning: (message: string) => void },
): RunEvidence {
  const { clock, watchdog, onWarning } = ports;
  const taker = new EvidenceTaker({
    clock,
    mode,
    describeFailure: (result, userId) => failureSampleOf(result, userId, routes),
    ask: (question, { timeoutMs }) => watchdog.request("evidence.ask", question, { timeoutMs }),
    put: (evidence) => watchdog.request("evidence.put", evidence, { timeoutMs: PUT_MS }),
    onWarning,
  });
  const watch = { clock, taker, debug, tell: (step: ToldStep) => watchdog.notify("runner.step", step) };
  const isOff = mode === "off" && debug === undefined;
  return {
    watched: (user) => (isOff ? user : watchedUser(user, watch)),
    startAt: (t0Ms) => taker.startAt(t0Ms),
    settled: ({ isStopped }) => taker.settled(isStopped ? LAST_MS.stopped : LAST_MS.done),
  };
}
