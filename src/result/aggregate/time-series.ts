import { boundedAmount } from "../../telemetry/bounded-amount.js";
import type { Sketch } from "../../telemetry/sketch.js";
import { compare } from "./bounded-table.js";
import { mergeSketches } from "./metric-totals.js";

/** The most buckets a series has: as the run grows, neighbours become one. */
const MAX_BUCKETS = 300;

/** What a second of one node adds to the series. */
export interface SecondOfNode {
  readonly node: string;
  readonly second: number;
  readonly activeUsers: number;
  readonly isSick: boolean;
  readonly histograms: ReadonlyMap<string, Sketch>;
  readonly counters: ReadonlyMap<string, number>;
}

/** A piece of the run. */
export interface SeriesBucket {
  readonly offsetMs: number;
  /** Mean over the seconds of the bucket, summed over nodes. */
  readonly activeUsers: number;
  /** Nodes that were heard of. */
  readonly nodeCount: number;
  /** Whether one of them was not healthy in it. */
  readonly isSick: boolean;
  readonly histograms: readonly (readonly [metric: string, sketch: Sketch])[];
  readonly counters: readonly (readonly [metric: string, sum: number])[];
}

/** Pieces of the run that are new or not what they were. */
export interface SeriesChanges {
  /** Of one bucket. When it grows, all buckets are among the changes. */
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
 * The run over time, in buckets of one length that are at most {@link MAX_BUCKETS}: 1 s at first, doubled whenever the
 * run has grown beyond. So memory is bounded however long it takes, and what comes out depends on what came in alone.
 */
export class TimeSeries {
  readonly #buckets = new Map<number, Bucket>();
  #widthSeconds = 1;
  #lastSecond = -1;
  /** Indexes of buckets that were added to since they were taken. */
  #changed = new Set<number>();
  #lastTaken = -1;

  /** Adds a second of a node, in any order. */
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
   * The buckets that have changed since this was last asked, without a gap. What goes beyond the second `through` is left
   * for the next time: some nodes have not told of it yet.
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

  /** Buckets that together hold about the `seconds` seconds up to `through`; two at least, as the last may have just begun. */
  recent(through: number, seconds: number): readonly SeriesBucket[] {
    const count = Math.max(2, Math.ceil(seconds / this.#widthSeconds));
    const last = Math.floor(through / this.#widthSeconds);
    const first = Math.max(0, last - count + 1);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => this.#finish(first + at));
  }

  /** From the start to the last second that is known, without a gap. */
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

  /** The second before which a bucket ends. */
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
