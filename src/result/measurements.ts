import { LiveLoadError } from "../base/errors.js";
import { compare } from "./aggregate/bounded-table.js";
import type { MetricTotal } from "./aggregate/metric-totals.js";
import { MAX_FIGURES } from "./aggregate/node-breakdown.js";
import { dimensionSeriesOf } from "./dimension-results.js";
import { figuresByMetric, figuresOf } from "./histogram-figures.js";
import { loadDurationMs } from "./iteration-rate.js";
import { evidenceOf, type KeptEvidence } from "./kept-evidence.js";
import type { BackgroundResult, RunResult } from "./model.js";
import { nodesOf } from "./node-results.js";
import type { RunAggregate } from "./run-aggregate.js";
import type { RunFacts, UserAccount } from "./run-facts.js";
import type { JudgedMeasurements } from "./thresholds/judge-threshold.js";

/** The facts that measurements are completed with. */
export type MeasuredFacts = Pick<RunFacts, "users" | "nodes" | "notMeasured" | "evidence" | "durationMs" | "ownDurationMs">;

/**
 * What one kind of users did and measured: those in browsers, or those without.
 * @throws LiveLoadError `INTERNAL` when more users ended than there were
 */
export function measurementsOf(aggregate: RunAggregate, facts: MeasuredFacts): BackgroundResult {
  const abortedInfra = lostIterations(aggregate, facts);
  const counters = countersOf(aggregate, { abortedInfra, lostUsers: lostUsers(facts.users) });
  return {
    ...(facts.ownDurationMs === undefined ? {} : { ownDurationMs: facts.ownDurationMs }),
    users: usersOf(facts.users, counters),
    iterations: iterationsOf(counters),
    histograms: figuresByMetric(aggregate.healthy),
    counters,
    sick: {
      userSeconds: sum(aggregate.nodeNames.map((name) => aggregate.node(name)?.sickUserSeconds ?? 0)),
      windows: aggregate.sickWindows().map((window) => ({ ...window })),
      histograms: figuresByMetric(aggregate.sick),
    },
    timeSeries: seriesOf(aggregate),
    dimensionSeries: dimensionSeriesOf(aggregate),
    nodes: nodesOf(aggregate, facts.nodes),
    failures: failuresOf(aggregate, facts.evidence),
    cappedMetrics: [...aggregate.capped],
    notMeasured: [...facts.notMeasured],
  };
}

/** The seconds that users were there, all added up. */
export function userSecondsOf(aggregate: RunAggregate): number {
  return sum(aggregate.nodeNames.map((name) => aggregate.node(name)?.userSeconds ?? 0));
}

/** The measurements for thresholds, including the iterations that were lost with their nodes. */
export function judgedMeasurements(aggregate: RunAggregate, facts: MeasuredFacts): JudgedMeasurements {
  const inFlight = lostIterations(aggregate, facts);
  const { healthy, counters } = aggregate;
  return {
    healthy,
    counters: {
      metrics: counters.metrics,
      dimensions: (metric) => counters.dimensions(metric),
      find(metric, dimension) {
        const counted = counters.find(metric, dimension);
        const includesLost = metric === "iterations" && (dimension === undefined || dimension === "abortedInfra");
        return includesLost && inFlight > 0 ? (counted ?? 0) + inFlight : counted;
      },
    },
    durationMs: loadDurationMs(facts),
  };
}

/** Every active user has one iteration in flight; those on a lost node never report how they ended. */
function lostIterations(aggregate: RunAggregate, facts: MeasuredFacts): number {
  const gone = facts.nodes.filter(({ status }) => status === "lost" || status === "failed");
  return sum(gone.map(({ name }) => aggregate.node(name)?.activeUsers ?? 0));
}

function lostUsers({ requested, succeeded, failed, neverStarted }: UserAccount): number {
  const lost = requested - succeeded - failed - neverStarted;
  if (lost >= 0) return lost;
  throw new LiveLoadError("INTERNAL", `${-lost} more users ended than the ${requested} requested`, {
    details: { requested, succeeded, failed, neverStarted },
  });
}

