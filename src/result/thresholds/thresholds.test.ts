import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SecondBuilder } from "../../../test/fixtures/results/synthetic-run.js";
import { boundedName } from "../../telemetry/bounded-name.js";
import { METRICS } from "../../telemetry/metrics.js";
import { RunAggregate } from "../run-aggregate.js";
import { brokenThreshold, judgeThreshold } from "./judge-threshold.js";
import { parseThreshold } from "./parse-threshold.js";
import { OPERATORS } from "./threshold.js";

const option = (threshold: string) => ({ threshold, abortOnFail: false, delayAbortEvalMs: 0 });

function measurements(fill: (second: SecondBuilder) => unknown, durationMs = 10_000) {
  const aggregate = new RunAggregate();
  const second = new SecondBuilder(0);
  fill(second);
  aggregate.addSeconds("a", [second.build()]);
  return { healthy: aggregate.healthy, counters: aggregate.counters, durationMs };
}

describe("reading a threshold", () => {
  it.each([
    [
      "liveview_event_duration: p(95)<500",
      { metric: "liveview_event_duration", aggregation: "p", quantile: 0.95, operator: "<", limit: 500 },
    ],
    ["step_duration{click #inc}: p(99.9)<800", { dimension: "click #inc", quantile: 0.999 }],
    ["failed_steps: count<10", { aggregation: "count", limit: 10 }],
    ["iterations{failed}: share<0.01", { dimension: "failed", aggregation: "share", limit: 0.01 }],
    ["iterations: perSecond>50", { aggregation: "perSecond", operator: ">" }],
    ["  step_duration :med <=  2s ", { aggregation: "med", operator: "<=", limit: 2000 }],
    ["step_duration: avg < 1.5m", { limit: 90_000 }],
    ["step_duration: max<500ms", { limit: 500 }],
    ["iterations{failed}: share<=1%", { limit: 0.01 }],
    ["iterations{failed}: share==15%", { limit: 0.15 }],
    ["websocket_frame_sent_size: p(50)<1.5kB", { limit: 1500 }],
    ["http_bytes_received: perSecond<10MB/s", { limit: 1e7 }],
    ["failed_steps: share<0.5", { dimension: undefined }],
    ["iterations: perSecond>=50/s", { limit: 50 }],
    ["step_duration: p(0)>=1e2", { quantile: 0, limit: 100 }],
    ["failed_checks: count===0", { operator: "==", limit: 0 }],
    [
      'step_duration{click a[href="x:y"]>b{2}: p(9)<1}: p(95)<7',
      { dimension: 'click a[href="x:y"]>b{2}: p(9)<1', quantile: 0.95, limit: 7 },
    ],
  ])("accepts %s", (expression, expected) => {
    expect(parseThreshold(expression)).toMatchObject({ expression, ...expected });
  });

  it.each([
    ["step_durations: p(95)<1", /step_durations, which is not a metric/, /did you mean "step_duration"/],
    ["speed: p(95)<1", /speed, which is not a metric/, /^docs\/metrics\.md lists the built-in metrics/],
    ["constructor: count<1", /which is not a metric/, /^docs\/metrics\.md/],
    ["step: p(95)<1", /step, which is not a metric/, /^did you mean "step_duration"\?$/],
    ["step: count<1", /step, which is not a metric/, /^did you mean "steps"\?$/],
    ["step_dur: p(95)<1", /step_dur, which is not a metric/, /^did you mean "step_duration"\?$/],
    ["lcp: p(75)<2500", /lcp, which is not a metric/, /^did you mean "web_vital_lcp"\?$/],
    ["event_duration: max<1s", /event_duration, which is not a metric/, /^did you mean "liveview_event_duration"\?$/],
    ["step_duration: rate<1", /uses "rate"/, /"share".*"perSecond"/],
    ["iterations: rate>1", /uses "rate"/, /perSecond/],
    ["step_duration: p95<1", /uses "p95"/, /p\(95\)/],
    ["step_duration: mean<1", /uses "mean"/, /"avg"/],
    ["step_duration: maxx<1", /uses "maxx"/, /"max"/],
    ["step_duration: share<1", /asks for "share" of step_duration, a histogram/, /p\(N\)/],
    ["iterations: p(95)<1", /a percentile of iterations, a counter/, /count, share and perSecond/],
    ["iterations: avg<1", /"avg" of iterations, a counter/, /perSecond/],
    ["step_duration: p(101)<1", /an invalid percentile/, /0 to 100/],
    ["step_duration: p()<1", /percentile/, /p\(95\)/],
    ["step_duration: p<1", /percentile/, /p\(95\)/],
    ["step_duration: max(3)<1", /an argument/, /p\(95\)/],
    ["node_cpu: max<0.9", /a gauge/, /histograms and counters/],
    ["iterations: share<1", /share of all/, /name a part/],
    ["step_duration{}: p(95)<1", /empty braces/, /leave them out/],
    ["step_duration: p(95)<fast", /invalid limit "fast"/, /2s/],
    ["step_duration: p(95)<20kB", /invalid limit "20kB"/, /milliseconds/],
    ["iterations: count<2s", /invalid limit "2s"/, /number/],
    ["step_duration: p(95)=1", /unknown operator "="/, /<=/],
    ["step_duration: p(95)", /has no limit/, /limit/],
    ["p(95)<500", /names no metric/, /colon/],
    ["", /names no metric/, /colon/],
    ["step_duration: p(95)<", /cannot be read/, /write/],
  ])("refuses %s and says what to write instead", (expression, message, hint) => {
    expect(() => parseThreshold(expression)).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      }),
    );
  });

  it("accepts the scenario's custom metrics if they are known", () => {
    const context = { isOwnMetric: (name: string) => name === "cart_value" };
    expect(parseThreshold("cart_value: p(95)<20", context)).toMatchObject({ metric: "cart_value", limit: 20 });
    expect(() => parseThreshold("cart_valu: p(95)<20", context)).toThrow(/not a metric/);
  });

  it("refuses a dimension value that the scenario cannot have", () => {
    const context = {
      dimensionValues: (_metric: string, dimension: string) => (dimension === "throttle" ? ["orders"] : undefined),
    };
    expect(parseThreshold("throttle_wait{orders}: p(95)<2s", context)).toMatchObject({ dimension: "orders" });
    expect(() => parseThreshold("throttle_wait{order}: p(95)<2s", context)).toThrow(
      /"order", which is not a value of throttle_wait/,
    );
    expect(parseThreshold("step_duration{click #inc}: p(95)<2s", context)).toMatchObject({ dimension: "click #inc" });
  });

  it("parses every expression of the right form, and refuses everything else with the same error", () => {
    const histograms = Object.entries(METRICS).flatMap(([name, { kind }]) => (kind === "histogram" ? [name] : []));
    const valid = fc.record({
      metric: fc.constantFrom(...histograms),
      dimension: fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: undefined }),
      percent: fc.integer({ min: 0, max: 1000 }).map((value) => value / 10),
      operator: fc.constantFrom(...OPERATORS),
      limit: fc.integer({ min: 0, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(valid, ({ metric, dimension, percent, operator, limit }) => {
        const braces = dimension === undefined ? "" : `{${dimension}}`;
        const parsed = parseThreshold(`${metric}${braces}: p(${percent})${operator}${limit}`);
        expect(parsed).toMatchObject({ metric, dimension, operator, limit });
        expect(parsed.quantile).toBeCloseTo(percent / 100, 12);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseThreshold(text);
        } catch (error) {
          expect(error).toMatchObject({ name: "LiveLoadError", code: "INVALID_OPTION" });
        }
      }),
    );
  });
});

