import { describe, expect, it } from "vitest";
import { Sketch } from "../../telemetry/sketch.js";
import { NodeBreakdown } from "./node-breakdown.js";

function second(byStep: Readonly<Record<string, readonly number[]>>) {
  const sketches = Object.entries(byStep).map(([step, values]) => {
    const sketch = new Sketch();
    for (const value of values) sketch.add(value);
    return [step, sketch] as const;
  });
  return new Map([["step_duration", new Map(sketches)]]);
}

const countsOf = (breakdown: NodeBreakdown) =>
  breakdown
    .byMetric()
    .map(([metric, values]) => [
      metric,
      values.map(({ dimension, nodes }) => [dimension, nodes.map(([node, { count }]) => [node, count])]),
    ]);

describe("values by node", () => {
  it("are summed per node, whatever the order of arrival, without changing what is given", () => {
    const given = second({ "click #a": [10, 20] });
    const [forth, back] = [new NodeBreakdown(), new NodeBreakdown()];
    const seconds = [
      ["b", given],
      ["a", given],
      ["b", given],
      ["b", second({ "click #b": [5] })],
    ] as const;
    for (const [node, histograms] of seconds) forth.add(node, histograms);
    for (const [node, histograms] of seconds.toReversed()) back.add(node, histograms);
    expect(countsOf(forth)).toEqual([
      [
        "step_duration",
        [
          [
            "click #a",
            [
              ["a", 2],
              ["b", 4],
            ],
          ],
          ["click #b", [["b", 1]]],
        ],
      ],
    ]);
    expect(countsOf(back)).toEqual(countsOf(forth));
    expect(given.get("step_duration")?.get("click #a")?.count).toBe(2);
  });

  it("are left out of a run with one node, and of one with more nodes than anybody compares", () => {
    const breakdown = new NodeBreakdown();
    breakdown.add("n0", second({ a: [1] }));
    expect(breakdown.byMetric()).toEqual([]);
    for (let node = 1; node < 200; node++) breakdown.add(`n${node}`, second({ a: [1] }));
    expect(countsOf(breakdown)).toHaveLength(1);
    breakdown.add("one too many", second({ a: [1] }));
    breakdown.add("n0", second({ a: [1] }));
    expect(breakdown.byMetric()).toEqual([]);
  });

  it("are limited in number: of many values on many nodes, the most frequent remain", () => {
    const breakdown = new NodeBreakdown();
    const steps = Object.fromEntries(
      Array.from({ length: 90 }, (_, at) => [`step ${at}`, Array.from({ length: at + 1 }, () => 1)]),
    );
    for (let node = 0; node < 200; node++) breakdown.add(`n${node}`, second(steps));
    const [, values = []] = breakdown.byMetric()[0] ?? [];
    expect(values).toHaveLength(50);
    expect(values[0]?.dimension).toBe("step 89");
  });

  it("leave what one metric does not need to the others", () => {
    const breakdown = new NodeBreakdown();
    const many = Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`step ${at}`, [1]]));
    const few = second({ "/": [1] }).get("step_duration")!;
    const histograms = new Map([...second(many), ["web_vital_lcp", few], ["http_endpoint_duration", few]] as const);
    for (let node = 0; node < 200; node++) breakdown.add(`n${node}`, histograms);
    expect(breakdown.byMetric().map(([metric, values]) => [metric, values.length])).toEqual([
      ["step_duration", 48],
      ["web_vital_lcp", 1],
      ["http_endpoint_duration", 1],
    ]);
  });
});
