import type { Clock } from "../../../base/clock.js";
import { withDeadline } from "../../../base/deadline.js";
import { MAX_TRACE_PART, type ToldStep, type TracePart } from "../../../protocol/evidence-messages.js";
import type { Assignment } from "../../../protocol/messages.js";
import type { IterationResult, ScenarioUser } from "../../../scenario/iteration/iteration-ports.js";
import { signatureOf } from "../../../telemetry/failure-groups.js";
import { maskedFailure } from "../../../telemetry/masking-sink.js";
import type { WatchdogConnection } from "../../ipc-vocabulary.js";
import { failureSampleOf } from "../iteration-recorder.js";
import { EvidenceTaker } from "./evidence-taker.js";
import { PendingSends } from "./pending-sends.js";
import { TraceTaker } from "./trace-taker.js";
import { watchedUser } from "./watched-user.js";

/** The evidence that a node takes in a run. */
export interface RunEvidence {
  /** The user, of whose iterations evidence is taken and some are recorded. */
  watched(user: ScenarioUser): ScenarioUser;
  startAt(t0Ms: number): void;
  /** Resolves when everything taken has arrived, or the time is up, which is short when the run was stopped. */
  settled(given: { readonly isStopped: boolean }): Promise<void>;
}

/** As long as a lease: after that there is no controller. */
const PUT_MS = 30_000;
/** What has not arrived this long after the last user's end is lost with the node. */
const LAST_MS = { stopped: 400, evidence: 3000, traces: 10_000 };
/** A user waits no longer than this for an answer. */
const ASK_MS = 1000;
const PART_BYTES = (MAX_TRACE_PART / 4) * 3;

/** Evidence as the assignment wants it, sent over the watchdog. */
export function runEvidence(
  { evidence: mode, trace, debug, routes }: Assignment,
  ports: { readonly clock: Clock; readonly watchdog: WatchdogConnection; readonly onWarning: (message: string) => void },
): RunEvidence {
  const { clock, watchdog, onWarning } = ports;
  const [evidenceSends, traceSends] = [new PendingSends(), new PendingSends()];
  const signatureOfFailure = (result: IterationResult, userId: number) =>
    signatureOf(maskedFailure(failureSampleOf(result, userId, routes)));
  const taker = new EvidenceTaker({
    clock,
    mode,
    signatureOf: signatureOfFailure,
    ask: (question, { timeoutMs }) => watchdog.request("evidence.ask", question, { timeoutMs }),
    put: (evidence) => evidenceSends.add(watchdog.request("evidence.put", evidence, { timeoutMs: PUT_MS })),
    onWarning,
  });
  const tracer = new TraceTaker({
    clock,
    signatureOf: signatureOfFailure,
    ask: (question) => watchdog.request("trace.ask", question, { timeoutMs: ASK_MS }),
    put: (part, file) => traceSends.add(putInParts(watchdog, part, file)),
    onWarning,
  });
  const watch = {
    clock,
    taker,
    tracer: trace ? tracer : undefined,
    debug,
    tell: (step: ToldStep) => watchdog.notify("runner.step", step),
  };
  const isOff = mode === "off" && debug === undefined && !trace;
  return {
    watched: (user) => (isOff ? user : watchedUser(user, watch)),
    startAt: (t0Ms) => {
      taker.startAt(t0Ms);
      tracer.startAt(t0Ms);
    },
    settled: async ({ isStopped }) => {
      const within = (sends: PendingSends, timeoutMs: number): Promise<boolean> =>
        withDeadline(sends.settled(), { clock, timeoutMs, what: "evidence to be sent" }).then(
          () => true,
          () => false,
        );
      const [haveArrived] = await Promise.all([
        within(traceSends, isStopped ? LAST_MS.stopped : LAST_MS.traces),
        within(evidenceSends, isStopped ? LAST_MS.stopped : LAST_MS.evidence),
      ]);
      if (!haveArrived) onWarning("a trace was still on its way when the run ended, and is left out");
    },
  };
}

/** A long message would hold up the lease, so a trace is sent in parts, one after the other. */
async function putInParts(
  watchdog: WatchdogConnection,
  trace: Omit<TracePart, "part" | "parts" | "base64">,
  file: Uint8Array,
): Promise<void> {
  const bytes = Buffer.from(file);
  const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
  for (let part = 0; part < parts; part++) {
    const base64 = bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES).toString("base64");
    await watchdog.request("trace.put", { ...trace, part, parts, base64 }, { timeoutMs: PUT_MS });
  }
}
