import { describe, expect, it } from "vitest";
import { interarrival, rate } from "../../scenario/authoring/throttle-spec.js";
import { curveOf } from "./throttle-clock-of.js";

describe("the curve of a throttle", () => {
  it("follows a rate and its linear ramp", () => {
    const curve = curveOf(rate("r", "2/s").ramp("20/s", { duration: "30s" }).spec as never);
    expect([curve.countAt(30_000), curve.countAt(31_000)]).toEqual([expect.closeTo(330, 9), expect.closeTo(350, 9)]);
  });

  it("follows the steps of a stepped ramp, one per `every`", () => {
    const curve = curveOf(rate("r", "10/s").ramp("40/s", { steps: 3, every: "1s" }).spec as never);
    expect([1, 2, 3, 4].map((s) => curve.countAt(s * 1000))).toEqual([10, 30, 60, 100].map((count) => expect.closeTo(count, 9)));
  });

  it("follows an interval that changes linearly", () => {
    const curve = curveOf(interarrival("i", "1s").ramp("100ms", { duration: "10s" }).spec as never);
    expect(curve.countAt(10_000)).toBeCloseTo((Math.log(10) / 0.9) * 10, 9);
    expect(curve.perMsAt(20_000)).toBeCloseTo(0.01, 12);
  });
});