function countersOf(
  aggregate: RunAggregate,
  { abortedInfra, lostUsers }: { readonly abortedInfra: number; readonly lostUsers: number },
): RunResult["counters"] {
  const totals = new Map<string, MetricTotal<number>>();
  for (const metric of aggregate.counters.metrics) {
    const total = aggregate.counters.total(metric);
    if (total !== undefined) totals.set(metric, total);
  }
  addTo(totals, ["iterations", "abortedInfra"], abortedInfra);
  addTo(totals, ["users_lost", "node lost"], lostUsers);
  return Object.fromEntries(
    [...totals].map(([metric, { aggregate: sum, by }]) => [metric, { aggregate: sum, by: Object.fromEntries(by) }]),
  );
}

function addTo(totals: Map<string, MetricTotal<number>>, [metric, dimension]: readonly [string, string], amount: number): void {
  if (amount === 0) return;
  const { aggregate, by } = totals.get(metric) ?? { aggregate: 0, by: [] };
  const before = by.find(([key]) => key === dimension)?.[1] ?? 0;
  const others = by.filter(([key]) => key !== dimension);
  totals.set(metric, { aggregate: aggregate + amount, by: [...others, [dimension, before + amount]] });
}

function usersOf(account: UserAccount, counters: RunResult["counters"]): RunResult["users"] {
  const { requested, succeeded, failed, neverStarted } = account;
  const replaced = counters.users_replaced?.aggregate ?? 0;
  return { requested, started: requested - neverStarted, succeeded, failed, replaced, lost: lostUsers(account), neverStarted };
}

/** Iterations by outcome. Every started iteration has exactly one of the four, so `started` is their sum. */
export function iterationsOf(counters: RunResult["counters"]): RunResult["iterations"] {
  const by = (outcome: string) => counters.iterations?.by[outcome] ?? 0;
  const [succeeded, failed, interrupted, abortedInfra] = [by("succeeded"), by("failed"), by("interrupted"), by("abortedInfra")];
  return {
    started: succeeded + failed + interrupted + abortedInfra,
    succeeded,
    failed,
    interrupted,
    abortedInfra,
    dropped: counters.dropped_iterations?.aggregate ?? 0,
  };
}

function seriesOf(aggregate: RunAggregate): RunResult["timeSeries"] {
  return aggregate.timeSeries().map(({ offsetMs, activeUsers, nodeCount, histograms, counters }) => ({
    offsetMs,
    activeUsers,
    nodeCount,
    histograms: Object.fromEntries(
      histograms.map(([metric, sketch]) => {
        const { count, sum, p50, p95, p99, max } = figuresOf(sketch);
        return [metric, { count, sum, p50, p95, p99, max }];
      }),
    ),
    counters: Object.fromEntries(counters),
  }));
}

/** Failures by signature, the most frequent first. */
export function failuresOf(aggregate: RunAggregate, kept: readonly KeptEvidence[] = []): RunResult["failures"] {
  let room = aggregate.nodeNames.length < 2 ? 0 : MAX_FIGURES;
  return aggregate.failures().map(({ signature, category, count, firstOffsetMs, nodes, first }) => {
    room -= nodes?.size ?? 0;
    const byNode = nodes === undefined || room < 0 ? {} : { byNode: countsByNode(nodes) };
    const { category: _of, signature: _own, ...sample } = first?.sample ?? { category, message: signature };
    const place = first === undefined ? {} : { node: first.node, offsetMs: first.offsetMs };
    const evidence = evidenceOf(kept, signature, aggregate);
    const shown = evidence === undefined ? {} : { evidence };
    return { signature, category, count, firstOffsetMs, sample: { ...sample, ...place }, ...byNode, ...shown };
  });
}

function countsByNode(nodes: ReadonlyMap<string, number>): NonNullable<RunResult["failures"][number]["byNode"]> {
  const sorted = [...nodes].sort(([a], [b]) => compare(a, b));
  return { node: sorted.map(([name]) => name), count: sorted.map(([, count]) => count) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
