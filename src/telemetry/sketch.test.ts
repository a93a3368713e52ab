import { DDSketch } from "@datadog/sketches-js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RELATIVE_ACCURACY, Sketch } from "./sketch.js";

const value = fc.oneof(
  fc.double({ min: 0, max: 1e7, noNaN: true }),
  fc.constant(0),
  fc.double({ min: 1e-6, max: 1, noNaN: true }),
);
const values = fc.array(value, { minLength: 1, maxLength: 400 });
const quantile = fc.oneof(fc.constantFrom(0, 0.5, 0.9, 0.95, 0.99, 0.999, 1), fc.double({ min: 0, max: 1, noNaN: true }));

function sketchOf(list: readonly number[]): Sketch {
  const sketch = new Sketch();
  for (const item of list) sketch.add(item);
  return sketch;
}

describe("a sketch", () => {
  it("gives every quantile within its accuracy of the value of that rank", () => {
    fc.assert(
      fc.property(values, quantile, (list, q) => {
        const sorted = [...list].sort((a, b) => a - b);
        const exact = sorted[Math.floor(q * (sorted.length - 1))] ?? 0;
        const estimate = sketchOf(list).quantile(q) ?? Number.NaN;
        expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(exact * RELATIVE_ACCURACY * (1 + 1e-9) + 1e-9);
      }),
    );
  });

  it("has an exact count, minimum and maximum, also as quantiles 0 and 1", () => {
    fc.assert(
      fc.property(values, (list) => {
        const sketch = sketchOf(list);
        expect(sketch.count).toBe(list.length);
        expect([sketch.min, sketch.quantile(0)]).toEqual([Math.min(...list), Math.min(...list)]);
        expect([sketch.max, sketch.quantile(1)]).toEqual([Math.max(...list), Math.max(...list)]);
      }),
    );
  });

  it("merges without loss, in any order", () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const all = sketchOf([...a, ...b, ...c]);
        const left = sketchOf(a);
        left.merge(sketchOf(b));
        left.merge(sketchOf(c));
        const right = sketchOf(c);
        const tail = sketchOf(b);
        tail.merge(sketchOf(a));
        right.merge(tail);
        for (const merged of [left, right]) {
          expect([merged.count, merged.min, merged.max]).toEqual([all.count, all.min, all.max]);
          expect(Math.abs(merged.sum - all.sum)).toBeLessThanOrEqual(1e-9 * all.sum);
          for (const q of [0, 0.1, 0.5, 0.9, 0.99, 1]) expect(merged.quantile(q)).toBe(all.quantile(q));
        }
      }),
    );
  });

  it("agrees with the reference implementation", () => {
    fc.assert(
      fc.property(values, quantile, (list, q) => {
        const oracle = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
        for (const item of list) oracle.accept(item);
        const theirs = oracle.getValueAtQuantile(q);
        const ours = sketchOf(list).quantile(q) ?? Number.NaN;
        // When the rank lies between two values, the two implementations may pick different ones.
        const sorted = [...list].sort((x, y) => x - y);
        const rank = q * (sorted.length - 1);
        const near = [sorted[Math.floor(rank)] ?? 0, sorted[Math.ceil(rank)] ?? 0];
        expect(near.some((exact) => Math.abs(theirs - exact) <= exact * 0.0101 + 1e-6)).toBe(true);
        expect(near.some((exact) => Math.abs(ours - exact) <= exact * 0.0101 + 1e-6)).toBe(true);
      }),
    );
  });

  it("survives encoding as bytes and as text", () => {
    fc.assert(
      fc.property(fc.oneof(values, fc.constant([])), (list) => {
        const sketch = sketchOf(list);
        for (const copy of [Sketch.decode(sketch.encode()), Sketch.fromBase64(sketch.toBase64()), sketch.clone()]) {
          expect([copy.count, copy.sum, copy.min, copy.max]).toEqual([sketch.count, sketch.sum, sketch.min, sketch.max]);
          expect(copy.summary()).toEqual(sketch.summary());
          expect(copy.encode()).toEqual(sketch.encode());
        }
      }),
    );
  });

  it("refuses other bytes with a RangeError and nothing else", () => {
    const decode = (bytes: Uint8Array) => {
      try {
        Sketch.decode(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), decode));
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(255), (list, at, byte) => {
        const bytes = sketchOf(list).encode();
        bytes[at % bytes.length] = byte;
        decode(bytes);
      }),
    );
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("refuses the value %d", (bad) => {
    const sketch = new Sketch();
    expect(() => sketch.add(bad)).toThrow(RangeError);
    expect(sketch.isEmpty).toBe(true);
    expect(sketch.quantile(0.5)).toBeUndefined();
  });

  it("takes the whole range of doubles and stays small", () => {
    const sketch = sketchOf([Number.MAX_VALUE, Number.MIN_VALUE, 1]);
    expect(sketch.quantile(1)).toBe(Number.MAX_VALUE);
    expect(sketch.quantile(0.5)).toBeCloseTo(1, 1);
    expect(sketch.encode().length).toBeLessThan(60);
  });

  it("keeps its accuracy over the whole range of normal doubles", () => {
    const wide = fc.array(fc.double({ min: 2 ** -1022, max: Number.MAX_VALUE, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(wide, quantile, (list, q) => {
        const exact = [...list].sort((a, b) => a - b)[Math.floor(q * (list.length - 1))]!;
        const sketch = sketchOf(list);
        expect(Math.abs(sketch.quantile(q)! / exact - 1)).toBeLessThanOrEqual(RELATIVE_ACCURACY + 1e-9);
        expect(Sketch.decode(sketch.encode()).quantile(q)).toBe(sketch.quantile(q));
      }),
    );
  });

  it.each([0, -1, 0.5, Number.NaN, 2 ** 53])("refuses to add a value %d times", (times) => {
    const sketch = new Sketch();
    expect(() => sketch.add(1, times)).toThrow(RangeError);
    expect(sketch.isEmpty).toBe(true);
  });

  it("counts up to 2^53 - 1 and no further", () => {
    const full = new Sketch();
    full.add(3, Number.MAX_SAFE_INTEGER);
    expect(() => full.add(3)).toThrow(RangeError);
    expect(() => full.merge(full)).toThrow(RangeError);
    expect(Sketch.decode(full.encode()).count).toBe(Number.MAX_SAFE_INTEGER);
  });

  it("sums a million small values without drift, and keeps the sum finite", () => {
    const sketch = new Sketch();
    for (let n = 0; n < 1_000_000; n += 1) sketch.add(0.1);
    expect(Math.abs(sketch.sum / 1e5 - 1)).toBeLessThan(1e-12);
    expect(sketchOf([Number.MAX_VALUE, Number.MAX_VALUE]).sum).toBe(Number.MAX_VALUE);
  });

  it("refuses figures that contradict the bins, and text that is not base64", () => {
    const bytes = sketchOf([5, 6]).encode();
    const view = new DataView(bytes.buffer);
    for (const [offset, wrong] of [
      [2, 100],
      [10, 5.9],
      [18, 1e9],
    ] as const) {
      const right = view.getFloat64(offset, true);
      view.setFloat64(offset, wrong, true);
      expect(() => Sketch.decode(bytes)).toThrow(RangeError);
      view.setFloat64(offset, right, true);
    }
    expect(Sketch.decode(bytes).count).toBe(2);
    expect(() => Sketch.fromBase64(`!${sketchOf([5]).toBase64()}`)).toThrow(RangeError);
  });
});
