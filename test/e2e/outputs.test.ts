import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { HistogramFigures, RunResult } from "../../src/result/model.js";
import { Sketch } from "../../src/telemetry/sketch.js";
import { noBrowser } from "../browser-available.js";
import { type ReceivedHistogram, type ReceivedPush, startReceiver } from "../fixtures/receivers/metrics-receiver.js";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

/** Runs two users and sends what they measure. */
async function runWith(
  outputs: readonly string[],
  { duration = "8s", env = {} }: { duration?: string; env?: NodeJS.ProcessEnv } = {},
) {
  const out = join(await temporaryFolder(), "report");
  const args = ["run", "examples/counter.scenario.ts", "--users", "2", "--duration", duration, "--out", out];
  args.push("--output-interval", "1s", "--option", `baseUrl=${target.url}`, ...outputs.flatMap((output) => ["--output", output]));
  const ended = await liveLoad(args, { cwd: resolve("."), env }).ended;
  return { ...ended, result: resultIn(out) };
}

const receiver = async (answer?: () => number | "nothing") => {
  const started = await startReceiver(answer);
  onTestFinished(() => started.close());
  return started;
};

const numbersOf = (push: ReceivedPush | undefined, name: string, label: string) =>
  Object.fromEntries(
    (push?.series ?? [])
      .filter((series) => series.name === name && series.labels[label] !== undefined && series.labels.quantile === undefined)
      .map(({ labels, value }) => [labels[label], value]),
  );

/** A metric by the value of its dimension; the empty name if it has none. */
const partsOf = (push: ReceivedPush | undefined, name: string) =>
  Object.fromEntries(
    (push?.series ?? [])
      .filter((series) => series.name === name)
      .map(({ labels, value }) => [Object.values(labels)[0] ?? "", value]),
  );

const whole = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);

describe.skipIf(noBrowser)(`the outputs of a run${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("send exactly the figures of the final result by OTLP", async () => {
    const collector = await receiver();
    const env = { OTEL_EXPORTER_OTLP_HEADERS: "x-key=s3cret", OTEL_RESOURCE_ATTRIBUTES: "deployment.environment=test" };
    const { code, stderr, stdout, result } = await runWith([`otlp=${collector.url}`], { env });
    expectCode({ code, stderr }, result, 0);
    expect(collector.pushes.length).toBeGreaterThan(3);
    const last = collector.pushes.at(-1);
    expect(last?.path).toBe("/v1/metrics");
    expect(last?.headers).toMatchObject({ "content-type": "application/x-protobuf", "x-key": "s3cret" });
    expect(last?.resource).toMatchObject({
      "service.name": "live-load",
      "liveload.run.id": result.runId,
      "liveload.scenario": "counter",
      "deployment.environment": "test",
    });
    for (const [metric, { aggregate, by }] of Object.entries(result.counters))
      expect(partsOf(last, `liveload.${metric}`), metric).toEqual(Object.keys(by).length > 0 ? by : { "": aggregate });
    const sections = [
      ["liveload.", result.histograms],
      ["liveload.sick.", result.sick.histograms],
    ] as const;
    const all = sections.flatMap(([prefix, histograms]) =>
      Object.entries(histograms).map(([metric, { by }]) => ({ name: `${prefix}${metric}`, by })),
    );
    expect(all.length).toBeGreaterThan(5);
    for (const { name, by } of all) {
      const sent = partsOf(last, name);
      expect(Object.keys(sent).sort(), name).toEqual(Object.keys(by).sort());
      for (const [dimension, value] of Object.entries(sent)) expectSame(value as ReceivedHistogram, by[dimension]);
    }
    expectToGrow(collector.pushes);
    expect(`${stdout}${stderr}${JSON.stringify(result)}`).not.toContain("s3cret");
  });

  it("send exactly the figures of the final result by remote write", async () => {
    const prometheus = await receiver();
    const url = `http://ada:p4ss@${prometheus.host}/api/v1/write?token=t0ken`;
    const env = { LIVELOAD_PROMETHEUS_HEADERS: "X-Scope-OrgID=sh%2Cop" };
    const { code, stderr, stdout, result } = await runWith([`prometheus=${url}`], { env });
    expectCode({ code, stderr }, result, 0);
    expect(prometheus.pushes.length).toBeGreaterThan(3);
    const last = prometheus.pushes.at(-1);
    expect(last?.path).toBe("/api/v1/write?token=t0ken");
    expect(last?.headers).toMatchObject({
      "content-encoding": "snappy",
      "content-type": "application/x-protobuf",
      "x-prometheus-remote-write-version": "0.1.0",
      "x-scope-orgid": "sh,op",
      authorization: `Basic ${Buffer.from("ada:p4ss").toString("base64")}`,
    });
    expect(last?.series[0]?.labels).toMatchObject({ job: "live-load", run_id: result.runId, scenario: "counter" });
    expect(numbersOf(last, "liveload_steps_total", "step")).toEqual(result.counters.steps?.by);
    expect(numbersOf(last, "liveload_iterations_total", "outcome")).toEqual(result.counters.iterations?.by);
    for (const [prefix, histograms] of [
      ["liveload_", result.histograms],
      ["liveload_sick_", result.sick.histograms],
    ] as const)
      expectSameSteps(last, `${prefix}step_duration_seconds`, histograms.step_duration);
    expectToGrow(prometheus.pushes);
    for (const secret of ["p4ss", "t0ken", "sh,op", "sh%2Cop"])
      expect(`${stdout}${stderr}${JSON.stringify(result)}`).not.toContain(secret);
  });

  it("neither delay nor disturb a run when the receiver is down or does not answer", async () => {
    const silent = await receiver(() => "nothing");
    const before = performance.now();
    const urls = ["otlp=http://127.0.0.1:1", `prometheus=${silent.url}/api/v1/write`];
    const { code, stderr, result } = await runWith(urls, { duration: "6s" });
    const tookMs = performance.now() - before;
    expectCode({ code, stderr }, result, 0);
    expect(result.durationMs).toBeLessThan(20_000);
    expect(tookMs).toBeLessThan(60_000);
    for (const name of ["otlp=http://127.0.0.1:1/v1/metrics", `prometheus=${silent.url}/api/v1/write`]) {
      const told = stderr.split("\n").filter((line) => line.includes(name));
      expect(told).toHaveLength(2);
      expect(told[0]).toMatch(/cannot be reached: .+; the run goes on/);
      expect(told[1]).toMatch(/the last values could not be sent \(.+\): nothing has arrived there/);
    }
    expect(stderr).toContain("ECONNREFUSED");
  });

  it("report what did not arrive, and that the final totals make up for it", async () => {
    let requests = 0;
    const flaky = await receiver(() => (requests++ < 2 ? 500 : 200));
    const { code, stderr, result } = await runWith([`prometheus=${flaky.url}/api/v1/write`]);
    expectCode({ code, stderr }, result, 0);
    expect(stderr).toContain("HTTP 500");
    // However few pushes a busy machine makes, the last one is tried three times.
    const [, lost, all] = /(\d+) of (\d+) pushes did not arrive; the last one did, and it has everything/.exec(stderr) ?? [];
    expect([lost, all], stderr).toEqual(["2", String(requests)]);
    expect(flaky.pushes).toHaveLength(requests - 2);
    expect(numbersOf(flaky.pushes.at(-1), "liveload_steps_total", "step")).toEqual(result.counters.steps?.by);
  });
});

