import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RESULTS } from "../../test/fixtures/results/results.js";
import { Sketch } from "../telemetry/sketch.js";
import { compareResults, type Finding } from "./compare.js";
import { comparedChanges, comparedOutcome, comparedSentence } from "./compared-changes.js";
import { figuresOf } from "./histogram-figures.js";
import type { RunResult } from "./model.js";
import { regressionsOf } from "./regressions.js";

const counter = RESULTS.counter();

/** A result with these samples of one metric. */
function withSamples(values: Iterable<number>): RunResult {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  return { ...counter, histograms: { iteration_duration: { aggregate: figuresOf(sketch), by: {} } } };
}

const findings = (a: RunResult, b: RunResult): readonly (Finding | undefined)[] => {
  const [metric] = compareResults(a, b).metrics;
  return [metric?.quantiles?.p50.finding, metric?.quantiles?.p95.finding, metric?.quantiles?.p99.finding];
};

/** Log-normal samples, like latencies; the same seed gives the same samples (mulberry32). */
function* samples(count: number, { seed, factor = 1 }: { readonly seed: number; readonly factor?: number }) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let at = 0; at < count; at += 1) {
    const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    yield factor * 100 * Math.exp(0.5 * normal);
  }
}

describe("background users", () => {
  it("are compared with each other, and their regressions have the prefix of thresholds", () => {
    const crowd = RESULTS.crowd();
    const { background, ...without } = crowd;
    if (background === undefined) throw new Error("the fixture has no background users");
    const [before, after] = [samples(20_000, { seed: 1 }), samples(20_000, { seed: 2, factor: 1.2 })].map((values) => ({
      ...crowd,
      background: { ...background, histograms: withSamples(values).histograms },
    }));
    const comparison = compareResults(before!, after!);
    expect(comparison.background?.users).toEqual({ a: 300, b: 300, change: 0 });
    expect(regressionsOf(comparison, 0.1).map(({ metric }) => metric)).toEqual(
      new Array<string>(3).fill("background.iteration_duration"),
    );
    const oneSided = compareResults(without, crowd);
    expect(oneSided.caveats).toEqual(["the load differs: 0 and 300 background users"]);
    expect("background" in oneSided).toBe(false);
  });
});

describe("a regression", () => {
  it("is a latency that really rose by more than the allowed share", () => {
    const [before, after] = [samples(20_000, { seed: 1 }), samples(20_000, { seed: 2, factor: 1.2 })].map(withSamples);
    const comparison = compareResults(before!, after!);
    expect(
      regressionsOf(comparison, 0.1)
        .map(({ quantile }) => quantile)
        .sort(),
    ).toEqual(["p50", "p95", "p99"]);
    expect(regressionsOf(comparison, 0.1)[0]?.change).toBeGreaterThan(0.15);
    expect(regressionsOf(comparison, 0.3)).toEqual([]);
    expect(regressionsOf(compareResults(after!, before!), 0)).toEqual([]);
  });

  it("is not told from few samples, nor of sizes", () => {
    const few = [samples(10, { seed: 1 }), samples(10, { seed: 2, factor: 1.2 })].map(withSamples);
    expect(regressionsOf(compareResults(few[0]!, few[1]!), 0.1)).toEqual([]);
    const sizes = [1, 2].map((factor) => {
      const { aggregate } = withSamples(samples(5000, { seed: 1, factor })).histograms.iteration_duration!;
      return { ...counter, histograms: { websocket_frame_sent_size: { aggregate, by: {} } } };
    });
    const comparison = compareResults(sizes[0]!, sizes[1]!);
    expect(comparison.metrics[0]?.quantiles?.p95.finding).toBe("higher");
    expect(regressionsOf(comparison, 0.1)).toEqual([]);
  });
});

