import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RUNNER_VOCABULARY, WATCHDOG_VOCABULARY } from "../../src/agent/ipc-vocabulary.js";
import { loadScenario } from "../../src/agent/runner/load-scenario.js";
import { RunnerSession } from "../../src/agent/runner/runner-session.js";
import { delay } from "../../src/base/deadline.js";
import { LiveLoadError } from "../../src/base/errors.js";
import { Connection } from "../../src/channel/connection.js";
import { memoryTransports } from "../../src/channel/memory-transport.js";
import { type ClosedLoadPlan, constantUsers, stagedUsers } from "../../src/load/closed-plan.js";
import { changedPlan } from "../../src/load/plan-changes.js";
import type { MetricBatch } from "../../src/protocol/batch.js";
import { decodeBatch } from "../../src/protocol/batch-codec.js";
import type { Assignment } from "../../src/protocol/messages.js";
import { createScenarioUser } from "../../src/scenario/iteration/scenario-user.js";
import { PageOperationError } from "../../src/scenario/page-port.js";
import { FakeClock, settle } from "../fixtures/fake-clock.js";
import type { FakePagePort } from "../fixtures/fake-page-port.js";
import { FakeBrowserWorld } from "./agent-fixtures.js";

const LIMIT = { timeoutMs: 60_000 };
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-load-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A plan as it is sent over the wire. */
const planOf = (plan: ClosedLoadPlan): Assignment["plan"] => ({ ...plan, stages: [...plan.stages] });

/** The source of a scenario's bundle. */
const scenarioSource = (run: string, more = "") =>
  `const { defineScenario } = globalThis[Symbol.for("live-load.module")];
   export default defineScenario({ name: "shop", ${more} run: (context, userId, config) => ${run} });`;
const CLICKS = scenarioSource('context.navigate("http://site.test/items/7").click("#inc").think("40ms")');

const assignmentOf = (source: string, given: Partial<Assignment>): Assignment => ({
  runId: "r",
  scenarioName: "shop",
  bundle: {
    path: "/bundle",
    sha256: createHash("sha256").update(source).digest("hex"),
    sizeBytes: Buffer.byteLength(source),
  },
  assets: [],
  options: {},
  pools: [],
  totalUsers: 3,
  backgroundUsers: 0,
  users: { first: 1, count: 3 },
  ordinals: { offset: 0, stride: 1 },
  plan: planOf(constantUsers({ users: 3, durationMs: 2000, rampUpMs: 0 })),
  iterationTimeoutMs: 1500,
  commandTimeoutMs: 1000,
  setupTimeoutMs: 60_000,
  onFailure: "replace",
  recycleAfter: 0,
  seed: 1,
  browser: { connection: "fake", headed: false },
  routes: [],
  acceptStatus: [],
  strict: false,
  evidence: "off",
  trace: false,
  throttles: [],
  batchIntervalMs: 1000,
  ...given,
});

/** A runner in this process, and what it sends to its watchdog. */
class RunnerBench {
  readonly clock = new FakeClock();
  readonly world = new FakeBrowserWorld();
  readonly batches: MetricBatch[] = [];
  readonly finishes: { readonly lastSeq: number; readonly users: Record<string, number> }[] = [];
  readonly told: string[] = [];
  readonly session: RunnerSession;
  readonly watchdog: Connection<typeof WATCHDOG_VOCABULARY, typeof RUNNER_VOCABULARY>;
  source: string;

