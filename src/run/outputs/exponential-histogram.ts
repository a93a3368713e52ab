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
 * Half a bucket of scale 6 is 0.55 %, and our own bins are 1 % at most: what is read from the middle of a bucket is
 * within 1.6 % of the exact quantile. A finer scale gains little, as the 1 % stays; scale 5 would make it 2.1 %.
 */
export const FINEST_SCALE = 6;
/** Values that differ by a factor of 2^32 fit into so many buckets of the finest scale. */
const MAX_BUCKETS = 2048;

/**
 * The sketch in buckets of powers of two. A bin of ours goes into one bucket as a whole, always into the same of a scale,
 * and scales nest: so while a sketch grows, no bucket loses what it once had.
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
