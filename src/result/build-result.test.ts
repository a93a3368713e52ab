import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { RESULTS, SHOP_RUN } from "../../test/fixtures/results/results.js";
import { factsOf, playRun, SecondBuilder } from "../../test/fixtures/results/synthetic-run.js";
import { Sketch } from "../telemetry/sketch.js";
import { backgroundRun } from "./background-run.js";
import { buildResult } from "./build-result.js";
import { iterationRate } from "./iteration-rate.js";
import { resultSchema } from "./model.js";
import { RunAggregate } from "./run-aggregate.js";
import type { RunFacts } from "./run-facts.js";

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(new URL("../../schema/result.json", import.meta.url), "utf8")),
);

const oneSecond = (fill: (builder: SecondBuilder) => unknown, facts: Partial<RunFacts> = {}, activeUsers = 2) => {
  const aggregate = new RunAggregate();
  const builder = new SecondBuilder(0);
  builder.activeUsers = activeUsers;
  fill(builder);
  aggregate.addSeconds("shop-1", [builder.build()]);
  return buildResult({ aggregate, facts: factsOf({ seconds: 10, nodes: 1, users: 4 }, facts) });
};

describe.each(Object.entries(RESULTS))("the result of the fixture %s", (_name, make) => {
  const result = make();

  it("follows the model and the published schema", () => {
    expect(() => resultSchema.parse(result)).not.toThrow();
    expect(validate(JSON.parse(JSON.stringify(result))), JSON.stringify(validate.errors)).toBe(true);
  });

  it("accounts for every iteration and every user", () => {
    const { iterations, users, counters } = result;
    expect(iterations.started).toBe(iterations.succeeded + iterations.failed + iterations.interrupted + iterations.abortedInfra);
    expect(users.requested).toBe(users.succeeded + users.failed + users.lost + users.neverStarted);
    expect(counters.iterations?.aggregate ?? 0).toBe(iterations.started);
    for (const { aggregate, by } of Object.values(counters)) {
      const parts = Object.values(by);
      if (parts.length > 0) expect(parts.reduce((a, b) => a + b)).toBeCloseTo(aggregate, 6);
    }
  });

  it("has quantiles in ascending order, and a sketch that agrees with them", () => {
    for (const { aggregate, by } of Object.values(result.histograms))
      for (const { min, p50, p75, p90, p95, p99, p999, max, count, sketch } of [aggregate, ...Object.values(by)]) {
        const figures = [min, p50, p75, p90, p95, p99, p999, max];
        expect(figures).toEqual([...figures].sort((a, b) => a - b));
        expect(Sketch.fromBase64(sketch)).toMatchObject({ count, min, max });
      }
  });
});

