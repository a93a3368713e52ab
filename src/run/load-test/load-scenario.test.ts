import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runHost } from "../../../test/fixtures/run-host.js";
import { LiveLoadError } from "../../base/errors.js";
import type { OptionLayer } from "../../config/resolve-options.js";
import { readLoadTest } from "./read-load-test.js";
import { scenarioWarnings } from "./scenario-warnings.js";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "live-load-scenario-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const HALTING = `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", run: (c) => c.halt() });`;
const config = (values: OptionLayer["values"]): OptionLayer => ({ origin: "config file", values });
const flags = (values: OptionLayer["values"]): OptionLayer => ({ origin: "flag", values });

async function load(source: string, layers: readonly OptionLayer[], name = "a.scenario.ts") {
  const file = join(cwd, name);
  await writeFile(file, source);
  const loadTest = await readLoadTest({ files: [file], layers, host: runHost(cwd), checkOptions: () => {} });
  return loadTest.loadScenario(file);
}

async function refusal(loading: Promise<unknown>): Promise<LiveLoadError> {
  const error: unknown = await loading.catch((reason: unknown) => reason);
  if (error instanceof LiveLoadError) return error;
  throw new Error("it was accepted");
}

describe("thresholds on background users", () => {
  const thresholds = ["background.step_duration: p(95)<500", "iterations: count>0"];

  it.each([
    ["--background-users 0", { backgroundUsers: 50 }, { backgroundUsers: "0" }],
    ["debug", { backgroundStages: ["10s:50"] }, { backgroundUsers: 0, backgroundStages: [] }],
    ["debug, with a rate", { backgroundUsers: 50, backgroundRate: "5/s" }, { backgroundUsers: 0, backgroundStages: [] }],
  ])("are left out with a warning when %s leaves those out", async (_what, given, stronger) => {
    const loaded = await load(HALTING, [config({ ...given, thresholds }), flags(stronger)]);
    expect(loaded.background).toBeUndefined();
    expect(loaded.options.values.thresholds.map(({ threshold }) => threshold)).toEqual(["iterations: count>0"]);
    expect(scenarioWarnings(loaded)).toEqual([
      'the threshold "background.step_duration: p(95)<500" is not judged: this run leaves the background users out',
    ]);
  });

  it("are judged when there are such users, and refused when nobody ever asked for any", async () => {
    const loaded = await load(HALTING, [config({ backgroundUsers: 50, thresholds })]);
    expect(loaded.options.values.thresholds).toHaveLength(2);
    for (const more of [{}, { backgroundUsers: "0" }])
      expect((await refusal(load(HALTING, [config({ thresholds }), flags(more)]))).message).toContain(
        "names background users, and the run has none",
      );
  });
});

describe("what config makes of the options", () => {
  const CONFIG = HALTING.replace(
    "run:",
    'config: (options) => ({ baseUrl: options.baseUrl ?? "http://site.test", name: options.name }), run:',
  );
  const warningsOf = async (
    source: string,
    options: Readonly<Record<string, string>>,
    origin: "flag" | "config file" = "flag",
  ) => {
    const file = join(cwd, "a.scenario.ts");
    await writeFile(file, source);
    const layers: readonly OptionLayer[] = [{ origin, values: { options } }];
    const loadTest = await readLoadTest({ files: [file], layers, host: runHost(cwd), checkOptions: () => {} });
    const warnings: string[] = [];
    const { config: made } = await loadTest.loadScenario(file, { onWarning: (message) => warnings.push(message) });
    return { warnings, made };
  };

  it.each(["localhost:4000", "site.test", "/shop"])(
    "is refused when baseUrl is %s, in the words of its source",
    async (baseUrl) => {
      const given = await refusal(load(CONFIG, [flags({ options: { baseUrl } })]));
      expect(given).toMatchObject({ code: "INVALID_OPTION", details: { option: "options", value: baseUrl } });
      expect(given.message).toBe(`--option baseUrl is "${baseUrl}", but it takes an address with http:// or https://`);
      const own = await refusal(load(CONFIG.replace("http://site.test", baseUrl), []));
      expect(own.code).toBe("CONFIG_FAILED");
      expect(own.message).toContain(`baseUrl in the config of "x" is "${baseUrl}"`);
      if (baseUrl !== "/shop") expect(own.hint).toBe(`write http://${baseUrl} or https://${baseUrl}`);
    },
  );

  it("is warned of when an option of the command line is not read", async () => {
    const { warnings, made } = await warningsOf(CONFIG, { base: "http://other.test", name: "n" });
    expect(warnings).toEqual(["--option base is of no use: the config of a.scenario.ts reads only baseUrl, name"]);
    expect(made).toEqual({ baseUrl: "http://site.test", name: "n" });
    expect((await warningsOf(HALTING, { base: "1" })).warnings).toEqual([
      "--option base is of no use: the config of a.scenario.ts reads no options",
    ]);
    // A config file may be shared, and whoever keeps all options may read them later.
    expect((await warningsOf(CONFIG, { base: "1" }, "config file")).warnings).toEqual([]);
    for (const all of ["options", "({ options })", "({ ...options })"])
      expect((await warningsOf(HALTING.replace("run:", `config: (options) => ${all}, run:`), { base: "1" })).warnings).toEqual(
        [],
      );
  });
});

describe("a test of Playwright Test", () => {
  const SPEC = `import { test } from "live-load/playwright-test"; test("x", async () => {});`;
  const refused = async (...layers: OptionLayer[]) => refusal(load(SPEC, layers, "a.spec.ts"));

  it("is refused with background users, and the hint says how to leave them out", async () => {
    expect(await refused(config({ backgroundStages: ["10s:5"] }))).toMatchObject({
      message: "backgroundStages in the config file asks for users without a browser, but a.spec.ts is a test of Playwright Test",
      hint: "tests of Playwright Test need a browser: leave the background users out: --background-users 0",
    });
    expect((await refused(flags({ browser: "protocol" }))).hint).toContain("use --browser chromium");
  });

  it("takes --background-users 0 for an answer, also to stages", async () => {
    const layers = [config({ backgroundStages: ["10s:5"] }), flags({ backgroundUsers: "0" })];
    const file = join(cwd, "a.spec.ts");
    await writeFile(file, SPEC);
    const loadTest = await readLoadTest({ files: [file], layers, host: runHost(cwd), checkOptions: () => {} });
    expect(loadTest.files).toEqual([file]);
  });
});

describe("a mix whose parts differ in what stands in for a hook", () => {
  const part = (name: string) =>
    `import { defineScenario } from "live-load"; export default defineScenario({ name: "${name}", hooks: { Chart: () => {} }, run: (c) => c.halt() });`;
  const MIX = `import { mix } from "live-load"; export default mix("both", { "a.js": 1, "b.js": 1 });`;

  it("is refused before anything starts, but only if there are users without a browser", async () => {
    await writeFile(join(cwd, "a.js"), part("a"));
    await writeFile(join(cwd, "b.js"), part("b"));
    for (const values of [{ browser: "protocol" }, { backgroundUsers: "5" }])
      expect(await refusal(load(MIX, [flags({ users: "2", ...values })], "mix.scenario.ts"))).toMatchObject({
        code: "INVALID_OPTION",
        message: expect.stringContaining("hooks.Chart is in"),
      });
    expect((await load(MIX, [flags({ users: "2" })], "mix.scenario.ts")).scenario.name).toBe("both");
  });
});
