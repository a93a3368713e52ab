import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RateCurve, type RatePiece } from "./rate-curve.js";

const duration = fc.integer({ min: 1, max: 600_000 });
const piece: fc.Arbitrary<RatePiece> = fc.oneof(
  fc.record({
    kind: fc.constant("rate" as const),
    durationMs: duration,
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    to: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant("interval" as const),
    durationMs: duration,
    from: fc.integer({ min: 1, max: 3_600_000 }),
    to: fc.integer({ min: 1, max: 3_600_000 }),
  }),
);
const curve = fc
  .record({ pieces: fc.array(piece, { maxLength: 5 }), tail: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ pieces, tail }) => new RateCurve(pieces, tail));

describe("a rate over time", () => {
  it("counts the events of a steady rate", () => {
    const steady = new RateCurve([], 0.02);
    expect([0, 50, 30_000].map((at) => steady.countAt(at))).toEqual([0, 1, 600]);
    expect([0, 1, 600].map((count) => steady.instantOf(count))).toEqual([0, 50, 30_000]);
  });

  it("counts a ramp of the rate from 2/s to 20/s over 30 s", () => {
    const ramp = new RateCurve([{ kind: "rate", durationMs: 30_000, from: 0.002, to: 0.02 }], 0);
    expect(ramp.countAt(30_000)).toBeCloseTo(330, 9);
    expect(ramp.countAt(15_000)).toBeCloseTo(2 * 15 + (0.6 * 15 * 15) / 2, 9);
    expect(ramp.instantOf(331)).toBe(Number.POSITIVE_INFINITY);
    expect(ramp.perMsAt(15_000)).toBeCloseTo(0.011, 12);
  });

  it("counts a ramp of the interval from 1 s to 100 ms over 10 s", () => {
    const ramp = new RateCurve([{ kind: "interval", durationMs: 10_000, from: 1000, to: 100 }], 0.01);
    expect(ramp.countAt(10_000)).toBeCloseTo((Math.log(10) / 0.9) * 10, 9);
    expect(ramp.countAt(11_000) - ramp.countAt(10_000)).toBeCloseTo(10, 9);
  });

  it("has no events while the rate is 0, and continues afterwards", () => {
    const pause = new RateCurve([{ kind: "rate", durationMs: 1000, from: 0, to: 0 }], 0.01);
    expect(pause.instantOf(1)).toBe(1100);
  });

  it("never decreases, and its inverse finds the instant", () => {
    fc.assert(
      fc.property(curve, fc.double({ min: 0, max: 4_000_000, noNaN: true }), (any, at) => {
        const count = any.countAt(at);
        expect(any.countAt(at + 1000)).toBeGreaterThanOrEqual(count);
        expect(any.countAt(any.instantOf(count))).toBeCloseTo(count, 4);
      }),
    );
  });
});
