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
  readonly histograms: readonly (readonly [metric: string, sketch: Sketch])[];
  readonly counters: readonly (readonly [metric: string, sum: number])[];
}

interface Bucket {
  userSeconds: number;
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

  /** Adds a second of a node, in any order. */
  add(second: SecondOfNode): void {
    this.#lastSecond = Math.max(this.#lastSecond, second.second);
    while (Math.floor(this.#lastSecond / this.#widthSeconds) >= MAX_BUCKETS) this.#coarsen();
    const index = Math.floor(second.second / this.#widthSeconds);
    const bucket = this.#buckets.get(index) ?? emptyBucket();
    this.#buckets.set(index, bucket);
    bucket.userSeconds += second.activeUsers;
    bucket.nodes.add(second.node);
    mergeInto(bucket, second);
  }

  /** From the start to the last second that is known, without a gap. */
  buckets(): readonly SeriesBucket[] {
    const count = Math.floor(this.#lastSecond / this.#widthSeconds) + 1;
    return Array.from({ length: count }, (_, index) => this.#finish(index));
  }

  #finish(index: number): SeriesBucket {
    const bucket = this.#buckets.get(index) ?? emptyBucket();
    const first = index * this.#widthSeconds;
    const seconds = Math.min(this.#widthSeconds, this.#lastSecond + 1 - first);
    return {
      offsetMs: first * 1000,
      activeUsers: bucket.userSeconds / seconds,
      nodeCount: bucket.nodes.size,
      histograms: [...bucket.histograms].sort(([a], [b]) => compare(a, b)),
      counters: [...bucket.counters].sort(([a], [b]) => compare(a, b)),
    };
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
      for (const node of bucket.nodes) into.nodes.add(node);
      mergeInto(into, bucket);
    }
  }
}

function emptyBucket(): Bucket {
  return { userSeconds: 0, nodes: new Set(), histograms: new Map(), counters: new Map() };
}

function mergeInto(bucket: Bucket, from: Pick<SecondOfNode, "histograms" | "counters">): void {
  for (const [metric, sketch] of from.histograms)
    bucket.histograms.set(metric, mergeSketches(bucket.histograms.get(metric), sketch));
  for (const [metric, sum] of from.counters) bucket.counters.set(metric, (bucket.counters.get(metric) ?? 0) + sum);
}
