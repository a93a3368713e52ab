import { lengthFrom, pauseEndMs } from "../../load/plan-changes.js";
import type { FailureGroup } from "../../result/aggregate/failure-totals.js";
import { failureText } from "../../result/failure-reason.js";
import type { RunAggregate } from "../../result/run-aggregate.js";
import type { RunState } from "../phases/run-state.js";
import type { RunProgress } from "../run-events.js";
import { lastingLoad } from "../steering/lasting-load.js";
import { backgroundProgressOf, plannedAt } from "../steering/run-status.js";
import { currentRate } from "./current-rate.js";

const [MAX_FAILURES, MAX_SICK_NODES] = [3, 3];
const MAX_MESSAGE = 200;

/** How far the load has come, at this time since T0. */
export function runProgressOf(state: RunState, elapsedMs: number): RunProgress {
  const { aggregate, load, cluster } = state;
  const { plan } = load;
  const { plan: lasting } = lastingLoad(state);
  const { activeUsers, iterations, iterationsPerSecond, failedIterations, latency } = aggregate.snapshot();
  const failures = aggregate.failures();
  const sick = sickNodes(aggregate);
  const background = backgroundProgressOf(state);
  return {
    elapsedMs,
    durationMs: lengthFrom(lasting, elapsedMs),
    activeUsers,
    target: { of: plan.kind === "closed" ? "users" : "rate", value: plannedAt(plan, elapsedMs) },
    isPaused: pauseEndMs(lasting, elapsedMs) !== undefined,
    iterations,
    iterationsPerSecond: currentRate(cluster.nodes, iterationsPerSecond),
    failedIterations,
    latency,
    failures: { kinds: failures.length, top: failures.slice(0, MAX_FAILURES).map(shownFailure) },
    nodes: {
      total: cluster.nodes.length,
      running: cluster.nodes.filter(({ status }) => status === "running").length,
      sick: sick.length,
      sickNow: sick.slice(0, MAX_SICK_NODES),
    },
    ...(background === undefined ? {} : { background }),
  };
}

function shownFailure({ signature, count, first }: FailureGroup): RunProgress["failures"]["top"][number] {
  return { count, message: first === undefined ? signature.slice(0, MAX_MESSAGE) : failureText(first.sample, MAX_MESSAGE) };
}

/** Nodes that were sick in the last second that they reported. */
function sickNodes(aggregate: RunAggregate): RunProgress["nodes"]["sickNow"] {
  return aggregate.nodeNames.flatMap((name) => {
    const cause = aggregate.node(name)?.latest?.sick;
    return cause === undefined ? [] : [{ name, cause }];
  });
}
