import type { Sketch } from "../../telemetry/sketch.js";

/** An exponential histogram as OpenTelemetry defines it: bucket i holds the values in (b^i, b^(i+1)], b = 2^(2^-scale). */
export interface ExponentialBuckets {
  readonly scale: number;
  readonly zeroCount: number;
  /** Index of the first bucket. */
  readonly offset: number;
  readonly counts: number[];
}

/**
 * Half a bucket of scale 6 is 0.55 %, and our own bins are at most 1 %: a value read from the middle of a bucket is
 * within 1.6 % of the exact quantile. A finer scale gains little, as the 1 % stays; scale 5 would make it 2.1 %.
 */
export const FINEST_SCALE = 6;
/** Enough buckets of the finest scale for values that differ by a factor of 2^32. */
const MAX_BUCKETS = 2048;

/**
 * Converts a sketch to an exponential histogram. A bin of the sketch always goes into the same bucket of a scale as a whole,
 * and scales nest, so no bucket ever decreases while a sketch grows.
 */
export function exponentialBuckets(sketch: Sketch): ExponentialBuckets {
  const bins = sketch.bins();
  let scale = FINEST_SCALE;
  const [first = 1] = bins[0] ?? [];
  const [last = first] = bins.at(-1) ?? [];
  while (bucketOf(last, scale) - bucketOf(first, scale) >= MAX_BUCKETS) scale -= 1;
  const offset = bins.length === 0 ? 0 : bucketOf(first, scale);
  const length = bins.length === 0 ? 0 : bucketOf(last, scale) - offset + 1;
  const counts = new Array<number>(length).fill(0);
  for (const [value, count] of bins) {
    const at = bucketOf(value, scale) - offset;
    counts[at] = (counts[at] ?? 0) + count;
  }
  return { scale, zeroCount: sketch.zeroCount, offset, counts };
}

function bucketOf(value: number, scale: number): number {
  return Math.ceil(Math.log2(value) * 2 ** scale) - 1;
}
