import type { LoadPlan } from "../../load/load-plan.js";
import { initialValue, lengthFrom, pauseEndMs, piecesOf } from "../../load/plan-changes.js";
import { pageErrorsOf } from "../../result/build-result.js";
import { evidenceOn, type KeptEvidence } from "../../result/kept-evidence.js";
import { failuresOf, iterationsOf } from "../../result/measurements.js";
import type { RunResult } from "../../result/model.js";
import type { RunAggregate } from "../../result/run-aggregate.js";
import { judgeThreshold } from "../../result/thresholds/judge-threshold.js";
import { measuredUntil, ownDurationMs } from "../phases/own-duration.js";
import type { RunState } from "../phases/run-state.js";
import { lastingLoad } from "../steering/lasting-load.js";
import type { SteeredLoad } from "../steering/steered-load.js";
import { currentRate } from "./current-rate.js";
import { breakdownsOf, bucketOf, latenciesOf, metricsToWatch, pointOf } from "./live-figures.js";
import { liveNodes } from "./live-nodes.js";
import type { LiveBackground, LivePicture, LivePlan, LiveRecent } from "./live-picture.js";
import { MAX_FAILURES, withoutErrorStack, withoutStack } from "./watched-parts.js";

const RECENT_SECONDS = 10;
const MAX_STEPS = 100;
const [MAX_MESSAGE, MAX_CAUSES] = [1000, 3];
/** Counters worth watching during a load; they are reported as sums. */
const WATCHED_COUNTERS = [
  "iterations",
  "dropped_iterations",
  "failed_checks",
  "users_replaced",
  "users_lost",
  "liveview_disconnections",
  "liveview_crashes",
  "http_failures",
  "interactions_local",
  "interactions_unanswered",
  "interactions_ambiguous",
  "page_errors",
] as const;

/** The current state of the load. Consumes the new slices of the time series, so there can be only one watcher. */
export function livePictureOf(state: RunState): LivePicture {
  const { aggregate, loaded, load, ports, start, background: crowd, backgroundLoad } = state;
  const elapsedMs = start === undefined ? 0 : Math.max(0, ports.host.clock.now() - start.t0Ms);
  const lasting = lastingLoad(state).plan;
  const measured = measuredUntil(state, elapsedMs);
  const crowdMs = ownDurationMs(state, "background", elapsedMs);
  const metrics = metricsToWatch(aggregate);
  const counters = countersOf(aggregate);
  const { widthMs, buckets } = aggregate.takeSeriesChanges();
  const { activeUsers, iterationsPerSecond } = aggregate.snapshot();
  const { nodes, crowd: crowdNodes } = state.hasCluster ? state.cluster : { nodes: [], crowd: [] };
  const { kept } = state.evidence;
  return {
    name: loaded.scenario.name,
    elapsedMs,
    durationMs: lengthFrom(lasting, elapsedMs),
    knownMs: (aggregate.completeSecond + 1) * 1000,
    plan: livePlanOf(load.plan),
    isPaused: pauseEndMs(lasting, elapsedMs) !== undefined,
    changes: load.changes,
    users: load.users,
    activeUsers,
    iterations: iterationsOf(counters),
    iterationsPerSecond: currentRate(nodes, iterationsPerSecond),
    nodes: liveNodes(nodes, aggregate),
    histograms: { ...latenciesOf(aggregate, metrics, MAX_STEPS), ...breakdownsOf(aggregate) },
    recent: recentOf(aggregate, metrics),
    counters,
    thresholds: loaded.options.values.thresholds.map((threshold) => judgeThreshold(threshold, measured)),
    failures: failuresOf(aggregate, evidenceOn(nodes, kept)).slice(0, MAX_FAILURES).map(shortened),
    pageErrors: pageErrorsOf(aggregate).slice(0, MAX_FAILURES).map(withoutErrorStack),
    series: { widthMs, buckets: buckets.map((bucket) => bucketOf(bucket, metrics)) },
    ...(backgroundLoad === undefined
      ? {}
      : {
          background: {
            ...backgroundOf(crowd, backgroundLoad, evidenceOn(crowdNodes, kept)),
            nodes: liveNodes(crowdNodes, crowd),
            iterationsPerSecond: currentRate(crowdNodes, crowd.snapshot().iterationsPerSecond),
            ...(crowdMs === undefined ? {} : { ownDurationMs: crowdMs }),
          },
        }),
  };
}

/** Latencies in total only: the report has the rest. */
function backgroundOf(
  aggregate: RunAggregate,
  { plan, users }: SteeredLoad,
  evidence: readonly KeptEvidence[],
): Omit<LiveBackground, "nodes" | "iterationsPerSecond"> {
  const metrics = metricsToWatch(aggregate);
  const counters = countersOf(aggregate);
  const { widthMs, buckets } = aggregate.takeSeriesChanges();
  const { activeUsers } = aggregate.snapshot();
  return {
    plan: livePlanOf(plan),
    ...{ users, activeUsers, iterations: iterationsOf(counters), counters },
    histograms: latenciesOf(aggregate, metrics, MAX_STEPS),
    failures: failuresOf(aggregate, evidence).slice(0, MAX_FAILURES).map(shortened),
    series: { widthMs, buckets: buckets.map((bucket) => bucketOf(bucket, [])) },
  };
}

/** A plan as its corner points. */
export function livePlanOf(plan: LoadPlan): LivePlan {
  const points: (readonly [number, number])[] = [[0, initialValue(plan)]];
  let [atMs, before] = [0, initialValue(plan)];
  for (const { durationMs, value, paused } of piecesOf(plan)) {
    if (paused) points.push([atMs, 0], [atMs + durationMs, 0], [atMs + durationMs, before]);
    else points.push([atMs + durationMs, value]);
    atMs += durationMs;
    before = value;
  }
  return { of: plan.kind === "closed" ? "users" : "arrivals", points };
}

function countersOf({ counters }: RunAggregate): RunResult["counters"] {
  const shown: RunResult["counters"] = {};
  for (const metric of WATCHED_COUNTERS) {
    const total = counters.total(metric);
    if (total !== undefined) shown[metric] = { aggregate: total.aggregate, by: Object.fromEntries(total.by) };
  }
  for (const metric of ["steps", "failed_steps"]) {
    const total = counters.total(metric);
    if (total !== undefined) shown[metric] = { aggregate: total.aggregate, by: Object.fromEntries(total.by.slice(0, MAX_STEPS)) };
  }
  return shown;
}

function recentOf(aggregate: RunAggregate, metrics: readonly string[]): LiveRecent {
  const buckets = aggregate.recentSeries(RECENT_SECONDS);
  const [first] = buckets;
  if (first === undefined) return { overMs: 0, histograms: {} };
  const histograms = metrics.flatMap((metric) => {
    const sketches = buckets.flatMap((bucket) =>
      bucket.histograms.flatMap(([name, sketch]) => (name === metric ? [sketch] : [])),
    );
    const point = pointOf(sketches);
    return point === undefined ? [] : [[metric, point] as const];
  });
  return { overMs: (aggregate.completeSecond + 1) * 1000 - first.offsetMs, histograms: Object.fromEntries(histograms) };
}

function shortened(failure: RunResult["failures"][number]): RunResult["failures"][number] {
  const { sample, ...rest } = withoutStack(failure);
  const { message, likelyCauses } = sample;
  const causes = likelyCauses === undefined ? {} : { likelyCauses: likelyCauses.slice(0, MAX_CAUSES) };
  return { ...rest, sample: { ...sample, message: message.slice(0, MAX_MESSAGE), ...causes } };
}
