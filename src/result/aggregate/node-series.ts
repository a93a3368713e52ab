import type { Sketch } from "../../telemetry/sketch.js";
import { type DetailedSeries, halved, seriesOfBuckets } from "./dimension-series.js";
import { TELLING_METRICS } from "./live-window.js";
import { mergeSketches } from "./metric-totals.js";
import { MAX_NODES } from "./node-breakdown.js";

/** Limit of each series: as the run grows, neighbouring buckets are merged. */
const MAX_BUCKETS = 60;

/** A node's most telling latency over time. */
export interface NodeSeriesOf {
  readonly metric: string;
  readonly series: DetailedSeries;
}

interface Kept {
  /** Position among the telling metrics. */
  rank: number;
  buckets: Map<number, Sketch>;
}

/**
 * The most telling latency of each node over time. With more nodes than can be compared nothing is kept. The outcome does not
 * depend on the order of arrival: a more telling metric replaces a series as soon as it has samples.
 */
export class NodeSeries {
  readonly #nodes = new Map<string, Kept | undefined>();
  #widthSeconds = 1;

  /** Adds one second of a node, with its healthy histograms summed over their dimensions. */
  add(node: string, second: number, histograms: ReadonlyMap<string, Sketch>): void {
    if (!this.#nodes.has(node)) this.#nodes.set(node, undefined);
    if (this.#nodes.size > MAX_NODES) {
      for (const name of this.#nodes.keys()) this.#nodes.set(name, undefined);
      return;
    }
    while (Math.floor(second / this.#widthSeconds) >= MAX_BUCKETS) this.#coarsen();
    const rank = TELLING_METRICS.findIndex((metric) => histograms.has(metric));
    const sketch = histograms.get(TELLING_METRICS[rank] ?? "");
    if (sketch === undefined) return;
    const kept = this.#nodes.get(node);
    if (kept === undefined || rank < kept.rank) this.#nodes.set(node, { rank, buckets: new Map() });
    else if (rank > kept.rank) return;
    const index = Math.floor(second / this.#widthSeconds);
    const buckets = this.#nodes.get(node)?.buckets;
    buckets?.set(index, mergeSketches(buckets.get(index), sketch));
  }

  /** The series of a node in at most `limit` points; `undefined` if there is none. */
  of(node: string, limit = MAX_BUCKETS): NodeSeriesOf | undefined {
    const kept = this.#nodes.get(node);
    const metric = TELLING_METRICS[kept?.rank ?? -1];
    if (kept === undefined || metric === undefined) return undefined;
    let [buckets, width] = [kept.buckets, this.#widthSeconds];
    while (buckets.size > Math.max(1, limit)) [buckets, width] = [halved(buckets), width * 2];
    return { metric, series: seriesOfBuckets(metric, buckets, width) };
  }

  #coarsen(): void {
    this.#widthSeconds *= 2;
    for (const kept of this.#nodes.values()) if (kept !== undefined) kept.buckets = halved(kept.buckets);
  }
}