  constructor(source = CLICKS) {
    this.source = source;
    const [near, far] = memoryTransports();
    const { clock } = this;
    this.session = new RunnerSession({
      clock,
      nodeId: "n",
      epoch: 4,
      watchdog: new Connection({ transport: near, clock, ours: RUNNER_VOCABULARY, theirs: WATCHDOG_VOCABULARY }),
      env: {},
      findBrowser: async () => ({ path: "/bin/fake", source: "PATH", kind: "chromium" }),
      createConnection: async () => this.world.create(),
      loadScenario: (bundle) => loadScenario({ ...bundle, folder }),
      createUser: createScenarioUser,
      measureUsage: async () => ({ cpu: 0.1, memory: 0.1, throttledMs: undefined, outOfMemoryKills: undefined }),
      eventLoopDelayMs: () => 0,
      die: (error) => {
        throw error;
      },
    });
    this.watchdog = new Connection({ transport: far, clock, ours: WATCHDOG_VOCABULARY, theirs: RUNNER_VOCABULARY });
    this.watchdog.handle("agent.fetchBundle", () => ({ base64: Buffer.from(this.source).toString("base64") }));
    this.watchdog.onBinary((bytes) => void this.batches.push(decodeBatch(bytes)));
    this.watchdog.on("runner.finished", (finish) => void this.finishes.push(finish));
    for (const name of ["runner.progress", "runner.aborted", "runner.warning", "runner.artifact"] as const)
      this.watchdog.on(name, (params) => void this.told.push(`${name} ${JSON.stringify(params)}`));
    this.watchdog.start();
    this.session.serve();
  }

  /** Makes all page operations take time on the fake clock, and fail where `fails` returns true. */
  pages(clicks: { begun: number; ended: number }, fails: (click: number) => boolean): void {
    this.world.onPage = (page: FakePagePort) => {
      page.does("navigate http://site.test/items/7", ({ signal }) => delay(60, { clock: this.clock, signal }));
      page.does("click #inc", async ({ signal }) => {
        const click = clicks.begun++;
        await delay(30, { clock: this.clock, signal });
        clicks.ended += 1;
        if (fails(click)) throw new PageOperationError("timeout", "waited for #inc");
        return 0;
      });
    };
  }

  async prepare(given: Partial<Assignment> = {}): Promise<{ users: number }> {
    const asked = this.watchdog.request("runner.prepare", assignmentOf(this.source, given), LIMIT);
    asked.catch(() => {});
    // Loading a module takes real turns of the event loop, which the fake clock does not control.
    let done = false;
    asked.then(
      () => (done = true),
      () => (done = true),
    );
    while (!done) await settle();
    return asked;
  }

  async start(): Promise<number> {
    const t0Ms = this.clock.now() + 300;
    await this.watchdog.request("runner.start", { t0Ms }, LIMIT);
    return t0Ms;
  }

  counter(metric: string): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const { counters } of this.batches.flatMap(({ seconds }) => seconds))
      for (const [dimension, value] of counters.get(metric) ?? []) sums[dimension] = (sums[dimension] ?? 0) + value;
    return sums;
  }

  total(metric: string): number {
    return Object.values(this.counter(metric)).reduce((sum, value) => sum + value, 0);
  }

  samples(metric: string): number {
    let count = 0;
    for (const { histograms, sickHistograms } of this.batches.flatMap(({ seconds }) => seconds))
      for (const table of [histograms, sickHistograms])
        for (const sketch of table.get(metric)?.values() ?? []) count += sketch.count;
    return count;
  }
}

