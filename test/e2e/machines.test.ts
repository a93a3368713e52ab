import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { startTarget } from "../target/target.js";
import { liveLoad, resultIn, temporaryFolder } from "./command.js";

type Line = Readonly<Record<string, unknown>> & { readonly type: string; readonly time: string };

/** Parses standard output, where each line must be one event. */
function eventsOf(stdout: string): readonly Line[] {
  expect(stdout).toMatch(/\n$/);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

const HALTING = `
  import { defineScenario } from "live-load";
  export default defineScenario({ name: "halting", config: () => ({}), run: (context) => context.halt() });`;

describe.skipIf(noBrowser)(`a run with machine-readable output${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("prints events as lines of JSON, and writes the requested reports", async () => {
    const target = await startTarget();
    const out = join(await temporaryFolder(), "report");
    const summary = join(out, "..", "summary.md");
    const args = ["run", "examples/counter.scenario.ts", "--json", "--users", "2", "--duration", "6s", "--out", out];
    args.push(
      "--option",
      `baseUrl=${target.url}`,
      "--reporter",
      "console,junit,csv",
      "--threshold",
      "step_duration: p(95)<0.001",
    );
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
    const ended = await liveLoad(args, { cwd: resolve("."), env }).ended;
    await target.close();
    expect(ended.code, ended.stderr).toBe(99);
    const events = eventsOf(ended.stdout);
    const result = resultIn(out);
    for (const { time } of events) expect(new Date(time).toISOString()).toBe(time);
    expect([...events].map(({ time }) => time)).toEqual([...events].map(({ time }) => time).sort());
    const types = events.map(({ type }) => type);
    expect(types[0]).toBe("scenario-started");
    expect(types).toEqual(expect.arrayContaining(["phase-started", "phase-ended", "sized", "load-started", "progress"]));
    expect(events.at(-2)).toMatchObject({
      type: "scenario-ended",
      verdict: "fail",
      exitCode: 99,
      outputFolder: out,
      result: { runId: result.runId, iterations: result.iterations, thresholds: result.thresholds },
    });
    expect(events.at(-1)).toMatchObject({
      type: "run-ended",
      verdict: "fail",
      exitCode: 99,
      scenarios: [{ name: "counter", verdict: "fail", exitCode: 99 }],
    });
    expect(ended.stderr).toContain("✗ fail  counter");
    expect(ended.stderr).toMatch(/^::error title=live-load%3A counter::the threshold/m);
    expect(readFileSync(summary, "utf8")).toContain("# ❌ fail: counter");
    expect(readFileSync(join(out, "junit.xml"), "utf8")).toContain("threshold step_duration: p(95)&lt;0.001");
    for (const name of ["metrics.csv", "timeseries.csv"]) expect(existsSync(join(out, name)), name).toBe(true);
  });

  it("prints nothing else with --quiet", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "one.scenario.ts"), HALTING);
    await writeFile(join(folder, "two.scenario.ts"), HALTING.replace('"halting"', '"again"'));
    const ended = await liveLoad(["run", "--json", "-q", "--duration", "5s"], { cwd: folder }).ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toBe("");
    expect(eventsOf(ended.stdout).at(-1)).toMatchObject({
      verdict: "pass",
      exitCode: 0,
      scenarios: [{ name: "halting" }, { name: "again" }],
    });
  });
});

describe.skipIf(noBrowser)("console output of a scenario", () => {
  const TALKING = `
    import { defineScenario } from "live-load";
    console.log("module");
    export default defineScenario({
      name: "talking",
      config: () => (console.log("config"), {}),
      run: async (context, userId) => {
        console.warn("hello from", userId);
        await context.think("10ms");
        console.log("after a step");
        context.halt();
      },
    });`;

  it("is shown in the terminal with the user's number", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "talking.scenario.ts"), TALKING);
    const ended = await liveLoad(["run", "--users", "2", "--duration", "5s"], { cwd: folder }).ended;
    expect(ended.code, ended.stderr).toBe(0);
    for (const line of ["[user 1] hello from 1", "[user 2] hello from 2", "[user 2] after a step", "[talking-1] config"])
      expect(ended.stderr.split("\n")).toContain(line);
    expect(ended.stdout).not.toMatch(/hello|config|module/);
  });

  it("is an event like the others, never a line of its own", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "talking.scenario.ts"), TALKING);
    const ended = await liveLoad(["run", "--json", "-q", "--users", "1", "--duration", "5s"], { cwd: folder }).ended;
    expect(ended.code, ended.stderr).toBe(0);
    const lines = eventsOf(ended.stdout).filter(({ type }) => type === "scenario-output");
    expect(lines).toContainEqual(expect.objectContaining({ node: "talking-1", userId: 1, level: "warn", text: "hello from 1" }));
    expect(lines).toContainEqual(expect.objectContaining({ node: "talking-1", level: "log", text: "module" }));
  });
});

describe("a machine-readable run that cannot start", () => {
  it.each([
    ["an unknown flag", ["--user", "3"], "INVALID_OPTION"],
    ["a bad value", ["--users", "none"], "INVALID_OPTION"],
    ["no such file", ["nowhere.scenario.ts"], "SCENARIO_FILE_NOT_FOUND"],
  ])("ends with an event that says why: %s", async (_what, args, code) => {
    const ended = await liveLoad(["run", "--json", ...args], { cwd: await temporaryFolder() }).ended;
    expect(ended.code).toBe(104);
    expect(eventsOf(ended.stdout)).toMatchObject([
      { type: "run-ended", verdict: "error", exitCode: 104, scenarios: [], error: { code } },
    ]);
    expect(ended.stderr).toMatch(/^error /);
  });
});
