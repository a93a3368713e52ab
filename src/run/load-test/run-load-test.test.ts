import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runHost } from "../../../test/fixtures/run-host.js";
import type { RunEvent } from "../run-events.js";
import { readLoadTest } from "./read-load-test.js";
import { runLoadTest } from "./run-load-test.js";
import { StopRequest } from "./stop-request.js";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "live-load-run-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const HALTING = `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", run: (c) => c.halt() });`;

async function runWith(
  values: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>>,
  stop = new StopRequest(),
) {
  for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
  const events: RunEvent[] = [];
  const loadTest = await readLoadTest({
    files: [],
    layers: [{ origin: "code", values }],
    host: runHost(cwd),
    checkOptions: () => {},
  });
  const outcomes = await runLoadTest(loadTest, { stop, onEvent: (event) => events.push(event) });
  return { outcomes, events };
}

/** A backend that cannot create nodes. */
const BROKEN_BACKEND = `export const createBackend = () => ({
  name: "broken",
  caps: { singleNode: true, bootTimeoutMs: 1000 },
  preflight: async () => { throw new Error("no machines left"); },
  launch: async function* () {}, diagnose: async () => ({ lines: [] }), stop: async () => {}, list: async () => [], destroyAll: async () => {},
});`;

describe("a load test", () => {
  it("writes a result with the error even when there was no cluster", async () => {
    const backend = join(cwd, "broken.mjs");
    const { outcomes, events } = await runWith({ backend }, { "a.scenario.ts": HALTING, "broken.mjs": BROKEN_BACKEND });
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]?.error?.message).toContain("no machines left");
    expect(outcomes[0]?.result).toMatchObject({
      name: "x",
      verdict: "error",
      startedAt: null,
      users: { requested: 1, neverStarted: 1 },
    });
    const written: unknown = JSON.parse(await readFile(join(cwd, "liveload-report/result.json"), "utf8"));
    expect(written).toEqual(outcomes[0]?.result);
    expect(events.at(-1)?.type).toBe("scenario-ended");
  });

  it("continues with the next scenario after one that could not be read, and lists both", async () => {
    const backend = join(cwd, "broken.mjs");
    const files = { "a.scenario.ts": "export default 1;", "b.scenario.ts": HALTING, "broken.mjs": BROKEN_BACKEND };
    const { outcomes } = await runWith({ backend }, files);
    expect(outcomes.map(({ name, error }) => [name, error?.code])).toEqual([
      ["a", "SCENARIO_LOAD_FAILED"],
      ["x", outcomes[1]?.error?.code],
    ]);
    const list = JSON.parse(await readFile(join(cwd, "liveload-report/index.json"), "utf8")) as { scenarios: unknown };
    expect(list.scenarios).toMatchObject([
      { name: "a", folder: "a", verdict: "error", error: { code: "SCENARIO_LOAD_FAILED" } },
      { name: "x", folder: "b", verdict: "error" },
    ]);
    const page = await readFile(join(cwd, "liveload-report/index.html"), "utf8");
    expect(page).toContain("<h1>2 of 2 scenarios did not pass</h1>");
    expect(page).toContain('<a href="./b/report.html">x</a>');
  });

  it("refuses a bad option of a scenario before anything is started", async () => {
    const bad = HALTING.replace('name: "x",', 'name: "x", users: 0,');
    const { outcomes } = await runWith({}, { "a.scenario.ts": bad });
    expect(outcomes[0]?.error).toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("users of the scenario is 0"),
    });
  });

  it("runs nothing when it was stopped before it began", async () => {
    const stop = new StopRequest();
    stop.ask("interrupted");
    const { outcomes, events } = await runWith({}, { "a.scenario.ts": HALTING }, stop);
    expect([outcomes, events]).toEqual([[], []]);
  });

  it("shows no passwords in the result", async () => {
    const options = { baseUrl: "http://anna:geheim@127.0.0.1:1", password: "geheim", apiKey: "geheim" };
    const backend = join(cwd, "broken.mjs");
    const { outcomes } = await runWith({ backend, options }, { "a.scenario.ts": HALTING, "broken.mjs": BROKEN_BACKEND });
    expect(outcomes[0]?.result?.options.options).toEqual({
      baseUrl: "http://anna:***@127.0.0.1:1",
      password: "***",
      apiKey: "***",
    });
  });
});
