import { boundedAmount } from "../../telemetry/bounded-amount.js";
import type { Sketch } from "../../telemetry/sketch.js";
import { compare } from "./bounded-table.js";
import { mergeSketches } from "./metric-totals.js";

/** Limit of the series: as the run grows, neighbouring buckets are merged. */
const MAX_BUCKETS = 300;

/** One node's contribution to one second of the series. */
export interface SecondOfNode {
  readonly node: string;
  readonly second: number;
  readonly activeUsers: number;
  readonly isSick: boolean;
  readonly histograms: ReadonlyMap<string, Sketch>;
  readonly counters: ReadonlyMap<string, number>;
}

/** A stretch of the run. */
export interface SeriesBucket {
  readonly offsetMs: number;
  /** Mean over the seconds of the bucket, summed over nodes. */
  readonly activeUsers: number;
  /** Nodes that reported anything in it. */
  readonly nodeCount: number;
  /** Whether any of them was not healthy in it. */
  readonly isSick: boolean;
  readonly histograms: readonly (readonly [metric: string, sketch: Sketch])[];
  readonly counters: readonly (readonly [metric: string, sum: number])[];
}

/** Buckets that are new or have changed. */
export interface SeriesChanges {
  /** Width of a bucket. When it grows, the changes contain all buckets. */
  readonly widthMs: number;
  readonly buckets: readonly SeriesBucket[];
}

interface Bucket {
  userSeconds: number;
  isSick: boolean;
  readonly nodes: Set<string>;
  readonly histograms: Map<string, Sketch>;
  readonly counters: Map<string, number>;
}

/**
 * The run over time in at most {@link MAX_BUCKETS} buckets of equal width: 1 s at first, doubled whenever the run outgrows
 * them. Memory stays bounded however long the run, and the outcome does not depend on the order of arrival.
 */
export class TimeSeries {
  readonly #buckets = new Map<number, Bucket>();
  #widthSeconds = 1;
  #lastSecond = -1;
  /** Indexes of buckets that changed since `takeChanges` last returned them. */
  #changed = new Set<number>();
  #lastTaken = -1;

  /** Adds one second of a node, in any order. */
  add(second: SecondOfNode): void {
    this.#lastSecond = Math.max(this.#lastSecond, second.second);
    while (Math.floor(this.#lastSecond / this.#widthSeconds) >= MAX_BUCKETS) this.#coarsen();
    const index = Math.floor(second.second / this.#widthSeconds);
    const bucket = this.#buckets.get(index) ?? emptyBucket();
    this.#buckets.set(index, bucket);
    bucket.userSeconds += second.activeUsers;
    bucket.isSick ||= second.isSick;
    bucket.nodes.add(second.node);
    mergeInto(bucket, second);
    this.#changed.add(index);
  }

  /**
   * The buckets that changed since the last call, without gaps. Buckets that reach beyond the second `through` wait for the
   * next call, as some nodes have not reported that far yet.
   */
  takeChanges(through: number): SeriesChanges {
    const ripe = [...this.#changed].filter((index) => this.#endOf(index) <= through + 1);
    for (const index of ripe) this.#changed.delete(index);
    const last = Math.max(this.#lastTaken, ...ripe);
    const between = Array.from({ length: last - this.#lastTaken }, (_, at) => this.#lastTaken + 1 + at);
    this.#lastTaken = last;
    const indexes = [...new Set([...ripe, ...between])].sort((a, b) => a - b);
    return { widthMs: this.#widthSeconds * 1000, buckets: indexes.map((index) => this.#finish(index)) };
  }

  /** Buckets that together cover about the `seconds` seconds up to `through`; at least two, as the last may have just begun. */
  recent(through: number, seconds: number): readonly SeriesBucket[] {
    const count = Math.max(2, Math.ceil(seconds / this.#widthSeconds));
    const last = Math.floor(through / this.#widthSeconds);
    const first = Math.max(0, last - count + 1);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => this.#finish(first + at));
  }

  /** All buckets from the start to the latest second, without gaps. */
  buckets(): readonly SeriesBucket[] {
    const count = Math.floor(this.#lastSecond / this.#widthSeconds) + 1;
    return Array.from({ length: count }, (_, index) => this.#finish(index));
  }

  #finish(index: number): SeriesBucket {
    const bucket = this.#buckets.get(index) ?? emptyBucket();
    const first = index * this.#widthSeconds;
    const seconds = this.#endOf(index) - first;
    return {
      offsetMs: first * 1000,
      activeUsers: bucket.userSeconds / seconds,
      nodeCount: bucket.nodes.size,
      isSick: bucket.isSick,
      histograms: [...bucket.histograms].sort(([a], [b]) => compare(a, b)),
      counters: [...bucket.counters].sort(([a], [b]) => compare(a, b)),
    };
  }

  /** The first second after a bucket. */
  #endOf(index: number): number {
    return Math.min((index + 1) * this.#widthSeconds, this.#lastSecond + 1);
  }

  #coarsen(): void {
    this.#widthSeconds *= 2;
    const old = [...this.#buckets];
    this.#buckets.clear();
    for (const [index, bucket] of old) {
      const half = Math.floor(index / 2);
      const into = this.#buckets.get(half);
      if (into === undefined) {
        this.#buckets.set(half, bucket);
        continue;
      }
      into.userSeconds += bucket.userSeconds;
      into.isSick ||= bucket.isSick;
      for (const node of bucket.nodes) into.nodes.add(node);
      mergeInto(into, bucket);
    }
    this.#changed = new Set(this.#buckets.keys());
    this.#lastTaken = -1;
  }
}

function emptyBucket(): Bucket {
  return { userSeconds: 0, isSick: false, nodes: new Set(), histograms: new Map(), counters: new Map() };
}

function mergeInto(bucket: Bucket, from: Pick<SecondOfNode, "histograms" | "counters">): void {
  for (const [metric, sketch] of from.histograms)
    bucket.histograms.set(metric, mergeSketches(bucket.histograms.get(metric), sketch));
  for (const [metric, sum] of from.counters) bucket.counters.set(metric, boundedAmount((bucket.counters.get(metric) ?? 0) + sum));
}
