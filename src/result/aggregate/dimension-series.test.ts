import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Sketch } from "../../telemetry/sketch.js";
import { DimensionSeries } from "./dimension-series.js";

function sketchOf(...values: number[]): Sketch {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

const steps = (byStep: Readonly<Record<string, readonly number[]>>) =>
  new Map([["step_duration", new Map(Object.entries(byStep).map(([step, values]) => [step, sketchOf(...values)]))]]);

const countsOf = (series: DimensionSeries) =>
  series
    .of("step_duration")
    .map(({ dimension, points }) => [dimension, points.map(({ offsetMs, sketch }) => [offsetMs, sketch.count])]);

describe("series of dimension values", () => {
  it("keep every second of a short run that has enough samples", () => {
    const series = new DimensionSeries();
    for (let second = 0; second < 5; second++) series.add(second, steps({ "click #a": Array.from({ length: 10 }, () => 20) }));
    expect(countsOf(series)).toEqual([["click #a", [0, 1000, 2000, 3000, 4000].map((offsetMs) => [offsetMs, 10])]]);
  });

  it("have wider buckets where samples are few, and leave out those without any", () => {
    const series = new DimensionSeries();
    for (let second = 0; second < 48; second++) if (second < 16 || second >= 32) series.add(second, steps({ rare: [second] }));
    const [rare] = series.of("step_duration");
    expect(rare?.widthMs).toBe(4000);
    expect(rare?.points.map(({ offsetMs }) => offsetMs / 1000)).toEqual([0, 4, 8, 12, 32, 36, 40, 44]);
    expect(rare?.points.map(({ sketch }) => sketch.count)).toEqual([4, 4, 4, 4, 4, 4, 4, 4]);
  });

  it("lose no sample and do not depend on the order of arrival, however long the run", () => {
    const second = fc.record({
      at: fc.nat(5000),
      step: fc.constantFrom("a", "b", "c"),
      values: fc.array(fc.nat(1000), { minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.array(second, { maxLength: 60 }), (seconds) => {
        const [forth, back] = [new DimensionSeries(), new DimensionSeries()];
        for (const { at, step, values } of seconds) forth.add(at, steps({ [step]: values }));
        for (const { at, step, values } of seconds.toReversed()) back.add(at, steps({ [step]: values }));
        expect(countsOf(back)).toEqual(countsOf(forth));
        const counted = forth.of("step_duration").flatMap(({ points }) => points.map(({ sketch }) => sketch.count));
        expect(counted.reduce((sum, count) => sum + count, 0)).toBe(seconds.flatMap(({ values }) => values).length);
        expect(forth.of("step_duration").every(({ points }) => points.length <= 60)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("do not change the sketches that they are given", () => {
    const given = steps({ a: [1] });
    const series = new DimensionSeries();
    series.add(0, given);
    series.add(0, given);
    expect(given.get("step_duration")?.get("a")?.count).toBe(1);
    expect(countsOf(series)).toEqual([["a", [[0, 2]]]]);
  });
});
