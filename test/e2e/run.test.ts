import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { MEASURES_TIME } from "../fixtures/measures-time.js";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());
beforeEach(() => target.resetStats());

/** Writes a scenario and runs it. */
async function runScenario(source: string, ...args: string[]) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "test.scenario.ts"), source);
  const out = join(folder, "report");
  const ended = await liveLoad(["run", "test.scenario.ts", "--out", out, "--option", `baseUrl=${target.url}`, ...args], {
    cwd: folder,
  }).ended;
  return { ...ended, out, result: existsSync(join(out, "result.json")) ? resultIn(out) : undefined };
}

const scenario = (run: string, more = "") => `
  import { defineScenario } from "live-load";
  export default defineScenario({
    name: "test", ${more}
    config: (options) => ({ baseUrl: options.baseUrl ?? "" }),
    run: ${run},
  });`;

describe.skipIf(noBrowser)(`a run${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("counts what the server counts", async () => {
    const out = join(await temporaryFolder(), "report");
    const args = [
      "run",
      "examples/counter.scenario.ts",
      "--users",
      "4",
      "--duration",
      "10s",
      "--out",
      out,
      "--option",
      `baseUrl=${target.url}`,
    ];
    const ended = await liveLoad(args, { cwd: resolve(".") }).ended;
    const result = resultIn(out);
    expectCode(ended, result, 0);
    const stats = target.stats();
    expect(result.counters.steps?.by["click #inc"]).toBe(stats.events.byName.inc);
    expect(result.counters.steps?.by["navigate /counter"]).toBe(stats.mounts.connected);
    const durations = [result.histograms, result.sick.histograms].map((all) => all.step_duration?.by["click #inc"]?.count ?? 0);
    expect(Math.max(...durations)).toBeGreaterThan(0);
    expect(result.users).toEqual({ requested: 4, started: 4, succeeded: 4, failed: 0, replaced: 0, lost: 0, neverStarted: 0 });
    const { started, succeeded, failed, interrupted, abortedInfra } = result.iterations;
    expect(started).toBe(succeeded + failed + interrupted + abortedInfra);
    expect(existsSync(join(out, "report.html"))).toBe(true);
    expect(existsSync(join(out, "report.md"))).toBe(true);
    expect(ended.stdout).toContain(result.verdict);
    expect(result.counters.liveview_disconnections).toBeUndefined();
    const remade = await liveLoad(["report", out, "--from-journal"]).ended;
    expect(remade.code, remade.stderr).toBe(0);
    expect({ ...resultIn(out), generatedAt: result.generatedAt }).toEqual(result);
  });

  it("ends each user after its iterations, and the run with its last user", async () => {
    const { result, out, ...ended } = await runScenario(
      scenario(`(context, _id, config) => context.navigate(config.baseUrl + "/counter").waitForLiveView().click("#inc")`),
      "--users",
      "3",
      "--iterations",
      "2",
      "--duration",
      "3m",
    );
    expectCode(ended, result, 0);
    expect(result?.iterations).toMatchObject({ started: 6, succeeded: 6 });
    expect(result?.users).toMatchObject({ requested: 3, succeeded: 3 });
    expect(result?.counters.users_ended?.by).toEqual({ "iterations-done": 3 });
    expect(target.stats().mounts.connected).toBe(6);
    expect(result?.durationMs).toBeLessThan(120_000);
    const remade = await liveLoad(["report", out, "--from-journal"]).ended;
    expect(remade.code, remade.stderr).toBe(0);
    expect({ ...resultIn(out), generatedAt: result?.generatedAt }).toEqual(result);
  });

  it("measures the same server time of an event as the server does", MEASURES_TIME, async () => {
    const { result, ...ended } = await runScenario(
      scenario(`(context, _id, config) => context.navigate(config.baseUrl + "/slow?ms=300").waitForLiveView()
        .click("#slow").waitForPhxLoadingCompletion("click", "#slow").click("#slow").waitForPhxLoadingCompletion("click", "#slow").think("0.2s")`),
      "--users",
      "2",
      "--duration",
      "8s",
    );
    expectCode(ended, result, 0);
    const times = [...(target.stats().handlerMs.byName.slow ?? [])].sort((a, b) => a - b);
    const median = times[Math.floor((times.length - 1) / 2)] ?? 0;
    const server = result?.histograms.liveview_event_server_duration?.aggregate;
    const sick = result?.sick.histograms.liveview_event_server_duration?.aggregate.count ?? 0;
    expect((server?.count ?? 0) + sick).toBe(times.length);
    // While a machine is too slow for some of them, the others are late, too.
    if (sick === 0) expect(Math.abs((server?.p50 ?? 0) - median)).toBeLessThan(10 + 0.02 * median);
    const event = result?.histograms.liveview_event_duration?.aggregate;
    const patch = result?.histograms.liveview_event_patch_duration?.aggregate;
    expect(event?.count).toBe(server?.count);
    expect(event?.sum).toBeCloseTo((server?.sum ?? 0) + (patch?.sum ?? 0), 3);
  });

  it("fails a step whose element is missing, and continues", async () => {
    const { result, ...ended } = await runScenario(
      scenario(`(context, _id, config) => context.navigate(config.baseUrl + "/counter").click("#nope", { timeout: "1s" })`),
      "--users",
      "1",
      "--iterations",
      "2",
    );
    expectCode(ended, result, 99);
    expect(result?.iterations.failed).toBe(2);
    expect(result?.counters.failed_steps?.by["click #nope"]).toBe(result?.iterations.failed);
    const failure = result?.failures[0];
    expect(failure?.count).toBe(result?.iterations.failed);
    expect(failure?.sample.operation).toBe("click #nope");
    expect(failure?.sample.page).toBe("/counter");
    expect(failure?.sample.message).toContain("#nope");
    expect(failure?.sample.message).toContain("/counter");
    expect(ended.stdout).toMatch(/every iteration failed/i);
  });

  it("ends on time and says why when the site does not answer", async () => {
    const { result, ...ended } = await runScenario(
      scenario(`(context) => context.navigate("http://127.0.0.1:1/")`),
      "--users",
      "2",
      "--duration",
      "3s",
    );
    expectCode(ended, result, 99);
    expect(result?.durationMs).toBeLessThan(60_000);
    expect(result?.iterations.succeeded).toBe(0);
    expect(ended.stdout).toMatch(/did not answer|refused/i);
  });

  it("exits with 108 when the scenario aborts the run", async () => {
    const { code, result } = await runScenario(
      scenario(`(context) => context.abort("the shop is closed")`),
      "--users",
      "2",
      "--duration",
      "1m",
    );
    expect(code).toBe(108);
    expect(result?.verdictReasons.map(({ message }) => message).join()).toContain("the shop is closed");
  });

  it("exits with 99 when a threshold fails", async () => {
    const { result, ...ended } = await runScenario(
      scenario(`(context, _id, config) => context.navigate(config.baseUrl + "/counter").think("0.2s")`),
      "--duration",
      "2s",
      "--threshold",
      "step_duration: p(95)<0.001",
    );
    expectCode(ended, result, 99);
    expect(result?.thresholds[0]?.passed).toBe(false);
    expect(ended.stdout).toContain("step_duration: p(95)<0.001");
  });

  it("counts users that halt as succeeded, and ends with them", async () => {
    const { code, result } = await runScenario(scenario(`(context) => context.halt()`), "--users", "3", "--duration", "10m");
    expect(code).toBe(0);
    expect(result?.users.succeeded).toBe(3);
    expect(result?.iterations).toMatchObject({ started: 3, succeeded: 3 });
  });

  it("passes the named environment variables to nodes, and no others", async () => {
    const folder = await temporaryFolder();
    const run = `(context) => (process.env.SHOP_TOKEN === "t0ken" && process.env.OTHER === undefined ? context.halt() : context.fail("no"))`;
    await writeFile(join(folder, "test.scenario.ts"), scenario(run));
    const env = { SHOP_TOKEN: "t0ken", OTHER: "x" };
    const ended = await liveLoad(["run", "--env", "SHOP_TOKEN,NOT_SET", "--duration", "5s"], { cwd: folder, env }).ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(JSON.stringify(resultIn(join(folder, "liveload-report")))).not.toContain("t0ken");
  });

  it("sends files with the scenario, under the names that the scenario uses", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "users.csv"), "ada,grace\n");
    const source = `
      import { readFileSync } from "node:fs";
      import { asset, defineScenario } from "live-load";
      const users = asset("./users.csv");
      export default defineScenario({
        name: "test",
        config: () => ({ names: readFileSync(users, "utf8").trim().split(",") }),
        run: (context, userId, { names }) => (names[userId - 1] === "ada" && !users.startsWith(${JSON.stringify(folder)}) ? context.halt() : context.fail(users)),
      });`;
    await writeFile(join(folder, "test.scenario.ts"), source);
    const ended = await liveLoad(["run", "--duration", "5s"], { cwd: folder }).ended;
    expect(ended.code, ended.stderr).toBe(0);
  });

  it("runs several scenarios one after another, each with its own folder", async () => {
    const folder = await temporaryFolder();
    const body = (name: string) => scenario(`(context) => context.halt()`).replace('name: "test"', `name: "${name}"`);
    await writeFile(join(folder, "one.scenario.ts"), body("first"));
    await writeFile(join(folder, "two.scenario.ts"), "export default 1;");
    await writeFile(join(folder, "xthree.scenario.ts"), body("third"));
    const ended = await liveLoad(["run", "--duration", "5s", "--out", "out"], { cwd: folder }).ended;
    expect(ended.code, ended.stderr).toBe(107);
    expect(resultIn(join(folder, "out", "one")).name).toBe("first");
    expect(resultIn(join(folder, "out", "xthree")).verdict).toBe("pass");
    expect(existsSync(join(folder, "out", "index.json"))).toBe(true);
  });
});
