import type { HistogramTotals } from "../../result/aggregate/metric-totals.js";
import type { BackgroundResult, RunResult } from "../../result/model.js";
import type { RunAggregate } from "../../result/run-aggregate.js";
import { type MetricUnit, metricSpec, OTHER_DIMENSION } from "../../telemetry/metrics.js";
import type { Sketch } from "../../telemetry/sketch.js";
import type { Measured, MeasuredTotals, Point } from "./output.js";

/** The label of what background users measured. No metric has a dimension of this name. */
export const BACKGROUND = { users: "background" } as const;
const RECENT_ROWS = 3;
const SILENT_AFTER_SECONDS = 15;

/** The sources of the totals. */
export interface TotalsRequest extends Pick<MeasuredTotals, "run" | "startedAtMs" | "atMs"> {
  readonly aggregate: RunAggregate;
  /** Measurements of background users, if the run has any. */
  readonly background?: RunAggregate | undefined;
  /** Number of running nodes. */
  readonly nodes: number;
  /** Present once the run is over; it also counts what was lost with nodes. */
  readonly result?: RunResult | undefined;
}

/** The measurements of all nodes so far, in the form that outputs send. */
export function measuredTotals(request: TotalsRequest): MeasuredTotals {
  const { run, startedAtMs, atMs, aggregate, background, nodes, result } = request;
  const isOver = result !== undefined;
  const users = totalsOfUsers(aggregate, result, isOver);
  const crowd = background === undefined ? undefined : totalsOfUsers(background, result?.background, isOver);
  const [activeUsers, ...ofNodes] = withBackground(users.gauges, crowd?.gauges);
  return {
    run,
    startedAtMs,
    atMs,
    histograms: withBackground(users.histograms, crowd?.histograms),
    sickHistograms: withBackground(users.sickHistograms, crowd?.sickHistograms),
    counters: withBackground(users.counters, crowd?.counters),
    gauges: [
      ...(activeUsers === undefined ? [] : [activeUsers]),
      plainGauge("nodes", "Running nodes.", isOver ? 0 : nodes),
      ...ofNodes,
    ],
  };
}

/** Measurements of one kind of users. */
function totalsOfUsers(aggregate: RunAggregate, result: BackgroundResult | undefined, isOver: boolean) {
  return {
    histograms: histogramsOf(aggregate.healthy),
    sickHistograms: histogramsOf(aggregate.sick),
    counters: countersOf(aggregate, result),
    gauges: gaugesOf(aggregate, isOver),
  };
}

/** Points of background users have a label that says so; those of users in browsers are the same with and without them. */
function withBackground<T>(users: readonly Measured<T>[], background: readonly Measured<T>[] = []): readonly Measured<T>[] {
  const labelled = new Map(
    background.map((metric) => [
      metric.name,
      { ...metric, points: metric.points.map((point) => ({ ...point, attributes: { ...point.attributes, ...BACKGROUND } })) },
    ]),
  );
  const both = users.map((metric) => {
    const points = labelled.get(metric.name)?.points ?? [];
    labelled.delete(metric.name);
    return { ...metric, points: [...metric.points, ...points] };
  });
  return [...both, ...labelled.values()];
}

function histogramsOf(totals: HistogramTotals): readonly Measured<Sketch>[] {
  return totals.metrics
    .map((name) =>
      measured(
        name,
        totals.parts(name).filter(([, sketch]) => !sketch.isEmpty),
      ),
    )
    .filter(({ points }) => points.length > 0);
}

function countersOf({ counters }: RunAggregate, result: BackgroundResult | undefined): readonly Measured<number>[] {
  const names = new Set([...counters.metrics, ...Object.keys(result?.counters ?? {})]);
  return [...names].map((name) => {
    const parts = new Map(counters.parts(name));
    // The result keeps fewer distinct values, so its `other` is a different sum.
    for (const [dimension, sum] of Object.entries(result?.counters[name]?.by ?? {}))
      if (dimension !== OTHER_DIMENSION) parts.set(dimension, sum);
    return measured(name, [...parts]);
  });
}

function gaugesOf(aggregate: RunAggregate, isOver: boolean): readonly Measured<number>[] {
  const activeUsers = isOver ? 0 : aggregate.snapshot().activeUsers;
  const gauges: Measured<number>[] = [plainGauge("active_users", "Active users.", activeUsers)];
  const byName = new Map<string, Point<number>[]>();
  for (const node of heardNodes(aggregate)) {
    // The newest second may not have all gauges yet.
    const recent = aggregate.node(node)?.health().slice(-RECENT_ROWS) ?? [];
    for (const [name, value] of new Map(recent.flatMap(({ gauges }) => [...gauges]))) {
      const points = byName.get(name) ?? [];
      byName.set(name, points);
      points.push({ attributes: { node }, value });
    }
  }
  for (const [name, points] of byName) gauges.push({ ...described(name), points });
  return gauges;
}

/** Gauges of a node that stopped reporting are stale. */
function heardNodes(aggregate: RunAggregate): readonly string[] {
  const lastOf = (node: string) => aggregate.node(node)?.lastSecond ?? -1;
  const newest = Math.max(-1, ...aggregate.nodeNames.map(lastOf));
  return aggregate.nodeNames.filter((node) => lastOf(node) > newest - SILENT_AFTER_SECONDS);
}

function plainGauge(name: string, description: string, value: number): Measured<number> {
  return { name, unit: "count", description, points: [{ attributes: {}, value }] };
}

function measured<T>(name: string, parts: readonly (readonly [dimension: string, value: T])[]): Measured<T> {
  const label = (metricSpec(name)?.dimension ?? "value").replaceAll(" ", "_");
  const points = parts.map(([dimension, value]) => ({ attributes: dimension === "" ? {} : { [label]: dimension }, value }));
  return { ...described(name), points };
}

function described(name: string): { readonly name: string; readonly unit: MetricUnit | undefined; readonly description: string } {
  const spec = metricSpec(name);
  return { name, unit: spec?.unit, description: spec?.description ?? "A metric of the scenario's own." };
}
