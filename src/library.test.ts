import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { LiveLoadError } from "./base/errors.js";
import * as library from "./index.js";
import { errorInOptionWords, optionWords } from "./library-words.js";

const { Cluster, run } = library;
const untyped = library as unknown as Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** The error with which a call is refused. */
async function refusal(call: () => unknown): Promise<LiveLoadError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof LiveLoadError) return error;
    throw error;
  }
  throw new Error("the call was accepted");
}

describe("Cluster.start, called with wrong arguments", () => {
  const start = (options: unknown, ports?: unknown) => refusal(() => Cluster.start(options as never, ports as never));
  const scenario = { name: "shop" };

  it.each([
    [undefined, "options", "options is undefined, but it takes an object with at least a scenario"],
    [null, "options", "options is null"],
    ["shop.scenario.ts", "options", 'options is "shop.scenario.ts"'],
    [{}, "scenario", "scenario is undefined, but it takes the path of a scenario's file, or an object with its name"],
    [{ scenario: 5 }, "scenario", "scenario is 5"],
    [{ scenario: {} }, "scenario", "scenario is {}"],
    [{ scenario: new URL("http://127.0.0.1/x.scenario.ts") }, "scenario", "it takes paths and file: URLs of modules"],
    [{ scenario, users: 0 }, "users", "users is 0, but it takes a whole number from 1 to 1000000"],
    [{ scenario, users: "3" }, "users", 'users is "3"'],
    [{ scenario, users: Number.NaN }, "users", "users is NaN"],
    [{ scenario, browser: "chromum" }, "browser", 'there is no browser connection "chromum"'],
    [{ scenario, browser: 5 }, "browser", "browser is 5, but it takes the name of an engine"],
    [{ scenario, browser: { conection: "x" } }, "conection", 'browser has an unknown option "conection"'],
    [{ scenario, browser: { connection: "chromium", headed: "yes" } }, "browser.headed", 'browser.headed is "yes"'],
    [{ scenario, backend: "locl" }, "backend", 'there is no backend "locl"'],
    [{ scenario, backend: 5 }, "backend", "backend is 5, but it takes local, docker, kubernetes, the path of a module"],
    [{ scenario, backend: { name: "mine" } }, "backend", "the backend has no function preflight, launch"],
    [{ scenario, backendOptions: [] }, "backendOptions", "backendOptions is []"],
    [{ scenario, backendOptions: { nodes: { cpus: -1 } } }, "backendOptions.nodes.cpus", "backendOptions.nodes.cpus is -1"],
    [{ scenario, poolOptions: 5 }, "poolOptions", "poolOptions is 5"],
    [{ scenario, poolOptions: { bootTimeout: "30" } }, "poolOptions.bootTimeout", 'poolOptions.bootTimeout is "30"'],
    [{ scenario, maxAllowedNodes: 0 }, "maxAllowedNodes", "maxAllowedNodes is 0"],
    [{ scenario, nodeEnv: { A: 1 } }, "nodeEnv.A", "nodeEnv.A is 1, but it takes a string"],
    [{ scenario, address: { listen: "::::" } }, "listen", 'listen is "::::"'],
    [{ scenario, address: { listn: "x" } }, "listn", 'address has an unknown option "listn"'],
    [{ scenario, address: { listen: 5 } }, "address.listen", "address.listen is 5, but it takes a string"],
    [{ scenario, address: { certificate: { cert: "x" } } }, "address.certificate.key", "it takes a string"],
    [{ scenario, trial: 5 }, "trial", 'Cluster.start has an unknown option "trial"'],
    [{ scenario, usrs: 3 }, "usrs", 'Cluster.start has an unknown option "usrs"'],
  ])("refuses %j before anything is started", async (options, option, message) => {
    const error = await start(options);
    expect(error).toMatchObject({ code: "INVALID_OPTION", details: { option } });
    expect(error.message).toContain(message);
  });

  it("suggests the likely name", async () => {
    expect((await start({ scenario, usrs: 3 })).hint).toBe('did you mean "users"?');
    expect((await start({ scenario, browser: "chromum" })).hint).toBe('did you mean "chromium"?');
  });

  it("refuses wrong ports", async () => {
    expect((await start({ scenario }, 5)).message).toContain("ports is 5, but it takes an object");
    expect((await start({ scenario }, { clok: 1 })).hint).toBe('did you mean "clock"?');
    expect((await start({ scenario }, { onWarning: 5 })).message).toContain("onWarning is 5, but it takes a function");
    expect((await start({ scenario }, { signal: {} })).message).toContain("it takes an AbortSignal");
  });

  it("says when the file does not exist", async () => {
    expect(await start({ scenario: "nowhere.scenario.ts" })).toMatchObject({ code: "SCENARIO_FILE_NOT_FOUND" });
  });
});

