import type { FailureDelta, SecondDelta } from "../telemetry/delta.js";
import type { Sketch } from "../telemetry/sketch.js";
import { PAGE_ERROR_CATEGORIES } from "../telemetry/telemetry-sink.js";
import { compare } from "./aggregate/bounded-table.js";
import { DETAILED_METRICS, type DetailedSeries, DimensionSeries } from "./aggregate/dimension-series.js";
import { type FailureGroup, FailureTotals } from "./aggregate/failure-totals.js";
import { LiveWindow, TELLING_METRICS } from "./aggregate/live-window.js";
import { CounterTotals, HistogramTotals, sumsOf, withoutDimensions } from "./aggregate/metric-totals.js";
import { NodeBreakdown, type NodesOfValue } from "./aggregate/node-breakdown.js";
import { NodeRecord, type SickWindow } from "./aggregate/node-record.js";
import { NodeSeries, type NodeSeriesOf } from "./aggregate/node-series.js";
import { type SeriesBucket, type SeriesChanges, TimeSeries } from "./aggregate/time-series.js";
import { finishedIterations } from "./iteration-rate.js";

/** What a node sends at once; a metric batch is one. */
export interface NodeDelta {
  readonly seconds: readonly SecondDelta[];
  readonly failures: readonly FailureDelta[];
  readonly capped: readonly string[];
  readonly customKinds: ReadonlyMap<string, "histogram" | "counter">;
}

/** The state of a run, for live display. */
export interface LiveSnapshot {
  /** Active users, on nodes that are not silent. */
  readonly activeUsers: number;
  /** Iterations that have finished: succeeded or failed. */
  readonly iterations: number;
  /** Finished iterations per second, over the last five seconds that are known. */
  readonly iterationsPerSecond: number;
  readonly failedIterations: number;
  /** 95th percentile of the most telling latency measured so far: over the last ten seconds, or the whole run if those have none. */
  readonly latency: { readonly metric: string; readonly p95Ms: number } | undefined;
}

/** A node that is this far behind the newest counts as silent. */
const SILENT_AFTER_SECONDS = 15;

/**
 * Merges everything that the nodes of a run report. The order does not matter; memory is bounded by the number of metrics
 * and nodes, however long the run is.
 */
export class RunAggregate {
  /** Histograms of the samples that overlap only healthy seconds. */
  readonly healthy = new HistogramTotals();
  /** Histograms of all other samples. */
  readonly sick = new HistogramTotals();
  readonly counters = new CounterTotals();
  readonly #series = new TimeSeries();
  readonly #detailed = new DimensionSeries();
  readonly #byNode: NodeBreakdown | undefined;
  readonly #nodeSeries: NodeSeries | undefined;
  readonly #nodes = new Map<string, NodeRecord>();
  readonly #failures = new FailureTotals();
  readonly #pageErrors = new FailureTotals();
  readonly #live = new LiveWindow();
  readonly #capped = new Set<string>();
  readonly #customKinds = new Map<string, "histogram" | "counter">();

  /** With figures by node, unless nobody wants them: they cost memory and time. */
  constructor({ byNode = true }: { readonly byNode?: boolean } = {}) {
    this.#byNode = byNode ? new NodeBreakdown() : undefined;
    this.#nodeSeries = byNode ? new NodeSeries() : undefined;
  }

  /** Adds everything in a batch of a node. */
  addBatch(nodeName: string, { seconds, failures, capped, customKinds }: NodeDelta): void {
    this.addSeconds(nodeName, seconds);
    this.addFailures(nodeName, failures);
    this.addCapped(capped);
    this.addCustomKinds(customKinds);
  }

  /** Adds seconds of a node; each must be added once. */
  addSeconds(nodeName: string, seconds: readonly SecondDelta[]): void {
    const node = this.#nodeRecord(nodeName);
    for (const second of seconds) {
      this.healthy.add(second.histograms);
      this.sick.add(second.sickHistograms);
      this.counters.add(second.counters);
      this.#detailed.add(second.second, second.histograms);
      this.#byNode?.add(nodeName, second.histograms);
      const histograms = withoutDimensions(second.histograms);
      this.#nodeSeries?.add(nodeName, second.second, histograms);
      const counters = seriesCounters(second);
      const iterations = {
        ended: counters.get("iterations") ?? 0,
        finished: finishedIn(second),
        failed: counters.get("iterations{failed}") ?? 0,
      };
      const { activeUsers, sick } = second;
      this.#series.add({ node: nodeName, second: second.second, activeUsers, isSick: sick !== undefined, histograms, counters });
      node.add(second, histograms, iterations);
      this.#live.add(second, histograms, iterations.finished);
    }
  }