describe("two results side by side", () => {
  it("show no difference when they are the same", () => {
    const { metrics, iterations, caveats } = compareResults(counter, counter);
    const finished = counter.iterations.succeeded + counter.iterations.failed;
    expect(iterations).toEqual({ a: finished, b: finished, change: 0 });
    expect(caveats).toEqual([]);
    expect(metrics.length).toBeGreaterThan(Object.keys(counter.histograms).length);
    for (const { quantiles } of metrics) {
      expect(quantiles?.p95.change).toBe(0);
      expect(["within-error", "too-few-samples"]).toContain(quantiles?.p95.finding);
    }
  });

  it("compare the rates of finished iterations, without interrupted ones", () => {
    const { iterations } = counter;
    const cut = {
      ...counter,
      iterations: { ...iterations, started: iterations.started + 40, interrupted: iterations.interrupted + 40 },
    };
    const { iterationsPerSecond } = compareResults(counter, cut);
    expect(iterationsPerSecond.change).toBe(0);
    expect(iterationsPerSecond.a).toBeCloseTo((iterations.succeeded + iterations.failed) / (counter.durationMs / 1000), 9);
  });

  it("have their figures and their difference as a share", () => {
    const [a, b] = [RESULTS.shop(), RESULTS.failing()];
    const { metrics, failedIterations, failures } = compareResults(a, b);
    const [inA, inB] = [a.histograms.step_duration?.aggregate, b.histograms.step_duration?.aggregate];
    const steps = metrics.find(({ metric, value }) => metric === "step_duration" && value === undefined);
    expect(steps?.count).toEqual({ a: inA?.count, b: inB?.count });
    expect(steps?.quantiles?.p95).toMatchObject({
      a: inA?.p95,
      b: inB?.p95,
      change: ((inB?.p95 ?? 0) - (inA?.p95 ?? 0)) / (inA?.p95 ?? 1),
    });
    expect(failedIterations).toMatchObject({ a: a.iterations.failed, b: b.iterations.failed });
    for (const { signature, a: first, b: second } of failures) {
      expect(first).toBe(a.failures.find((failure) => failure.signature === signature)?.count ?? 0);
      expect(second).toBe(b.failures.find((failure) => failure.signature === signature)?.count ?? 0);
    }
  });

  it("say when a quantile is higher or lower", () => {
    const [fast, slow] = [withSamples(samples(20_000, { seed: 1 })), withSamples(samples(20_000, { seed: 2, factor: 1.2 }))];
    expect(findings(fast, slow)).toEqual(["higher", "higher", "higher"]);
    expect(findings(slow, fast)).toEqual(["lower", "lower", "lower"]);
  });

  it("do not call a difference real on few samples", () => {
    const [fast, slow] = [withSamples(samples(12, { seed: 1 })), withSamples(samples(12, { seed: 2, factor: 1.5 }))];
    expect(findings(fast, slow)).not.toContain("higher");
    expect(findings(withSamples([1]), withSamples([1000]))).toEqual(new Array(3).fill("too-few-samples"));
  });

  it("cannot be told apart from few samples, which is not the same as no difference", () => {
    const few = [1, 2].map((seed) => withSamples(samples(10, { seed, factor: seed }))) as [RunResult, RunResult];
    const unclear = compareResults(...few);
    expect(comparedOutcome(unclear)).toBe("unclear");
    expect(comparedSentence(unclear)).toBe(
      "It cannot be told whether a latency of B differs from A; 1 metric has too few samples to tell.",
    );
    expect(comparedOutcome(compareResults(few[0], few[0]))).toBe("unclear");
    const many = [1, 2].map((seed) => withSamples(samples(2000, { seed }))) as [RunResult, RunResult];
    expect(comparedOutcome(compareResults(...many))).toBe("alike");
    const [a, b] = many.map((result) => ({
      ...result,
      histograms: { ...result.histograms, group_duration: few[0].histograms.iteration_duration! },
    }));
    const partly = compareResults(a!, b!);
    expect(comparedOutcome(partly)).toBe("partly-alike");
    expect(comparedChanges(partly).unclear.map(({ metric }) => metric)).toEqual(["group_duration"]);
    expect(comparedSentence(partly)).toMatch(/^No latency of B with enough samples differs from A; 1 metric shows/);
  });

  it("find nothing in two runs of the same system, in ninety-eight of a hundred", () => {
    let [found, all] = [0, 0];
    for (let seed = 1; seed <= 200; seed += 1) {
      const [a, b] = [withSamples(samples(500, { seed })), withSamples(samples(500, { seed: 10_000 + seed }))];
      for (const finding of findings(a, b)) {
        all += 1;
        found += Number(finding === "higher" || finding === "lower");
      }
    }
    expect(found / all).toBeLessThan(0.02);
  });

  it("never call a difference real that is within the histograms' accuracy", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e5, noNaN: true }),
        fc.double({ min: 0.99, max: 1.01, noNaN: true }),
        (value, factor) => {
          const many = (one: number) => withSamples(new Array<number>(1000).fill(one));
          expect(findings(many(value), many(value * factor))).toEqual(["within-error", "within-error", "within-error"]);
        },
      ),
    );
  });

  it("say whether more iterations fail, unless that is chance", () => {
    const failing = (share: number, finished = 2000) => {
      const [failed, result] = [Math.round(share * finished), withSamples(samples(2000, { seed: 1 }))];
      return { ...result, iterations: { ...result.iterations, succeeded: finished - failed, failed } };
    };
    const worse = compareResults(failing(0.002), failing(0.17));
    expect(comparedOutcome(worse)).toBe("failing");
    expect(comparedSentence(worse)).toMatch(
      /^B fails more often: 17 % of its iterations instead of 0\.2 %\. No latency of B really/,
    );
    expect(comparedSentence(compareResults(failing(0.17), failing(0.002)))).toMatch(/^B fails less often: 0\.2 % of its/);
    for (const [a, b] of [
      [failing(0.01), failing(0.012)],
      [failing(0, 3), failing(0.34, 3)],
      [failing(0), failing(0)],
    ] as const)
      expect(comparedOutcome(compareResults(a, b))).toBe("alike");
  });

  it("include metrics that only one of them has, and zeros", () => {
    const { metrics } = compareResults(withSamples([]), withSamples([0, 0]));
    expect(metrics).toEqual([{ metric: "iteration_duration", unit: "ms", count: { a: 0, b: 2 }, quantiles: expect.anything() }]);
    const alone = compareResults({ ...counter, histograms: {} }, withSamples([1])).metrics;
    expect(alone).toMatchObject([{ count: { a: 0, b: 1 }, quantiles: null }]);
    expect(compareResults(withSamples([0]), withSamples([5])).metrics[0]?.quantiles?.p50.change).toBeNull();
  });

  it("say why they are not comparable", () => {
    const { caveats } = compareResults(RESULTS.counter(), RESULTS.sick());
    expect(caveats.join("\n")).toMatch(/B is invalid: the load generator/);
    expect(caveats.join("\n")).toMatch(/the scenarios are different: counter and shop/);
    expect(caveats.join("\n")).toMatch(/the load differs: 4 and 30 users/);
  });
});
