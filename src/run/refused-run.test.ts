import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runHost } from "../../test/fixtures/run-host.js";
import { deferred } from "../base/deadline.js";
import { readLoadTest } from "./load-test/read-load-test.js";
import { runLoadTest } from "./load-test/run-load-test.js";
import { StopRequest } from "./load-test/stop-request.js";
import type { RunEvent } from "./run-events.js";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "live-load-refused-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function runWith(values: Readonly<Record<string, unknown>>, files: Readonly<Record<string, string>>) {
  for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
  const events: RunEvent[] = [];
  const loadTest = await readLoadTest({
    files: [],
    layers: [{ origin: "code", values: { reporters: ["html", "markdown", "junit"], ...values } }],
    host: runHost(cwd),
    checkOptions: () => {},
  });
  const outcomes = await runLoadTest(loadTest, { stop: new StopRequest(), onEvent: (event) => events.push(event) });
  return { outcomes, events };
}

/** The output folder of an earlier run; returns a function that lists every file with its content and time. */
async function earlierReport(): Promise<() => Promise<Record<string, unknown>>> {
  const out = join(cwd, "liveload-report");
  await mkdir(join(out, "artifacts", "x-1-1"), { recursive: true });
  for (const name of [".liveload", "result.json", "report.html", "report.md", "journal", "artifacts/x-1-1/shot.png"])
    await writeFile(join(out, name), `earlier ${name}`);
  return async () => {
    const names = (await readdir(out, { recursive: true })).sort();
    const entries = names.map(async (name) => {
      const found = await stat(join(out, name));
      return [name, found.isDirectory() ? "folder" : [found.mtimeMs, await readFile(join(out, name), "utf8")]] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  };
}

const scenario = (extra: string) =>
  `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", ${extra} run: (c) => c.halt() });`;

const BROKEN_BACKEND = (error: string) => `export const createBackend = () => ({
  name: "broken",
  caps: { singleNode: true, bootTimeoutMs: 1000 },
  preflight: async () => { throw ${error}; },
  launch: async function* () {}, diagnose: async () => ({ lines: [] }), stop: async () => {}, list: async () => [], destroyAll: async () => {},
});`;

describe("a run that is refused before it starts", () => {
  it.each([
    ["a threshold of the scenario", scenario(`thresholds: ["step_durations: p(95)<1"],`), {}, "INVALID_OPTION"],
    ["an option of the scenario", scenario(`duration: "soon",`), {}, "INVALID_OPTION"],
    ["a syntax error", "export default {{;", {}, "SCENARIO_LOAD_FAILED"],
    ["a scenario that throws", `throw new Error("on load");`, {}, "SCENARIO_LOAD_FAILED"],
    ["a config that throws", scenario(`config: () => { throw new Error("no"); },`), {}, "CONFIG_FAILED"],
    ["a setup that throws", scenario(`setup: () => { throw new Error("no"); },`), {}, "SETUP_FAILED"],
  ])("by %s leaves the earlier report as it was", async (_what, source, values, code) => {
    const look = await earlierReport();
    const before = await look();
    const { outcomes, events } = await runWith({ ...values }, { "a.scenario.ts": source });
    expect(outcomes[0]?.error?.code).toBe(code);
    expect(await look()).toEqual(before);
    expect(events).toContainEqual({
      type: "warning",
      message: expect.stringContaining("still holds the report of an earlier run"),
    });
  });

  it.each([
    ["a missing certificate", {}, "tlsCert cannot be read: ENOENT"],
    ["a certificate that is not PEM", { "cert.pem": "no", "key.pem": "no" }, "tlsCert and tlsKey cannot be used"],
  ])("by %s leaves the earlier report as it was, and runs no setup", async (_what, files, message) => {
    const look = await earlierReport();
    const before = await look();
    const source = scenario(`setup: () => { throw new Error("it was called"); },`);
    const running = runWith({ tlsCert: "cert.pem", tlsKey: "key.pem" }, { "a.scenario.ts": source, ...files });
    await expect(running).rejects.toMatchObject({ code: "INVALID_OPTION", message: expect.stringContaining(message) });
    expect(await look()).toEqual(before);
  });

  it("leaves an earlier report of several scenarios alone when all scenarios are refused", async () => {
    const look = await earlierReport();
    const before = await look();
    const { outcomes } = await runWith({}, { "a.scenario.ts": "export default 1;", "b.scenario.ts": "export default 2;" });
    expect(outcomes.map(({ error }) => error?.code)).toEqual(["SCENARIO_LOAD_FAILED", "SCENARIO_LOAD_FAILED"]);
    expect(await look()).toEqual(before);
  });

  it("leaves it alone while another run of a scenario with that name is in progress", async () => {
    const look = await earlierReport();
    const before = await look();
    const [begun, released] = [deferred<void>(), deferred<void>()];
    const holdBoot = () => {
      begun.resolve();
      return released.promise;
    };
    Object.assign(globalThis, { holdBoot });
    const backend = join(cwd, "held.mjs");
    const files = { "a.scenario.ts": scenario(""), "held.mjs": BROKEN_BACKEND("await globalThis.holdBoot()") };
    const first = runWith({ backend, out: "other" }, files);
    await begun.promise;
    const { outcomes } = await runWith({ backend }, {});
    expect(outcomes[0]?.error?.code).toBe("SCENARIO_ALREADY_RUNNING");
    expect(await look()).toEqual(before);
    released.resolve();
    await first;
  });

  it("replaces the earlier report when a later scenario gets further", async () => {
    const look = await earlierReport();
    const backend = join(cwd, "broken.mjs");
    const files = {
      "a.scenario.ts": "export default 1;",
      "b.scenario.ts": scenario(""),
      "broken.mjs": BROKEN_BACKEND(`new Error("no machines left")`),
    };
    await runWith({ backend }, files);
    const after = await look();
    expect(Object.keys(after).filter((name) => !name.includes("/"))).toEqual([".liveload", "b", "index.html", "index.json"]);
    expect(after).toHaveProperty(["b/result.json"]);
    const list = JSON.parse(await readFile(join(cwd, "liveload-report/index.json"), "utf8")) as {
      scenarios: { folder?: string }[];
    };
    expect(list.scenarios.map(({ folder }) => folder)).toEqual([undefined, "b"]);
  });

  it("writes its result where there is no earlier report", async () => {
    const { outcomes } = await runWith({}, { "a.scenario.ts": "export default 1;" });
    const written: unknown = JSON.parse(await readFile(join(cwd, "liveload-report/result.json"), "utf8"));
    expect(written).toEqual(outcomes[0]?.result);
    // The next one replaces it: there was no run whose report could be missed.
    const again = await runWith({}, { "a.scenario.ts": "export default 2;" });
    expect(again.events.filter(({ type }) => type === "warning")).toEqual([]);
    expect(JSON.parse(await readFile(join(cwd, "liveload-report/result.json"), "utf8"))).toEqual(again.outcomes[0]?.result);
  });

  it("differs from a run whose cluster could not be created, which has a result", async () => {
    const look = await earlierReport();
    const backend = join(cwd, "broken.mjs");
    await runWith({ backend }, { "a.scenario.ts": scenario(""), "broken.mjs": BROKEN_BACKEND(`new Error("no machines left")`) });
    expect(Object.keys(await look())).toEqual(
      [".liveload", "junit.xml", "report.html", "report.md", "result.json", "journal"].sort(),
    );
  });
});
