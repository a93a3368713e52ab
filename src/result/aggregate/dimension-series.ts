import type { SketchTable } from "../../telemetry/delta.js";
import { OTHER_DIMENSION } from "../../telemetry/metrics.js";
import type { Sketch } from "../../telemetry/sketch.js";
import { BoundedTable, type Merge } from "./bounded-table.js";
import { mergeSketches } from "./metric-totals.js";

/** Metrics whose dimension values each have a series of their own: steps, interactions, groups, events, pages and endpoints. */
export const DETAILED_METRICS: readonly string[] = [
  "step_duration",
  "interaction_duration",
  "group_duration",
  "liveview_event_duration",
  "liveview_connection_duration",
  "web_vital_lcp",
  "http_endpoint_duration",
];

/** Limit of each series: as the run grows, neighbouring buckets are merged. */
const MAX_BUCKETS = 60;
/** Dimension values that have a series; the others have none. */
const MAX_SERIES = 100;
/** A point should stand for this many samples. */
const WANTED_SAMPLES = 10;
/** Fewer points than this are no curve, however few samples they have. */
const LEAST_POINTS = 6;

/** A stretch of the run in which a dimension value had samples. */
export interface DetailedPoint {
  readonly offsetMs: number;
  readonly sketch: Sketch;
}

/** One dimension value over time. */
export interface DetailedSeries {
  readonly dimension: string;
  /** Width of a bucket, chosen by how many samples there are. */
  readonly widthMs: number;
  /** Buckets with samples, in order. */
  readonly points: readonly DetailedPoint[];
}

type Buckets = Map<number, Sketch>;

/**
 * The dimension values of some metrics over time, in at most {@link MAX_BUCKETS} buckets each. Memory is bounded however long
 * the run, and the outcome does not depend on the order of arrival.
 */
export class DimensionSeries {
  readonly #tables = new Map<string, BoundedTable<Buckets>>();
  #widthSeconds = 1;

  /** Adds one second of a node, in any order. */
  add(second: number, histograms: SketchTable): void {
    while (Math.floor(second / this.#widthSeconds) >= MAX_BUCKETS) this.#coarsen();
    const index = Math.floor(second / this.#widthSeconds);
    for (const metric of DETAILED_METRICS) {
      for (const [dimension, sketch] of histograms.get(metric) ?? []) {
        this.#tableOf(metric).add(dimension, new Map([[index, sketch]]));
      }
    }
  }

  /** The series of a metric's heaviest dimension values. */
  of(metric: string): readonly DetailedSeries[] {
    const top = this.#tables.get(metric)?.top(MAX_SERIES, countOf).top ?? [];
    return top
      .filter(([dimension]) => dimension !== OTHER_DIMENSION)
      .map(([dimension, buckets]) => this.#seriesOf(dimension, buckets));
  }

  /** The series of one value; `undefined` for one that has none. */
  find(metric: string, dimension: string): DetailedSeries | undefined {
    const buckets = dimension === OTHER_DIMENSION ? undefined : this.#tables.get(metric)?.get(dimension);
    return buckets === undefined ? undefined : this.#seriesOf(dimension, buckets);
  }

  #seriesOf(dimension: string, buckets: Buckets): DetailedSeries {
    return seriesOfBuckets(dimension, buckets, this.#widthSeconds);
  }

  #tableOf(metric: string): BoundedTable<Buckets> {
    const known = this.#tables.get(metric);
    if (known !== undefined) return known;
    const table = new BoundedTable<Buckets>(2 * MAX_SERIES, mergeBuckets);
    this.#tables.set(metric, table);
    return table;
  }

  #coarsen(): void {
    this.#widthSeconds *= 2;
    for (const table of this.#tables.values()) {
      for (const buckets of table.values()) {
        const coarse = halved(buckets);
        buckets.clear();
        for (const [index, sketch] of coarse) buckets.set(index, sketch);
      }
    }
  }
}

/** A series of buckets that are as wide as the samples need. */
export function seriesOfBuckets(dimension: string, buckets: Buckets, widthSeconds: number): DetailedSeries {
  let [merged, width] = [buckets, widthSeconds];
  while (medianCount(merged) < WANTED_SAMPLES && merged.size >= 2 * LEAST_POINTS) {
    merged = halved(merged);
    width *= 2;
  }
  const points = [...merged].sort(([a], [b]) => a - b);
  return {
    dimension,
    widthMs: width * 1000,
    points: points.map(([index, sketch]) => ({ offsetMs: index * width * 1000, sketch })),
  };
}

/** Merges buckets into the first ones; sketches are copied before they are changed. */
const mergeBuckets: Merge<Buckets> = (into, buckets) => {
  const target: Buckets = into ?? new Map();
  for (const [index, sketch] of buckets) target.set(index, mergeSketches(target.get(index), sketch));
  return target;
};

/** The same samples in buckets of twice the width, in copies. */
export function halved(buckets: Buckets): Buckets {
  const merged: Buckets = new Map();
  for (const [index, sketch] of buckets) {
    const half = Math.floor(index / 2);
    merged.set(half, mergeSketches(merged.get(half), sketch));
  }
  return merged;
}

function countOf(buckets: Buckets): number {
  return [...buckets.values()].reduce((sum, { count }) => sum + count, 0);
}

function medianCount(buckets: Buckets): number {
  const counts = [...buckets.values()].map(({ count }) => count).sort((a, b) => a - b);
  return counts[Math.floor((counts.length - 1) / 2)] ?? 0;
}