describe("a runner", () => {
  it("carries out its assignment and sends everything that it measured", async () => {
    const bench = new RunnerBench();
    const clicks = { begun: 0, ended: 0 };
    bench.pages(clicks, () => false);
    expect(await bench.prepare()).toEqual({ users: 3 });
    expect(bench.told.at(-1)).toBe('runner.progress {"preparedUsers":3,"totalUsers":3}');
    await bench.start();
    await bench.clock.advance(4000);
    expect(bench.finishes).toEqual([{ lastSeq: bench.batches.length, users: { succeeded: 3, failed: 0, neverStarted: 0 } }]);
    expect(bench.batches.map(({ seq, epoch, nodeId }) => [seq, epoch, nodeId])).toEqual(
      bench.batches.map((_, at) => [at + 1, 4, "n"]),
    );
    expect(bench.counter("steps")).toEqual({ "navigate /items/:id": clicks.ended, "click #inc": clicks.ended });
    expect(bench.counter("iterations")).toMatchObject({ succeeded: expect.any(Number) });
    const [first] = bench.batches.flatMap(({ seconds }) => seconds);
    expect([first?.second, first?.activeUsers, first?.gauges.get("node_cpu")]).toEqual([0, 3, 0.1]);
    expect(bench.world.open.size).toBe(0);
  });

  it("follows a changed load with users more, each of whom it adds once", async () => {
    const bench = new RunnerBench();
    const clicks = { begun: 0, ended: 0 };
    bench.pages(clicks, () => false);
    await bench.prepare();
    await bench.start();
    await bench.clock.advance(500);
    const more = { totalUsers: 5, users: { first: 4, count: 2 }, ordinals: { offset: 3, stride: 1 } };
    const plan = changedPlan(
      constantUsers({ users: 3, durationMs: 2000, rampUpMs: 0 }),
      { kind: "set", value: 5, overMs: 0 },
      700,
    );
    const changed = { plan: planOf(plan), grown: [more] };
    for (let times = 0; times < 2; times += 1) await bench.watchdog.request("runner.change", changed, LIMIT);
    await bench.clock.advance(4000);
    expect(bench.finishes.map(({ users }) => users)).toEqual([{ succeeded: 5, failed: 0, neverStarted: 0 }]);
    const active = bench.batches.flatMap(({ seconds }) => seconds.map(({ activeUsers }) => activeUsers));
    expect(active.slice(0, 2)).toEqual([5, 5]);
    expect([...bench.world.contextOptions.keys()].sort()).toEqual([1, 2, 3, 4, 5]);
    expect(bench.total("users_started")).toBe(5);
  });

  it("opens each user's context with the options that all share and those of the scenario's functions", async () => {
    const functions = `locale: (userId) => ["de-DE", "fr-FR"][userId - 1],
      device: (userId) => userId === 3 ? "Pixel 7" : undefined,
      httpCredentials: (userId) => ({ username: "user" + userId, password: "secret" + userId }),`;
    const bench = new RunnerBench(scenarioSource("context.halt()", functions));
    const perUser = ["locale", "device", "httpCredentials"];
    await bench.prepare({ browser: { connection: "fake", headed: false, viewport: { width: 500, height: 400 }, perUser } });
    const viewport = { width: 500, height: 400 };
    const [first, second, third] = [1, 2, 3].map((userId) => bench.world.contextOptions.get(userId));
    expect(first).toMatchObject({ viewport, locale: "de-DE", httpCredentials: { username: "user1", password: "secret1" } });
    expect(first).not.toHaveProperty("userAgent");
    expect(second).toMatchObject({ viewport, locale: "fr-FR" });
    expect(third).toMatchObject({ viewport, isMobile: true, deviceScaleFactor: 2.625 });
    expect(third).not.toHaveProperty("locale");
  });

  it.each([
    ['timezone: (userId) => userId === 2 ? "Mars/Base" : "UTC"', 'timezone of user 2 is "Mars/Base", but it takes a time zone'],
    [
      'timezone: (userId) => { if (userId === 2) throw new Error("no idea"); }',
      'timezone of the scenario "shop" failed for user 2: no idea',
    ],
    ["timezone: () => Promise.reject(new Error())", "timezone of user 1 is a promise: the function must not be async"],
  ])("does not become ready if an option's function fails: %s", async (option, message) => {
    const bench = new RunnerBench(scenarioSource("context.halt()", `${option},`));
    const prepared = bench.prepare({ browser: { connection: "fake", headed: false, perUser: ["timezone"] } });
    await expect(prepared).rejects.toThrow(message);
  });

  it("keeps its counts consistent whatever fails, crashes or is stopped", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          pattern: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
          onFailure: fc.constantFrom("replace" as const, "continue" as const, "stop" as const),
          rampMs: fc.constantFrom(0, 1000, 5000),
          stopAtMs: fc.option(fc.integer({ min: 0, max: 3500 }), { nil: undefined }),
          crashAtMs: fc.option(fc.integer({ min: 0, max: 2500 }), { nil: undefined }),
        }),
        async ({ pattern, onFailure, rampMs, stopAtMs, crashAtMs }) => {
          const bench = new RunnerBench();
          const clicks = { begun: 0, ended: 0 };
          bench.pages(clicks, (click) => pattern[click % pattern.length] ?? false);
          const plan = stagedUsers([
            { durationMs: rampMs, users: 3 },
            { durationMs: 2000, users: rampMs > 2000 ? 1 : 3 },
          ]);
          await bench.prepare({ onFailure, plan: planOf(plan) });
          await bench.start();
          if (crashAtMs !== undefined) bench.clock.setTimer(() => bench.world.current?.crash(), crashAtMs);
          const stop = () => void bench.watchdog.request("runner.stop", {}, LIMIT);
          if (stopAtMs !== undefined) bench.clock.setTimer(stop, stopAtMs);
          await bench.clock.advance(12_000);

          expect(bench.finishes).toHaveLength(1);
          const [finish] = bench.finishes;
          const { succeeded = 0, failed = 0, neverStarted = 0 } = finish?.users ?? {};
          expect(succeeded + failed + neverStarted).toBe(3);
          expect(bench.total("users_started")).toBe(3 - neverStarted);
          expect(bench.total("users_ended")).toBe(3 - neverStarted);
          if (onFailure !== "stop") expect(failed).toBe(0);
          expect(finish?.lastSeq).toBe(bench.batches.length);
          const seconds = bench.batches.flatMap((batch) => batch.seconds.map(({ second }) => second));
          expect(seconds).toEqual(seconds.map((_, at) => at));
          const { succeeded: passed = 0, failed: missed = 0 } = bench.counter("iterations");
          expect(bench.samples("iteration_duration")).toBe(passed + missed);
          expect(bench.samples("step_duration")).toBe(bench.total("steps"));
          // Clicks and counted steps may differ only by a crash or a stop.
          const counted = bench.counter("steps")["click #inc"] ?? 0;
          if (crashAtMs === undefined && stopAtMs === undefined) expect(counted).toBe(clicks.ended);
          const failures = bench.batches.flatMap((batch) => batch.failures);
          const told = failures.filter(({ category }) => category === "step").reduce((sum, { count }) => sum + count, 0);
          expect(told).toBe(missed);
          expect(bench.world.open.size).toBe(0);
          if (stopAtMs === undefined) expect(passed + missed).toBeGreaterThan(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("interrupts everything on request and answers once the last batch is sent", async () => {
    const bench = new RunnerBench();
    bench.pages({ begun: 0, ended: 0 }, () => false);
    await bench.prepare({ plan: planOf(constantUsers({ users: 3, durationMs: 600_000, rampUpMs: 0 })) });
    await bench.start();
    await bench.clock.advance(2345);
    const stopped = bench.watchdog.request("runner.stop", {}, LIMIT).then(() => bench.finishes.length);
    await bench.clock.advance(0);
    expect(await stopped).toBe(1);
    expect(bench.counter("iterations").interrupted).toBe(3);
    expect(bench.counter("users_ended")).toEqual({ interrupted: 3 });
  });

  it("counts all users as not started when it is stopped before the start", async () => {
    const bench = new RunnerBench();
    await bench.prepare();
    await bench.watchdog.request("runner.stop", {}, LIMIT);
    await settle();
    expect(bench.finishes).toEqual([{ lastSeq: 0, users: { succeeded: 0, failed: 0, neverStarted: 3 } }]);
  });

  it("reports when the scenario aborts the run, and its screenshots", async () => {
    const run = 'userId === 2 ? context.screenshot("my cart").abort("sold out") : context.think("1s")';
    const bench = new RunnerBench(scenarioSource(run));
    await bench.prepare();
    await bench.start();
    await bench.clock.advance(1000);
    expect(bench.told).toContain('runner.aborted {"reason":"sold out","userId":2}');
    expect(bench.told).toContain('runner.artifact {"name":"my-cart-user2-1.png","base64":"AQID"}');
  });

  it("ends a run whose iterations hang, no later than their timeout", async () => {
    const bench = new RunnerBench(scenarioSource("new Promise(() => {})"));
    await bench.prepare();
    await bench.start();
    await bench.clock.advance(300 + 2000 + 1500 + 10_000);
    expect(bench.finishes).toHaveLength(1);
    expect(bench.counter("iterations").failed).toBeGreaterThanOrEqual(3);
    expect(bench.batches.flatMap(({ failures }) => failures)[0]?.category).toBe("iteration-timeout");
  });

  it("reports the resources that its browser uses per user", async () => {
    const bench = new RunnerBench();
    expect(await bench.watchdog.request("runner.describe", { connection: "fake", headed: false }, LIMIT)).toEqual({
      connection: "fake",
      executablePath: "/bin/fake",
      version: "Fake/1",
      browserContextsPerCore: 4,
      browserMemoryUsageBytes: 100,
      contextMemoryUsageBytes: 10,
      cannotMeasure: [],
    });
  });
});

describe("a runner that fails to prepare", () => {
  const preparing = (source: string, given: Partial<Assignment> = {}) => new RunnerBench(source).prepare(given);

  it("names the scenario and the error that its module threw", async () => {
    await expect(preparing('throw new Error("no luck");')).rejects.toMatchObject({
      code: "SCENARIO_LOAD_FAILED",
      message: 'the scenario "shop" could not be loaded: no luck',
      cause: { stack: expect.stringContaining("scenario-") },
    });
  });

  it("reports that a module exports no scenario", async () => {
    await expect(preparing("export default { name: 'shop' };")).rejects.toMatchObject({
      code: "SCENARIO_LOAD_FAILED",
      message: expect.stringContaining("exports no scenario"),
    });
  });

  it("rejects a bundle other than the announced one", async () => {
    const bundle = { path: "/b", sha256: "0".repeat(64), sizeBytes: 5 };
    await expect(preparing(CLICKS, { bundle })).rejects.toMatchObject({
      code: "SCENARIO_LOAD_FAILED",
      message: expect.stringContaining("SHA-256"),
    });
  });

  it("reports that config failed", async () => {
    const source = scenarioSource("context", 'config: () => { throw new Error("no url"); },');
    await expect(preparing(source)).rejects.toMatchObject({ code: "CONFIG_FAILED" });
  });

  it("gives config the time of the assignment", async () => {
    const hangs = `config: () => { globalThis.configIsCalled = true; return new Promise(() => {}); },`;
    const bench = new RunnerBench(scenarioSource("context", hangs));
    const preparing = bench.prepare({ setupTimeoutMs: 50 });
    preparing.catch(() => {});
    while (!Reflect.has(globalThis, "configIsCalled")) await settle();
    await bench.clock.advance(50);
    await expect(preparing).rejects.toMatchObject({
      code: "CONFIG_FAILED",
      message: expect.stringContaining("took longer than 50 ms"),
      hint: "--setup-timeout gives it longer",
    });
  });

  it("retries opening a context, then gives up and closes the browser", async () => {
    const lucky = new RunnerBench();
    lucky.world.failingContexts = 2;
    expect(await lucky.prepare()).toEqual({ users: 3 });
    const bench = new RunnerBench();
    bench.world.failingContexts = 100;
    await expect(bench.prepare()).rejects.toMatchObject({ code: "BROWSER_FAILED" });
    expect(bench.world.open.size).toBe(0);
    // It can be asked to prepare again.
    bench.world.failingContexts = 0;
    expect(await bench.prepare()).toEqual({ users: 3 });
  });

  it("stops preparing on request", async () => {
    const bench = new RunnerBench();
    bench.watchdog.handle("agent.fetchBundle", () => new Promise(() => {}));
    const preparing = bench.watchdog.request("runner.prepare", assignmentOf(CLICKS, {}), LIMIT);
    const outcome = expect(preparing).rejects.toBeInstanceOf(LiveLoadError);
    await settle();
    await bench.watchdog.request("runner.stop", {}, LIMIT);
    await outcome;
    expect(bench.finishes).toHaveLength(1);
  });
});