describe("an invalid output", () => {
  it.each([
    ["another kind", "otpl=http://127.0.0.1:1", /there is no output "otpl"[\s\S]*did you mean "otlp"/],
    ["a bad address", "otlp=ftp://ada:p4ss@x", /the output otlp has a bad address: it takes an http:\/\/ or https:\/\/ URL/],
  ])("is rejected before anything starts: %s", async (_what, output, message) => {
    const ended = await liveLoad(["run", resolve("examples/counter.scenario.ts"), "--output", output], {
      cwd: await temporaryFolder(),
    }).ended;
    expect(ended.code).toBe(104);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toContain("p4ss");
  });
});

/** A summary: counts and sums by step, and quantiles over all steps. */
function expectSameSteps(push: ReceivedPush | undefined, name: string, steps: RunResult["histograms"][string] | undefined): void {
  const by = Object.entries(steps?.by ?? {});
  expect(numbersOf(push, `${name}_count`, "step")).toEqual(Object.fromEntries(by.map(([step, { count }]) => [step, count])));
  for (const [step, seconds] of Object.entries(numbersOf(push, `${name}_sum`, "step")))
    expect(whole(seconds) * 1000).toBeCloseTo(steps?.by[step]?.sum ?? 0, 6);
  const ofAll = push?.series.find(
    ({ name: own, labels }) => own === name && labels.quantile === "0.95" && labels.step === undefined,
  );
  if (steps === undefined) expect(ofAll).toBeUndefined();
  else expect(whole(ofAll?.value) * 1000).toBeCloseTo(steps.aggregate.p95, 6);
}

/** Compares counts exactly, and the median within the precision of the buckets. */
function expectSame(sent: ReceivedHistogram, figures: HistogramFigures | undefined): void {
  const { count, sum, min, max, zeroCount, buckets } = sent;
  expect({ count, sum, min, max }).toEqual({ count: figures?.count, sum: figures?.sum, min: figures?.min, max: figures?.max });
  expect(zeroCount + buckets.reduce((total, one) => total + one, 0)).toBe(count);
  const median = Sketch.fromBase64(figures?.sketch ?? "").quantile(0.5) ?? 0;
  expect(Math.abs(medianOf(sent) - median)).toBeLessThanOrEqual(0.016 * median);
}

/** A receiver's reading: the middle of the bucket that holds the value of that rank. */
function medianOf({ count, scale, zeroCount, offset, buckets }: ReceivedHistogram): number {
  const rank = Math.floor(0.5 * (count - 1));
  let before = zeroCount;
  if (rank < before) return 0;
  for (const [at, inBucket] of buckets.entries()) {
    before += inBucket;
    if (rank < before) return (2 ** ((offset + at) / 2 ** scale) + 2 ** ((offset + at + 1) / 2 ** scale)) / 2;
  }
  return Number.NaN;
}

/** Counters and histogram counts never decrease, and time advances. */
function expectToGrow(pushes: readonly ReceivedPush[]): void {
  const seen = new Map<string, { readonly value: number; readonly timeMs: number }>();
  for (const { series } of pushes) {
    for (const { name, kind, labels, value, timeMs } of series) {
      const isTotal = kind === "sum" || kind === "histogram" || /_(total|count|sum)$/.test(name);
      if (!isTotal) continue;
      const key = `${name}${JSON.stringify(labels)}`;
      const now = typeof value === "number" ? value : value.count;
      const before = seen.get(key);
      if (before !== undefined) {
        expect(now, key).toBeGreaterThanOrEqual(before.value);
        expect(timeMs, key).toBeGreaterThan(before.timeMs);
      }
      seen.set(key, { value: now, timeMs });
    }
  }
  expect(seen.size).toBeGreaterThan(10);
}
