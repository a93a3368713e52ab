import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Sketch } from "../../telemetry/sketch.js";
import { type ExponentialBuckets, exponentialBuckets, FINEST_SCALE } from "./exponential-histogram.js";

const sketchOf = (values: readonly number[]) => {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  return sketch;
};
const values = fc.array(fc.oneof(fc.double({ min: 0.01, max: 1e6, noNaN: true }), fc.constant(0)), {
  minLength: 1,
  maxLength: 300,
});

/** The middle of the bucket that holds the value with this rank. */
function valueAtRank({ scale, zeroCount, offset, counts }: ExponentialBuckets, rank: number): number {
  let before = zeroCount;
  if (rank < before) return 0;
  for (const [at, count] of counts.entries()) {
    before += count;
    if (rank < before) return (2 ** ((offset + at) / 2 ** scale) + 2 ** ((offset + at + 1) / 2 ** scale)) / 2;
  }
  return Number.NaN;
}

/** Counts per bucket of a coarser scale. */
function atScale({ scale, offset, counts }: ExponentialBuckets, coarser: number): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const [at, count] of counts.entries()) {
    const index = Math.floor((offset + at) / 2 ** (scale - coarser));
    sums.set(index, (sums.get(index) ?? 0) + count);
  }
  return sums;
}

describe("an exponential histogram", () => {
  it("holds every value within 1.6 %", () => {
    fc.assert(
      fc.property(values, (list) => {
        const buckets = exponentialBuckets(sketchOf(list));
        expect(buckets.scale).toBe(FINEST_SCALE);
        expect(buckets.zeroCount + buckets.counts.reduce((a, b) => a + b, 0)).toBe(list.length);
        for (const [rank, exact] of [...list].sort((a, b) => a - b).entries())
          expect(Math.abs(valueAtRank(buckets, rank) - exact)).toBeLessThanOrEqual(0.016 * exact);
      }),
    );
  });

  it("never decreases a bucket while it grows, even when its scale changes", () => {
    const wide = fc.array(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(wide, wide, (first, more) => {
        const before = exponentialBuckets(sketchOf(first));
        const after = exponentialBuckets(sketchOf([...first, ...more]));
        expect(after.scale).toBeLessThanOrEqual(before.scale);
        expect(after.counts.length).toBeLessThanOrEqual(2048);
        const grown = atScale(after, after.scale);
        for (const [index, count] of atScale(before, after.scale)) expect(grown.get(index) ?? 0).toBeGreaterThanOrEqual(count);
      }),
      { numRuns: 25 },
    );
  });

  it("may be empty or hold only zeros", () => {
    expect(exponentialBuckets(new Sketch())).toMatchObject({ zeroCount: 0, counts: [] });
    expect(exponentialBuckets(sketchOf([0, 0]))).toMatchObject({ zeroCount: 2, counts: [] });
  });
});
