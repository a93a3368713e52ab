import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factsOf, SecondBuilder } from "../../test/fixtures/results/synthetic-run.js";
import type { FailureDelta, SecondDelta } from "../telemetry/delta.js";
import { SICK_CAUSES } from "../telemetry/sick-cause.js";
import { buildResult } from "./build-result.js";
import { RunAggregate } from "./run-aggregate.js";

type Delivery = readonly [node: string, content: SecondDelta | FailureDelta];

const dimension = fc.integer({ min: 0, max: 1400 }).map((value) => `page ${value}`);
const second = fc
  .record({
    node: fc.constantFrom("a", "b", "c"),
    second: fc.integer({ min: 0, max: 900 }),
    samples: fc.array(
      fc.tuple(fc.constantFrom("step_duration", "web_vital_lcp"), dimension, fc.integer({ min: 0, max: 60_000 })),
      {
        maxLength: 6,
      },
    ),
    outcome: fc.constantFrom("succeeded", "failed", "interrupted"),
    activeUsers: fc.nat(50),
    cpu: fc.double({ min: 0, max: 1, noNaN: true }),
    sick: fc.option(fc.constantFrom(...SICK_CAUSES), { nil: undefined }),
  })
  .map(({ node, second, samples, outcome, activeUsers, cpu, sick }): Delivery => {
    const builder = new SecondBuilder(second);
    builder.sick = sick;
    builder.activeUsers = activeUsers;
    builder.gauges.set("node_cpu", cpu);
    for (const [metric, name, value] of samples) builder.sample(metric, name, value).count("steps", name);
    builder.count("iterations", outcome);
    return [node, builder.build()];
  });
const failure = fc
  .record({
    node: fc.constantFrom("a", "b", "c"),
    signature: fc.integer({ min: 0, max: 2600 }).map((value) => `signature ${value}`),
    count: fc.integer({ min: 1, max: 5 }),
    firstOffsetMs: fc.nat(10_000),
    message: fc.constantFrom("x", "y", undefined),
  })
  .map(({ node, signature, count, firstOffsetMs, message }): Delivery => {
    const sample = message === undefined ? undefined : { category: "step", message };
    return [node, { signature, category: "step", count, firstOffsetMs, sample }];
  });

/** Each second of a node occurs once. */
const deliveries = fc
  .tuple(
    fc.uniqueArray(second, {
      maxLength: 60,
      selector: ([node, content]) => `${node} ${"second" in content ? content.second : ""}`,
    }),
    fc.array(failure, { maxLength: 40 }),
  )
  .map(([seconds, failures]) => [...seconds, ...failures]);

function aggregateOf(content: readonly Delivery[]): RunAggregate {
  const aggregate = new RunAggregate();
  for (const [node, delta] of content) {
    if ("second" in delta) aggregate.addSeconds(node, [delta]);
    else aggregate.addFailures(node, [delta]);
  }
  return aggregate;
}

/** The result, rounded so that the order of additions does not show. */
function resultOf(aggregate: RunAggregate): unknown {
  const result = buildResult({ aggregate, facts: factsOf({ seconds: 900, nodes: 0, users: 10 }) });
  const rounded = (key: string, value: unknown) => {
    if (key === "sketch") return undefined;
    return typeof value === "number" ? Number(value.toPrecision(9)) : value;
  };
  return JSON.parse(JSON.stringify(result, rounded));
}

const manyValues = (from: number, count: number): SecondDelta => {
  const builder = new SecondBuilder(0);
  for (let value = from; value < from + count; value++) builder.sample("step_duration", `page ${value}`, value);
  return builder.build();
};

