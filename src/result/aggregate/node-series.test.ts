import { expect, it } from "vitest";
import { Sketch } from "../../telemetry/sketch.js";
import { NodeSeries } from "./node-series.js";

function sketchOf(...values: readonly number[]): Sketch {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

const counts = (series: NodeSeries, node: string, limit?: number) =>
  series.of(node, limit)?.series.points.map(({ offsetMs, sketch }) => [offsetMs, sketch.count]);

it("a node has its most telling latency over time, in whatever order its seconds arrive", () => {
  const steps = new Map([["step_duration", sketchOf(1)]]);
  const events = new Map([...steps, ["liveview_event_duration", sketchOf(5, 6)]]);
  const seconds = [
    [0, steps],
    [1, events],
    [2, steps],
    [3, events],
  ] as const;
  for (const order of [seconds, [...seconds].reverse()]) {
    const series = new NodeSeries();
    for (const [second, histograms] of order) series.add("a", second, histograms);
    series.add("b", 0, steps);
    expect(series.of("a")?.metric).toBe("liveview_event_duration");
    expect(counts(series, "a")).toEqual([
      [1000, 2],
      [3000, 2],
    ]);
    expect(series.of("b")?.metric).toBe("step_duration");
  }
});

it("a long run has fewer, wider points without losing a sample", () => {
  const series = new NodeSeries();
  for (let second = 0; second < 600; second += 1) series.add("a", second, new Map([["step_duration", sketchOf(second)]]));
  const points = counts(series, "a") ?? [];
  expect(points.length).toBeLessThanOrEqual(60);
  expect(points.reduce((sum, [, count = 0]) => sum + count, 0)).toBe(600);
  expect(counts(series, "a", 5)?.length).toBeLessThanOrEqual(5);
});

it("too many nodes have none", () => {
  const series = new NodeSeries();
  for (let node = 0; node < 201; node += 1) series.add(`n${node}`, 0, new Map([["step_duration", sketchOf(1)]]));
  expect(series.of("n0")).toBeUndefined();
  expect(series.of("n200")).toBeUndefined();
});
