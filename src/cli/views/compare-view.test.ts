import { describe, expect, it } from "vitest";
import { RESULTS } from "../../../test/fixtures/results/results.js";
import { compareResults } from "../../result/compare.js";
import { compareMarkdown, compareText, regressionTexts } from "./compare-view.js";

const terminal = { columns: 120, paint: (_style: unknown, text: string) => text, all: false };

describe("a comparison", () => {
  it("has one line for each latency that rose, whatever the number of its quantiles", () => {
    const rise = (metric: string, quantile: "p50" | "p95" | "p99", change: number | null) => ({
      ...{ metric, quantile, change, a: 100, b: 140 },
      finding: "higher" as const,
    });
    const texts = regressionTexts([rise("x", "p99", 0.4), rise("y", "p50", 0.3), rise("x", "p50", 0.2), rise("z", "p95", null)]);
    expect(texts).toEqual([
      "x: p99 rose by 40 %, from 100 ms to 140 ms; p50 by 20 %",
      "y: p50 rose by 30 %, from 100 ms to 140 ms",
      "z: p95 rose, from 100 ms to 140 ms",
    ]);
  });

  it("shows background users below the users in browsers, if both runs had some", () => {
    const crowd = RESULTS.crowd();
    const { background: _none, ...without } = crowd;
    const both = compareResults(crowd, crowd);
    expect(compareText(both, terminal)).toMatch(
      /\n\n {2}Background users\n {2}No latency of B really differs[\s\S]*--all shows the \d+ metrics[^\n]*\n(?: {2}--all shows [^\n]*\n)*\n +A +B +change\n {2}users +300 +300 /,
    );
    const whole = compareText(both, { ...terminal, all: true });
    expect(whole.split("Background users")[1]).toMatch(/\n {2}step_duration +[\d,]+ /);
    expect(compareMarkdown(both)).toMatch(
      /\n## Background users\n\nNo latency .*\n\n.*\n.*\n\| users \| 300 \| 300 \|[\s\S]*<details>.*[\s\S]*`step_duration`/,
    );
    const oneSided = compareText(compareResults(without, crowd), terminal);
    expect(oneSided).toContain("! the load differs: 0 and 300 background users");
    expect(oneSided).not.toContain("Background users");
    expect(compareText(compareResults(without, without), terminal)).not.toContain("ackground");
  });
});