describe("an aggregate", () => {
  it("does not depend on the order of arrival", () => {
    const shuffled = deliveries.chain((content) =>
      fc.tuple(fc.constant(content), fc.shuffledSubarray([...content], { minLength: content.length, maxLength: content.length })),
    );
    fc.assert(
      fc.property(shuffled, ([content, other]) => {
        expect(resultOf(aggregateOf(other))).toEqual(resultOf(aggregateOf(content)));
      }),
      { numRuns: 40 },
    );
  });

  it("does not depend on the order of arrival beyond its caps either", () => {
    const pieces = Array.from({ length: 16 }, (_, at) => manyValues(at * 100, 100));
    const failures = Array.from({ length: 2600 }, (_, at): Delivery => {
      return ["a", { signature: `s${at % 2300}`, category: "step", count: 1, firstOffsetMs: at, sample: undefined }];
    });
    const content: Delivery[] = [...pieces.map((piece, at): Delivery => [`n${at}`, piece]), ...failures];
    expect(resultOf(aggregateOf([...content].reverse()))).toEqual(resultOf(aggregateOf(content)));
  });

  it("loses no sample, whatever the caps and however long the run", () => {
    fc.assert(
      fc.property(deliveries, (content) => {
        const aggregate = aggregateOf(content);
        const result = buildResult({ aggregate, facts: factsOf({ seconds: 900, nodes: 0, users: 10 }) });
        const seconds = content.flatMap(([, delta]) => ("second" in delta ? [delta] : []));
        const counted = (metric: string, healthy: boolean) =>
          seconds
            .flatMap((delta) => [...((healthy ? delta.histograms : delta.sickHistograms).get(metric)?.values() ?? [])])
            .reduce((sum, sketch) => sum + sketch.count, 0);
        for (const metric of ["step_duration", "web_vital_lcp"]) {
          const figures = result.histograms[metric];
          const parts = Object.values(figures?.by ?? {}).reduce((sum, { count }) => sum + count, 0);
          const inSeries = result.timeSeries.reduce((sum, { histograms }) => sum + (histograms[metric]?.count ?? 0), 0);
          expect(figures?.aggregate.count ?? 0).toBe(counted(metric, true));
          expect([parts, inSeries]).toEqual([counted(metric, true), counted(metric, true)]);
          expect(result.sick.histograms[metric]?.aggregate.count ?? 0).toBe(counted(metric, false));
        }
        expect(result.iterations.started).toBe(seconds.length);
        expect(result.timeSeries.length).toBeLessThanOrEqual(300);
        const failures = content.flatMap(([, delta]) => ("second" in delta ? [] : [delta]));
        expect(result.failures.reduce((sum, { count }) => sum + count, 0)).toBe(
          failures.reduce((sum, { count }) => sum + count, 0),
        );
      }),
      { numRuns: 40 },
    );
  });

  it("keeps sums finite that overflow a double, as JSON has no infinity", () => {
    const aggregate = new RunAggregate();
    const counters = new Map([["huge", new Map([["", 1.5e308]])]]);
    for (const node of ["a", "b"]) aggregate.addSeconds(node, [{ ...new SecondBuilder(0).build(), counters }]);
    const result = buildResult({ aggregate, facts: factsOf({ seconds: 1, nodes: 2, users: 1 }) });
    expect(result.counters.huge?.aggregate).toBe(Number.MAX_VALUE);
    expect(result.timeSeries[0]?.counters.huge).toBe(Number.MAX_VALUE);
  });

  it("keeps the 200 values of a dimension that have the most samples", () => {
    const aggregate = new RunAggregate();
    aggregate.addSeconds("a", [manyValues(0, 300)]);
    for (let value = 250; value < 300; value++)
      aggregate.addSeconds("b", [new SecondBuilder(1 + value).sample("step_duration", `page ${value}`, 5).build()]);
    const { histograms, cappedMetrics } = buildResult({ aggregate, facts: factsOf({ seconds: 1, nodes: 0, users: 1 }) });
    const by = histograms.step_duration?.by ?? {};
    expect(Object.keys(by)).toHaveLength(201);
    expect(Object.keys(by).slice(0, 50).sort()).toEqual(Array.from({ length: 50 }, (_, at) => `page ${250 + at}`).sort());
    expect(by.other?.count).toBe(100);
    expect(cappedMetrics).toEqual(["step_duration"]);
  });

  it("keeps the earliest sample of a failure, whichever node sent it", () => {
    const aggregate = new RunAggregate();
    const failure = { signature: "s", category: "step", count: 2 };
    aggregate.addFailures("a", [{ ...failure, firstOffsetMs: 900, sample: { category: "step", message: "later" } }]);
    aggregate.addFailures("b", [{ ...failure, firstOffsetMs: 100, sample: { category: "step", message: "first", step: 3 } }]);
    aggregate.addFailures("a", [{ ...failure, firstOffsetMs: 50, sample: undefined }]);
    const { failures } = buildResult({ aggregate, facts: factsOf({ seconds: 1, nodes: 0, users: 1 }) });
    const sample = { message: "first", step: 3, node: "b", offsetMs: 100 };
    expect(failures).toEqual([{ signature: "s", category: "step", count: 6, firstOffsetMs: 50, sample }]);
  });

  it("merges consecutive sick seconds with the same cause", () => {
    const aggregate = new RunAggregate();
    const causes = ["cpu-throttled", "cpu-throttled", undefined, "browser-late", "cpu-throttled"] as const;
    causes.forEach((sick, second) => {
      const builder = new SecondBuilder(second);
      builder.sick = sick;
      builder.activeUsers = 3;
      aggregate.addSeconds("a", [builder.build()]);
    });
    expect(aggregate.sickWindows()).toEqual([
      { node: "a", fromMs: 0, toMs: 2000, cause: "cpu-throttled" },
      { node: "a", fromMs: 3000, toMs: 4000, cause: "browser-late" },
      { node: "a", fromMs: 4000, toMs: 5000, cause: "cpu-throttled" },
    ]);
    expect(aggregate.node("a")?.sickUserSeconds).toBe(12);
  });

  it("gives the mean of active users in a bucket, summed over nodes", () => {
    const aggregate = new RunAggregate();
    for (let second = 0; second < 601; second++)
      for (const node of ["a", "b"]) {
        const builder = new SecondBuilder(second);
        builder.activeUsers = second % 2 === 0 ? 4 : 2;
        builder.gauges.set("node_cpu", second / 1000);
        aggregate.addSeconds(node, [builder.build()]);
      }
    const series = aggregate.timeSeries();
    expect(series).toHaveLength(151);
    expect(series.map(({ offsetMs }) => offsetMs).slice(0, 3)).toEqual([0, 4000, 8000]);
    expect(new Set(series.slice(0, -1).map(({ activeUsers }) => activeUsers))).toEqual(new Set([6]));
    expect(series.at(-1)).toMatchObject({ activeUsers: 8, nodeCount: 2 });
    const health = aggregate.node("a")?.health(100) ?? [];
    expect(health).toHaveLength(76);
    expect(health[0]?.gauges.get("node_cpu")).toBe(0.007);
  });
});