  /** Adds failures of a node, and errors of its pages. */
  addFailures(nodeName: string, failures: readonly FailureDelta[]): void {
    for (const failure of failures) (isPageError(failure) ? this.#pageErrors : this.#failures).add(nodeName, failure);
  }

  /** Adds metrics that had too many dimension values on a node. */
  addCapped(metrics: Iterable<string>): void {
    for (const metric of metrics) this.#capped.add(metric);
  }

  /** Adds kinds of the scenario's own metrics. */
  addCustomKinds(kinds: ReadonlyMap<string, "histogram" | "counter">): void {
    for (const [metric, kind] of kinds) this.#customKinds.set(metric, kind);
  }

  /** The scenario's own metrics that have values. */
  get customKinds(): ReadonlyMap<string, "histogram" | "counter"> {
    return this.#customKinds;
  }

  /** Metrics with too many dimension values, on a node or in total. */
  get capped(): readonly string[] {
    const all = [this.healthy, this.sick, this.counters].flatMap((totals) => totals.overflowed);
    return [...new Set([...this.#capped, ...all])].sort(compare);
  }

  /** The record of a node; `undefined` if it has reported nothing. */
  node(name: string): NodeRecord | undefined {
    return this.#nodes.get(name);
  }

  /** The names of all nodes that have reported anything. */
  get nodeNames(): readonly string[] {
    return [...this.#nodes.keys()].sort(compare);
  }

  /** The run over time, in at most 300 buckets. */
  timeSeries(): readonly SeriesBucket[] {
    return this.#series.buckets();
  }

  /** The latest second that every node that is not silent has reported; -1 for none. */
  get completeSecond(): number {
    const heard = this.#heard();
    return heard.length === 0 ? -1 : Math.min(...heard.map((node) => node.lastSecond));
  }

  /** Steps, interactions, groups, events, pages and endpoints over time, by metric. Healthy samples only. */
  detailedSeries(): readonly (readonly [metric: string, series: readonly DetailedSeries[]])[] {
    return DETAILED_METRICS.map((metric) => [metric, this.#detailed.of(metric)] as const).filter(
      ([, series]) => series.length > 0,
    );
  }

  /** The same by node, for runs with several nodes. Healthy samples only. */
  valuesByNode(): readonly (readonly [metric: string, values: readonly NodesOfValue[]])[] {
    return this.#byNode?.byMetric() ?? [];
  }

  /** One of them over time; `undefined` if nothing was measured, or too many others were. */
  seriesOf(metric: string, dimension: string): DetailedSeries | undefined {
    return this.#detailed.find(metric, dimension);
  }

  /** One of them by node. */
  nodesOf(metric: string, dimension: string): NodesOfValue | undefined {
    return this.#byNode?.find(metric, dimension);
  }

  /** A node's most telling latency over time, in at most `limit` points. Healthy samples only. */
  seriesOfNode(name: string, limit: number): NodeSeriesOf | undefined {
    return this.#nodeSeries?.of(name, limit);
  }

  /** Changes of the time series since the last call, up to the latest complete second. */
  takeSeriesChanges(): SeriesChanges {
    return this.#series.takeChanges(this.completeSecond);
  }

  /** The time series over about the last `seconds` complete seconds. */
  recentSeries(seconds: number): readonly SeriesBucket[] {
    return this.#series.recent(this.completeSecond, seconds);
  }

  /** Failures by signature, the most frequent first. */
  failures(): readonly FailureGroup[] {
    return this.#failures.groups();
  }

  /** Errors of the pages' own code by signature, the most frequent first. */
  pageErrors(): readonly FailureGroup[] {
    return this.#pageErrors.groups();
  }

  /** All spans in which a node was not healthy, by start time. */
  sickWindows(): readonly SickWindow[] {
    const windows = [...this.#nodes.values()].flatMap((node) => node.sickWindows());
    return windows.sort((a, b) => a.fromMs - b.fromMs || compare(a.node, b.node));
  }

  /** The state of the run now. */
  snapshot(): LiveSnapshot {
    const heard = this.#heard();
    const last = medianOf(heard.map((node) => node.lastSecond));
    return {
      activeUsers: heard.reduce((sum, node) => sum + node.activeUsers, 0),
      iterations: finishedIterations({
        succeeded: this.counters.find("iterations", "succeeded") ?? 0,
        failed: this.counters.find("iterations", "failed") ?? 0,
      }),
      iterationsPerSecond: this.#live.iterationsPerSecond(last),
      failedIterations: this.counters.find("iterations", "failed") ?? 0,
      latency: this.#latency(last),
    };
  }

  /** Nodes that are not silent. */
  #heard(): readonly NodeRecord[] {
    const nodes = [...this.#nodes.values()];
    const newest = Math.max(-1, ...nodes.map((node) => node.lastSecond));
    return nodes.filter((node) => node.lastSecond > newest - SILENT_AFTER_SECONDS);
  }

  #latency(last: number): LiveSnapshot["latency"] {
    for (const metric of TELLING_METRICS) {
      const sketch: Sketch | undefined = this.#live.recent(metric, last) ?? this.healthy.find(metric);
      const p95Ms = sketch?.quantile(0.95);
      if (p95Ms !== undefined) return { metric, p95Ms };
    }
    return undefined;
  }

  #nodeRecord(name: string): NodeRecord {
    let node = this.#nodes.get(name);
    if (node === undefined) {
      node = new NodeRecord(name);
      this.#nodes.set(name, node);
    }
    return node;
  }
}

function isPageError({ category }: FailureDelta): boolean {
  return (PAGE_ERROR_CATEGORIES as readonly string[]).includes(category);
}

/** Counters summed over their dimensions, except that iterations also appear by outcome. */
function seriesCounters(second: SecondDelta): ReadonlyMap<string, number> {
  const sums = new Map(sumsOf(second.counters));
  for (const [outcome, count] of second.counters.get("iterations") ?? []) sums.set(`iterations{${outcome}}`, count);
  return sums;
}

/** The rate counts these only: at the end of a load every user's last iteration is interrupted at once. */
function finishedIn({ counters }: SecondDelta): number {
  const outcomes = counters.get("iterations");
  return finishedIterations({ succeeded: outcomes?.get("succeeded") ?? 0, failed: outcomes?.get("failed") ?? 0 });
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? -1;
}
