import { packageVersion } from "../../base/package-version.js";
import { maskSecretsIn } from "../../base/secrets/mask-secrets.js";
import type { RunResult } from "../../result/model.js";
import type { RunState } from "../phases/run-state.js";
import { measuredTotals } from "./measured-totals.js";
import type { MeasuredTotals } from "./output.js";
import { OutputSession } from "./output-session.js";
import { openOutputs } from "./outputs.js";

/** The longest that the end of a run waits for the last push, and after an interrupt. */
const [LAST_PUSH_MS, INTERRUPTED_MS] = [4000, 1500];

/** The outputs of one run. */
export interface RunOutputs {
  /** Sends the last totals within a few seconds; never rejects. */
  finish(result: RunResult | undefined): Promise<void>;
}

/** Starts sending measurements as soon as there are any. */
export async function startOutputs(state: RunState): Promise<RunOutputs> {
  const { host, emit, stop } = state.ports;
  const { clock, env } = host;
  const { outputs, outputInterval } = state.given.values;
  const sessions = (await openOutputs(outputs, env)).map(
    (output) =>
      new OutputSession({
        output,
        clock,
        intervalMs: outputInterval,
        totals: () => totalsOf(state),
        onWarning: (message) => emit({ type: "warning", message }),
      }),
  );
  return {
    finish: async (result) => {
      const last = sessions.length === 0 ? undefined : totalsOf(state, result);
      const isInterrupted = stop.reason === "interrupted" || stop.reason === "terminated";
      const limits = { timeoutMs: isInterrupted ? INTERRUPTED_MS : LAST_PUSH_MS, signal: stop.forced };
      await Promise.all(sessions.map((session) => session.finish(last, limits)));
    },
  };
}

function totalsOf(state: RunState, result?: RunResult): MeasuredTotals | undefined {
  const { ports, aggregate, start } = state;
  if (start === undefined || (aggregate.nodeNames.length === 0 && result === undefined)) return undefined;
  return maskSecretsIn(
    measuredTotals({
      run: { id: ports.runId, scenario: state.loaded.scenario.name, version: packageVersion() },
      startedAtMs: start.startedAtMs,
      atMs: ports.host.clock.wallTime(),
      aggregate,
      background: state.backgroundLoad === undefined ? undefined : state.background,
      nodes: state.hasCluster ? state.cluster.nodes.filter(({ status }) => status === "running").length : 0,
      result,
    }),
  );
}