describe("the live view of an aggregate", () => {
  it("shows the current users, rate and most telling latency", () => {
    const aggregate = new RunAggregate();
    expect(aggregate.snapshot()).toEqual({
      activeUsers: 0,
      iterations: 0,
      iterationsPerSecond: 0,
      failedIterations: 0,
      latency: undefined,
    });
    for (let second = 0; second < 40; second++)
      for (const node of ["a", "b"]) {
        const builder = new SecondBuilder(second);
        builder.activeUsers = 5;
        builder.count("iterations", "succeeded", 2).count("iterations", "failed");
        builder.sample("step_duration", "click #inc", second < 20 ? 1000 : 50);
        aggregate.addSeconds(node, [builder.build()]);
      }
    const before = aggregate.snapshot();
    expect(before).toMatchObject({ activeUsers: 10, iterations: 240, iterationsPerSecond: 6, failedIterations: 80 });
    expect(before.latency).toEqual({ metric: "step_duration", p95Ms: 50 });
    aggregate.addSeconds("a", [new SecondBuilder(40).sample("liveview_event_duration", "click", 7).build()]);
    expect(aggregate.snapshot().latency).toEqual({ metric: "liveview_event_duration", p95Ms: 7 });
  });

  it("does not count interrupted iterations in the rate", () => {
    const aggregate = new RunAggregate();
    for (let second = 0; second < 5; second++) {
      const builder = new SecondBuilder(second);
      builder.count("iterations", "succeeded", 2).count("iterations", "interrupted", 50).count("iterations", "abortedInfra", 7);
      aggregate.addSeconds("a", [builder.build()]);
    }
    expect(aggregate.snapshot()).toMatchObject({ iterations: 10, iterationsPerSecond: 2 });
  });

  it("leaves out the users of a silent node", () => {
    const aggregate = new RunAggregate();
    for (const [node, seconds] of [
      ["a", 5],
      ["b", 60],
    ] as const)
      for (let second = 0; second < seconds; second++) {
        const builder = new SecondBuilder(second);
        builder.activeUsers = 5;
        aggregate.addSeconds(node, [builder.build()]);
      }
    expect(aggregate.snapshot().activeUsers).toBe(5);
  });
});