describe("run, called with wrong arguments", () => {
  const wrong = (options: unknown) => refusal(() => run(options as never));
  const scenarios = "shop.scenario.ts";

  it.each([
    [undefined, "options", "options is undefined, but it takes an object with at least scenarios"],
    [{}, "scenarios", "scenarios takes paths and URLs of modules, not undefined"],
    [{ scenarios: [] }, "scenarios", "scenarios is [], but it takes at least one path or URL"],
    [{ scenarios: [""] }, "scenarios", "not an empty text"],
    [{ scenarios: [null] }, "scenarios", "not null"],
    [{ scenarios: { name: "x" } }, "scenarios", "not scenarios themselves"],
    [{ scenarios: "file:///a%2Fb" }, "scenarios", "it takes paths and file: URLs"],
    [{ scenario: "x" }, "scenario", 'run has an unknown option "scenario"'],
    [{ scenarios, cwd: 5 }, "cwd", "cwd is 5"],
    [{ scenarios, cwd: "/no/such/folder" }, "cwd", 'cwd is "/no/such/folder", but it takes the path of a folder that exists'],
    [{ scenarios, signal: "now" }, "signal", "it takes an AbortSignal"],
    [{ scenarios, onEvent: 5 }, "onEvent", "onEvent is 5, but it takes a function"],
    [{ scenarios, users: 0 }, "users", "users is 0"],
    [{ scenarios, users: null }, "users", "users is null"],
    [{ scenarios, users: "2" }, "users", 'users is "2", but it takes a whole number from 1 to 1000000'],
    [{ scenarios, duration: "30" }, "duration", 'duration is "30"'],
    [{ scenarios, thresholds: 5 }, "thresholds", "thresholds is 5"],
    [{ scenarios, browser: "chromum" }, "browser", "chromum"],
  ])("refuses %j before anything is started", async (options, option, message) => {
    const error = await wrong(options);
    expect(error).toMatchObject({ code: "INVALID_OPTION", details: { option } });
    expect(error.message).toContain(message);
  });
});

it("run resolves to an error for each scenario that it was aborted before", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "live-load-library-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const source =
    'import { defineScenario } from "live-load"; export default defineScenario({ name: "x", run: (c) => c.halt() });';
  for (const name of ["one", "two"]) await writeFile(join(cwd, `${name}.scenario.mjs`), source);
  const outcomes = await run({ scenarios: "*.scenario.mjs", cwd, signal: AbortSignal.abort() });
  expect([...outcomes.keys()]).toEqual(["one", "two"]);
  for (const error of outcomes.values())
    expect(error).toMatchObject({ code: "ABORTED", message: expect.stringContaining("before the scenario began") });
});