describe("a built result", () => {
  it("is plain JSON: it survives a round trip", () => {
    const result = RESULTS.shop();
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it("counts the iterations and users that were lost with a node", () => {
    const { iterations, users, counters } = RESULTS.lostNode();
    expect(iterations.abortedInfra).toBe(10);
    expect(counters.iterations?.by.abortedInfra).toBe(10);
    expect(users).toMatchObject({ requested: 30, succeeded: 20, lost: 10 });
    expect(counters.users_lost).toEqual({ aggregate: 10, by: { "node lost": 10 } });
  });

  it("includes iterations lost with a node in thresholds", () => {
    const nodes = [{ name: "shop-1", status: "lost" as const, users: 4 }];
    const threshold = { threshold: "iterations{abortedInfra}: count==2", abortOnFail: false, delayAbortEvalMs: 0 };
    const result = oneSecond((second) => second.count("iterations", "succeeded", 8), { nodes, thresholds: [threshold] });
    expect(result.thresholds[0]).toMatchObject({ value: 2, passed: true });
    expect(result.iterations).toMatchObject({ started: 10, abortedInfra: 2 });
  });

  it("keeps background users apart, with their own thresholds", () => {
    const result = RESULTS.crowd();
    const { background } = result;
    expect(result.users).toMatchObject({ requested: 4, succeeded: 4 });
    expect(background?.users).toMatchObject({ requested: 300, succeeded: 300 });
    expect(background?.counters.iterations?.aggregate).toBe(background?.iterations.started);
    expect(background?.iterations.started).toBeGreaterThan(10 * result.iterations.started);
    expect(background?.nodes.map(({ name }) => name)).toEqual(["shop-1-crowd-1", "shop-2-crowd-1"]);
    expect(result.nodes.map(({ name }) => name)).toEqual(["shop-1", "shop-2"]);
    const [users, crowd, steps] = result.thresholds;
    expect(users).toMatchObject({ metric: "step_duration", value: result.histograms.step_duration?.aggregate.p95 });
    expect(crowd).toMatchObject({
      metric: "background.step_duration",
      value: background?.histograms.step_duration?.aggregate.p95,
    });
    expect(steps).toMatchObject({ value: background?.counters.steps?.aggregate, passed: true });
    expect(users?.value).not.toBe(crowd?.value);
  });

  it("shows the last pages of the users in browsers, not those of background users", () => {
    const nodes = ["n", "n-crowd-1"].map((name) => ({ name, status: "finished" as const, users: 1 }));
    const users = { requested: 1, succeeded: 1, failed: 0, neverStarted: 0 };
    const page = { userId: 1, iteration: 1, offsetMs: 1, record: "artifacts/evidence/1/record.json" };
    const background = { users, nodes: nodes.slice(1), plannedLoad: 0, lostLoad: 0, notMeasured: [] };
    const evidence = nodes.map(({ name }) => ({ ...page, node: name }));
    const { lastPages } = oneSecond(() => {}, { nodes: nodes.slice(0, 1), background, evidence });
    expect(lastPages?.map(({ node }) => node)).toEqual(["n"]);
  });

  it("has the rates of each kind of users over their own time", () => {
    const at = (name: string, count: number) => {
      const aggregate = new RunAggregate();
      aggregate.addSeconds(name, [new SecondBuilder(0).count("iterations", "succeeded", count).build()]);
      return aggregate;
    };
    const perSecond = (of: string) => ({ threshold: `${of}iterations: perSecond>3`, abortOnFail: false, delayAbortEvalMs: 0 });
    const thresholds = [perSecond(""), perSecond("background.")];
    const parts = { aggregate: at("n", 15), background: at("c", 60) };
    const run = { seconds: 15, nodes: 0, users: 0 };
    const build = (own: Partial<RunFacts>, ofBackground: Partial<RunFacts> = {}) => {
      const background = { ...factsOf(run), ...ofBackground };
      return buildResult({ ...parts, facts: factsOf(run, { durationMs: 15_000, thresholds, ...own, background }) });
    };
    const early = build({ ownDurationMs: 3000 });
    expect(early.thresholds).toMatchObject([{ value: 5, passed: true }, { value: 4 }]);
    expect(early).toMatchObject({ durationMs: 15_000, ownDurationMs: 3000 });
    expect(iterationRate(early)).toBe(5);
    const crowd = backgroundRun(early);
    expect(crowd).not.toHaveProperty("ownDurationMs");
    expect(crowd && iterationRate(crowd)).toBe(4);
    expect(() => resultSchema.parse(early)).not.toThrow();
    expect(validate(JSON.parse(JSON.stringify(early))), JSON.stringify(validate.errors)).toBe(true);
    const late = build({}, { ownDurationMs: 6000 });
    expect(late.thresholds).toMatchObject([{ value: 1, passed: false }, { value: 10 }]);
    expect(late.background?.ownDurationMs).toBe(6000);
  });

  it("refuses more ended users than were requested", () => {
    const users = { requested: 4, succeeded: 4, failed: 1, neverStarted: 0 };
    expect(() => oneSecond(() => {}, { users })).toThrow(expect.objectContaining({ code: "INTERNAL" }));
  });

  it("separates sick samples from healthy ones, but not counters", () => {
    const healthy = oneSecond((second) => second.sample("step_duration", "click #inc", 5).count("steps", "click #inc"));
    const sick = oneSecond((second) => {
      second.sick = "browser-late";
      second.sample("step_duration", "click #inc", 500).count("steps", "click #inc");
    });
    expect(healthy.sick).toEqual({ userSeconds: 0, windows: [], histograms: {} });
    expect(sick.histograms).toEqual({});
    expect(sick.sick.histograms.step_duration?.by["click #inc"]?.max).toBe(500);
    expect(sick.sick.userSeconds).toBe(2);
    expect(sick.counters.steps).toEqual({ aggregate: 1, by: { "click #inc": 1 } });
    expect(sick.timeSeries[0]).toMatchObject({ histograms: {}, counters: { steps: 1 } });
  });

  it("shows a node that is known only from its measurements as lost", () => {
    const result = oneSecond(() => {}, { nodes: [] });
    expect(result.nodes).toMatchObject([{ name: "shop-1", status: "lost" }]);
  });

  it("shows how iterations ended over time", () => {
    const result = oneSecond((second) => second.count("iterations", "failed", 3).count("iterations", "succeeded", 2));
    expect(result.timeSeries[0]?.counters).toMatchObject({ iterations: 5, "iterations{failed}": 3, "iterations{succeeded}": 2 });
  });

  it("stays below 10 MB for an hour on a hundred nodes with fifty steps", { timeout: 120_000 }, () => {
    const steps = Array.from({ length: 50 }, (_, at) => ({ name: `click #step-${at}`, ms: 20 + 5 * at, page: `/page-${at}` }));
    // 300 s fill the maximum number of buckets; an hour only makes their counts larger.
    const run = { ...SHOP_RUN, nodes: 100, users: 300, seconds: 300, iterationSeconds: 90, steps };
    const result = buildResult({ aggregate: playRun(run), facts: factsOf(run) });
    expect(result.timeSeries).toHaveLength(300);
    expect(JSON.stringify(result).length).toBeLessThan(9_000_000);
  });
});