describe("judging a threshold", () => {
  it("computes the aggregations of a histogram from its samples", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 60 }),
        fc.nat(100),
        (values, percent) => {
          const measured = measurements((second) => {
            for (const value of values) second.sample("step_duration", "click #inc", value);
          });
          const value = (aggregation: string) =>
            judgeThreshold(option(`step_duration: ${aggregation}<0`), measured).value ?? Number.NaN;
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.floor((percent / 100) * (sorted.length - 1))] ?? 0;
          expect(value("min")).toBe(sorted[0]);
          expect(value("max")).toBe(sorted.at(-1));
          expect(value("count")).toBe(values.length);
          expect(value("avg")).toBeCloseTo(values.reduce((a, b) => a + b) / values.length, 4);
          expect(Math.abs(value(`p(${percent})`) / exact - 1)).toBeLessThanOrEqual(0.01 + 1e-9);
          expect(value("med")).toBe(value("p(50)"));
        },
      ),
    );
  });

  it("compares as the operator says", () => {
    const measured = measurements((second) => second.count("failed_steps", "click #inc", 7));
    fc.assert(
      fc.property(fc.constantFrom(...OPERATORS), fc.integer({ min: 5, max: 9 }), (operator, limit) => {
        const expected = {
          "<": 7 < limit,
          "<=": 7 <= limit,
          ">": 7 > limit,
          ">=": 7 >= limit,
          "==": 7 === limit,
          "!=": 7 !== limit,
        };
        expect(judgeThreshold(option(`failed_steps: count${operator}${limit}`), measured)).toMatchObject({
          value: 7,
          limit,
          passed: expected[operator],
        });
      }),
    );
  });

  it("computes sums, shares and rates of counters", () => {
    const measured = measurements((second) => {
      second.count("iterations", "succeeded", 90).count("iterations", "failed", 10);
      second.count("steps", "click #a", 40).count("steps", "click #b", 60).count("failed_steps", "click #a", 4);
    });
    const value = (threshold: string) => judgeThreshold(option(threshold), measured).value;
    expect(value("iterations: count>0")).toBe(100);
    expect(value("iterations{failed}: share<1")).toBe(0.1);
    expect(value("iterations{dropped}: share<1")).toBe(0);
    expect(value("iterations: perSecond>0")).toBe(10);
    expect(value("failed_steps: share<1")).toBe(0.04);
    expect(value("failed_steps{click #a}: share<1")).toBe(0.1);
    expect(value("failed_steps{click #b}: share<1")).toBe(0);
    expect(value("page_errors: count<1")).toBe(0);
  });

  it("judges one dimension value, on healthy samples only", () => {
    const aggregate = new RunAggregate();
    const [healthy, sick] = [new SecondBuilder(0), new SecondBuilder(1)];
    sick.sick = "browser-late";
    healthy.sample("step_duration", "click #a", 10).sample("step_duration", "click #b", 1000);
    sick.sample("step_duration", "click #a", 5000);
    aggregate.addSeconds("a", [healthy.build(), sick.build()]);
    const measured = { healthy: aggregate.healthy, counters: aggregate.counters, durationMs: 1000 };
    expect(judgeThreshold(option("step_duration{click #a}: max<11"), measured)).toEqual({
      expression: "step_duration{click #a}: max<11",
      metric: "step_duration",
      dimension: "click #a",
      aggregation: "max",
      value: 10,
      limit: 11,
      passed: true,
      abortOnFail: false,
    });
  });

  it("finds a long name by its full text, although a shortened one was recorded", () => {
    const [long, longer] = ["n".repeat(5000), "n".repeat(5001)];
    const measured = measurements((second) => second.sample("group_duration", boundedName(long), 100));
    expect(judgeThreshold(option(`group_duration{${long}}: p(95)<200`), measured)).toMatchObject({ passed: true, value: 100 });
    expect(judgeThreshold(option(`group_duration{${longer}}: p(95)<200`), measured)).toMatchObject({
      passed: false,
      value: null,
    });
  });

  it("does not pass a threshold that could not be judged", () => {
    const measured = measurements(() => {}, 0);
    for (const threshold of ["step_duration: p(95)<500", "iterations{failed}: share<0.5", "iterations: perSecond>=0"])
      expect(judgeThreshold(option(threshold), measured)).toMatchObject({ value: null, passed: false });
    expect(judgeThreshold(option("step_duration: count==0"), measured)).toMatchObject({ value: 0, passed: true });
  });

  it("judges the scenario's custom metrics by their kind", () => {
    const measured = measurements((second) => second.sample("cart_value", "", 30).count("sold", "", 50));
    expect(judgeThreshold(option("cart_value: max<=30"), measured).value).toBe(30);
    expect(judgeThreshold(option("cart_value: count<=30"), measured).value).toBe(1);
    expect(judgeThreshold(option("sold: count>40"), measured).value).toBe(50);
    expect(judgeThreshold(option("sold: perSecond>4"), measured).value).toBe(5);
    expect(judgeThreshold(option("sold: p(95)>4"), measured).value).toBe(null);
  });
});

describe("ending a run for a threshold", () => {
  const measured = measurements((second) => second.count("failed_steps", "x", 7), 5000);
  const broken = (changes: object) =>
    brokenThreshold([{ threshold: "failed_steps: count<5", abortOnFail: true, delayAbortEvalMs: 0, ...changes }], measured);

  it("happens when it does not hold and abortOnFail is set, after its delay", () => {
    expect(broken({})).toMatchObject({ value: 7, passed: false });
    expect(broken({ abortOnFail: false })).toBeUndefined();
    expect(broken({ delayAbortEvalMs: 5001 })).toBeUndefined();
    expect(broken({ threshold: "failed_steps: count<8" })).toBeUndefined();
  });

  it("does not happen while nothing has been measured", () => {
    expect(broken({ threshold: "step_duration: p(95)<1" })).toBeUndefined();
  });
});
