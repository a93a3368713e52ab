import type { RunAggregate } from "../../result/run-aggregate.js";
import type { JudgedMeasurements } from "../../result/thresholds/judge-threshold.js";
import type { RunState } from "./run-state.js";

/** Users in browsers, or background users. */
export type UsersOf = "browsers" | "background";

/** Notes when the users of each kind have ended. A run with one kind of users ends with them. */
export function noteEnds({ cluster, ports, ends }: Pick<RunState, "cluster" | "ports" | "ends">): void {
  if (cluster.crowd.length === 0) return;
  const { clock } = ports.host;
  const note = (kind: UsersOf, nodes: typeof cluster.nodes): void =>
    void Promise.all(nodes.map(({ ended }) => ended)).then(() => {
      ends[kind] = clock.now();
    });
  note("browsers", cluster.nodes);
  note("background", cluster.crowd);
}

/** How long one kind of users was there, if the other went on; the run has taken `runMs`. */
export function ownDurationMs(
  { ends, start }: Pick<RunState, "ends" | "start">,
  kind: UsersOf,
  runMs: number,
): number | undefined {
  const endedAtMs = ends[kind];
  const otherEndedAtMs = ends[kind === "browsers" ? "background" : "browsers"] ?? Number.POSITIVE_INFINITY;
  if (endedAtMs === undefined || start === undefined || endedAtMs >= otherEndedAtMs) return undefined;
  const ownMs = Math.max(0, endedAtMs - start.t0Ms);
  return ownMs < runMs ? ownMs : undefined;
}

/** What thresholds are judged by when the run has taken `runMs`; each kind of users over its own time. */
export function measuredUntil(
  state: Pick<RunState, "ends" | "start" | "aggregate" | "background">,
  runMs: number,
): JudgedMeasurements {
  const measuredBy = ({ healthy, counters }: RunAggregate, kind: UsersOf) => ({
    healthy,
    counters,
    durationMs: ownDurationMs(state, kind, runMs) ?? runMs,
  });
  return { ...measuredBy(state.aggregate, "browsers"), background: measuredBy(state.background, "background") };
}