describe("the functions for scenarios, called with wrong arguments", () => {
  it.each([
    ["defineScenario", []],
    ["defineScenario", [null]],
    ["defineScenario", [{ name: Symbol("x"), run: () => {} }]],
    ["defineScenario", [{ name: "x", run: "click" }]],
    ["defineScenario", [{ name: "x", run: () => {}, assigns: 5 }]],
    ["defineScenario", [{ name: "x", run: () => {}, data: { people: {} } }]],
    ["defineScenario", [{ name: "x", run: () => {}, uzers: 1 }]],
    ["mix", []],
    ["mix", ["x", {}]],
    ["mix", ["x", { "a.scenario.ts": 0 }]],
    ["mix", ["x", { "a.scenario.ts": 1 }, 5]],
    ["mix", ["x", { "": 1 }]],
    ["mix", [5, { "a.scenario.ts": 1 }]],
    ["rate", []],
    ["rate", ["a", 10n]],
    ["rate", ["a", {}]],
    ["interarrival", ["a", null]],
    ["interarrival", ["a"]],
    ["parallelism", ["a", "3"]],
    ["parallelism", [null, 3]],
    ["csv", []],
    ["csv", ["a.csv", 5]],
    ["csv", ["a.csv", null]],
    ["csv", ["a.csv", { delimiter: 5 }]],
    ["json", [{}]],
    ["json", ["a.json", { mode: "once" }]],
    ["asset", []],
    ["asset", [5]],
    ["asset", ["./x"]],
    ["inFrame", []],
    ["inFrame", ["#a", 5]],
    ["defineConfig", []],
    ["defineConfig", ["users"]],
  ])("%s throws INVALID_OPTION (case %#)", async (name, args) => {
    const error = await refusal(() => untyped[name]?.(...args));
    expect(error.code).toBe("INVALID_OPTION");
    expect(error.message).not.toMatch(/Cannot (read|destructure)|is not a function|undefined \(/);
  });
});

describe("option names in the library's messages", () => {
  it.each([
    ["allow more with --max-nodes 500, use larger nodes", "allow more with maxAllowedNodes: 500, use larger nodes"],
    ["allow it with --backend-option overcommit=true", "allow it with backendOptions: { overcommit: true }"],
    ["--backend-option nodes.cpus=0.5 does", "backendOptions: { nodes: { cpus: 0.5 } } does"],
    ["stages of rates ramp up: --stage 30s:20/s", 'stages of rates ramp up: stages: "30s:20/s"'],
    ["more machines, such as with --backend kubernetes", 'more machines, such as with backend: "kubernetes"'],
    ["choose another one with --out", "choose another one with out"],
    ["--setup-timeout gives it longer", "setupTimeout gives it longer"],
    ["write --output otlp=http://HOST:PORT", 'write outputs: "otlp=http://HOST:PORT"'],
    ["kubectl create rolebinding live-load --role=live-load", "kubectl create rolebinding live-load --role=live-load"],
    ["in a container: --shm-size=1g", "in a container: --shm-size=1g"],
  ])("%s", (flags, options) => {
    expect(optionWords(flags)).toBe(options);
  });

  it("keeps code, details and cause of an error", () => {
    const cause = new Error("why");
    const error = new LiveLoadError("NODE_TOO_SMALL", "no", { hint: "see --out", details: { a: 1 }, cause });
    expect(errorInOptionWords(error)).toMatchObject({
      code: "NODE_TOO_SMALL",
      message: "no",
      hint: "see out",
      details: { a: 1 },
      cause,
    });
    const silent = new LiveLoadError("INTERNAL", "no");
    expect(errorInOptionWords(silent)).toBe(silent);
  });

  it("appear in the errors of run", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "live-load-library-"));
    onTestFinished(() => rm(cwd, { recursive: true, force: true }));
    await writeFile(join(cwd, "x.scenario.mjs"), 'import { defineScenario } from "live-load";');
    const error = await refusal(() => run({ scenarios: "x.scenario.mjs", cwd, maxUsers: 3, rate: "5/s", rampUp: "1s" }));
    expect(error).toMatchObject({ code: "INVALID_OPTION", hint: 'stages of rates ramp up: stages: "30s:20/s"' });
  });
});
