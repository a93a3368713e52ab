import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { liveLoad, temporaryFolder } from "./command.js";

const HALTING = `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", run: (c) => c.halt() });`;

async function run(files: Readonly<Record<string, string>>, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const cwd = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
  return liveLoad(["run", ...args], { cwd, env }).ended;
}

describe("an error before anything starts", () => {
  it.each([
    ["--users 0", ["x.scenario.ts", "--users", "0"], 104, '--users is "0", but it takes a whole number'],
    ["--duration nonsense", ["x.scenario.ts", "--duration", "nonsense"], 104, '--duration is "nonsense"'],
    ["an unknown flag", ["x.scenario.ts", "--usres", "3"], 104, "unknown option '--usres'"],
    ["a missing scenario file", ["y.scenario.ts"], 104, 'there is no scenario file "y.scenario.ts"'],
    ["an unknown reporter", ["x.scenario.ts", "--reporter", "htm"], 104, "htm"],
    ["an unknown backend", ["x.scenario.ts", "--backend", "locall"], 104, "locall"],
    ["an unknown browser", ["x.scenario.ts", "--browser", "playwrite"], 104, "playwrite"],
    ["a threshold on an unknown metric", ["x.scenario.ts", "--threshold", "step_durations: p(95)<1"], 104, "step_durations"],
    ["a missing config file", ["x.scenario.ts", "--config", "nope.ts"], 104, "nope.ts"],
    ["a rate without users", ["x.scenario.ts", "--rate", "5/s"], 104, "--rate needs --max-users"],
    ["a short calibration", ["x.scenario.ts", "--calibrate", "--calibration-time", "5s"], 104, "it takes at least 10s"],
    ["an unknown outcome", ["x.scenario.ts", "--threshold", "iterations{faild}: count<1"], 104, 'names "faild"'],
    ["--json and --in-cluster", ["x.scenario.ts", "--in-cluster", "--json"], 104, "--json and --in-cluster exclude each other"],
  ] as const)("is a short message for %s", async (_what, args, code, message) => {
    const ended = await run({ "x.scenario.ts": HALTING }, args);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(code);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
    expect(ended.stderr.trim().split("\n").length).toBeLessThanOrEqual(3);
  });

  it("suggests the intended flag", async () => {
    const ended = await run({ "x.scenario.ts": HALTING }, ["x.scenario.ts", "--user", "3"]);
    expect(ended.stderr).toContain("--users");
  });

  it.each([
    ["a syntax error", "export default {{;", /x\.scenario\.ts:1:1\d/],
    ["no scenario", "export const a = 1;", /x\.scenario\.ts.*scenario/],
    ["an import that does not exist", `import { nope } from "live-load"; export default nope;`, /nope/],
    ["a missing asset", `import { asset } from "live-load"; asset("./users.csv");`, /the asset "\.\/users\.csv" cannot be sent/],
    ["code that throws", `throw new Error("on load");`, /on load/],
    [
      "code that ends the process",
      "process.exit(0);",
      /SCENARIO_LOAD_FAILED: x\.scenario\.ts:1:9 could not be loaded: it called process\.exit\(0\)/,
    ],
    [
      "a config that throws",
      `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", config: () => { throw new Error("no base url"); }, run: (c) => c.halt() });`,
      /no base url/,
    ],
  ])("exits with 107 for a scenario file with %s", async (_what, source, message) => {
    const ended = await run({ "x.scenario.ts": source }, ["x.scenario.ts"]);
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(107);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });

  it("ends at once on Ctrl-C while config waits, and with the last line of --json", async () => {
    const cwd = await temporaryFolder();
    const config = `config: async () => { console.info("waiting"); await new Promise((done) => setTimeout(done, 600_000)); },`;
    const source = `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", ${config} run: (c) => c.halt() });`;
    await writeFile(join(cwd, "x.scenario.ts"), source);
    const command = liveLoad(["run", "x.scenario.ts", "--json"], { cwd });
    await command.shown("waiting");
    command.child.kill("SIGINT");
    const ended = await command.ended;
    expect(ended.code, ended.stderr).toBe(130);
    expect(ended.stdout.trim().split("\n").at(-1)).toContain('"type":"run-ended"');
  });

  it("ends code that never pauses, says where it is, and hears Ctrl-C meanwhile", async () => {
    const files = { "x.scenario.ts": "const wait: boolean = true;\n\nwhile (wait) {}\n" };
    const late = await run(files, ["x.scenario.ts", "--setup-timeout", "1s"]);
    expect(late.stderr).toMatch(
      /\nerror SCENARIO_LOAD_FAILED: your code at x\.scenario\.ts:3:\d+ has kept the command busy for 1 s, without a pause\n +is there a loop without an end\? --setup-timeout gives it longer\n$/,
    );
    expect(late.code, late.stderr).toBe(107);

    const cwd = await temporaryFolder();
    const config = "config: () => {\n for (;;) {} },";
    const source = `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", ${config} run: (c) => c.halt() });`;
    await writeFile(join(cwd, "x.scenario.ts"), source);
    const command = liveLoad(["run", "x.scenario.ts"], { cwd });
    await command.shown(
      "your code at x.scenario.ts:2:2 keeps the command busy; it is ended after 1 min, or by Ctrl-C now (one before this is not heard)",
    );
    command.child.kill("SIGINT");
    await command.ended;
    expect(command.child.signalCode).toBe("SIGINT");
  });

  it("tells the file and line of a promise that config left unawaited, and goes on", async () => {
    const config = `config: () => {\n void Promise.reject(new Error("no token"));\n },`;
    const throttles = `throttles: async () => { await new Promise((done) => setTimeout(done, 300)); throw new Error("no throttle"); },`;
    const source = `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", ${config} ${throttles} run: (c) => c.halt() });`;
    const ended = await run({ "x.scenario.ts": source }, ["x.scenario.ts"]);
    expect(ended.stderr).toMatch(
      /warning x\.scenario\.ts left a promise unawaited that failed: no token \(.*x\.scenario\.ts:2:\d+\)/,
    );
    expect(ended.stderr).toContain('error CONFIG_FAILED: throttles of the scenario "x" failed: no throttle');
    expect(ended.code, ended.stderr).toBe(107);
    const ofConfigFile = await run(
      {
        "x.scenario.ts": HALTING,
        "liveload.config.mjs": 'void Promise.reject(new Error("no host")); export default { users: 0 };',
      },
      ["x.scenario.ts"],
    );
    expect(ofConfigFile.stderr).toMatch(
      /warning your code left a promise unawaited that failed: no host \(.*liveload\.config\.mjs:1:\d+\)/,
    );
    expect(ofConfigFile.code, ofConfigFile.stderr).toBe(104);
  });

  it("never exits with 0 when a module of the user's ends the process unnoticed", async () => {
    const backend = `export const createBackend = () => ({
      name: "quits", caps: { singleNode: true, bootTimeoutMs: 1000 }, preflight: async () => process.exit(0),
      launch: async function* () {}, diagnose: async () => ({ lines: [] }), stop: async () => {}, list: async () => [], destroyAll: async () => {},
    });`;
    const files = { "x.scenario.ts": HALTING, "quits.mjs": backend };
    const ended = await run(files, ["x.scenario.ts", "--backend", "./quits.mjs", "--json"]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain("the process ended before the command was over");
    expect(ended.stdout.trim().split("\n").at(-1)).toContain('"type":"run-ended"');
  });

  it("gives file and line of a config file that throws, and the folder that cannot be written", async () => {
    const files = { "x.scenario.ts": HALTING, "liveload.config.ts": '\nthrow new Error("no settings") as Error;' };
    const ended = await run(files, ["x.scenario.ts"]);
    expect(ended.stderr).toContain("the config file could not be loaded: liveload.config.ts:2:7: no settings");
    const unwritable = await run(files, ["x.scenario.ts"], { TMPDIR: "/nope" });
    expect(unwritable.stderr).toMatch(/^error FOLDER_NOT_WRITABLE: the folder for temporary files \/nope/);
  });

  it("explains that bundling keeps a package from finding a file next to it", async () => {
    const cwd = await temporaryFolder();
    const beside = join(cwd, "node_modules/beside");
    await mkdir(beside, { recursive: true });
    await writeFile(join(beside, "package.json"), '{ "name": "beside", "main": "index.js" }');
    await writeFile(join(beside, "index.js"), 'module.exports = require("node:fs").readFileSync(__dirname + "/a.txt");');
    const body = `import { defineScenario } from "live-load"; export default defineScenario({ name: "x", run: (c) => c.halt() });`;
    await writeFile(join(cwd, "x.scenario.ts"), `import a from "beside"; console.info(a); ${body}`);
    const url = 'readFileSync(new URL("./a.txt", import.meta.url))';
    await writeFile(join(cwd, "y.scenario.ts"), `import { readFileSync } from "node:fs"; console.info(${url}); ${body}`);
    for (const file of ["x.scenario.ts", "y.scenario.ts"]) {
      const ended = await liveLoad(["run", file], { cwd }).ended;
      expect(ended.stderr).toContain("a scenario and the packages that it imports are bundled into one file");
      expect(ended.stderr).toContain('asset("./file")');
      expect(ended.code).toBe(107);
    }
  });

  it.skipIf(noBrowser !== undefined)("gives file and line in a CommonJS scenario, which runs otherwise", async () => {
    const cwd = await temporaryFolder();
    await writeFile(
      join(cwd, "x.scenario.js"),
      `const { defineScenario } = require("live-load");
exports.default = defineScenario({ name: "x", duration: "1s", run: async (context) => {
  await context.goto("/");
} });`,
    );
    const ended = await liveLoad(["run", "x.scenario.js"], { cwd }).ended;
    expect(ended.stdout).toMatch(
      /context\.goto is not a function: did you mean the step\s+navigate\?\s+\(x\.scenario\.js:3:17\)/,
    );
    expect(ended.code).toBe(99);
  });

  it.skipIf(noBrowser !== undefined)("says how many users the machine's memory can hold when there are more", async () => {
    const ended = await run({ "x.scenario.ts": HALTING }, ["x.scenario.ts", "--users", "100000"]);
    expect(ended.stderr).toMatch(/error NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES: 100,000 users need about \d+ GiB of memory/);
    expect(ended.stderr).toMatch(/run at most [\d,]+ users? here/);
    expect(ended.code).toBe(106);
  });

  it("has the platform's reason when a node does not join after all attempts", async () => {
    const backend = `export const createBackend = () => ({
      name: "stuck",
      caps: { singleNode: true, bootTimeoutMs: 30000 },
      preflight: async () => {},
      launch: async function* (specs, signal) {
        for (const { nodeId } of specs) yield { type: "created", ref: { nodeId, id: nodeId } };
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      },
      diagnose: async () => ({ status: "pending", lastLines: ["there is no room on any machine"] }),
      stop: async () => {}, list: async () => [], destroyAll: async () => {},
    });`;
    const config = `export default { backend: "./stuck.mjs", poolOptions: { bootTimeout: "300ms", bootAttempts: 2 } };`;
    const ended = await run({ "x.scenario.ts": HALTING, "stuck.mjs": backend, "liveload.config.mjs": config }, ["x.scenario.ts"]);
    expect(ended.stderr).toMatch(
      /the node x-1-2 did not join within 0.3 s \(pending\); its last line was: there is no room on any machine/,
    );
    expect(ended.stderr).toContain("poolOptions.bootTimeout");
    expect(ended.code).toBe(106);
  });

  it("names a scenario name that cannot be part of resource names", async () => {
    const ended = await run({ "x.scenario.ts": HALTING.replace('"x"', '"价格"') }, ["x.scenario.ts"]);
    expect(ended.stderr).toContain("no resource name can be made from the scenario's name");
    expect(ended.code).toBe(106);
  });

  it("shows the stack when debugging", async () => {
    const ended = await run({ "x.scenario.ts": `throw new Error("on load");` }, ["x.scenario.ts"], { LIVELOAD_DEBUG: "1" });
    expect(ended.stderr).toMatch(/x\.scenario\.ts:1/);
  });

  it("says how to install a browser when there is none", async () => {
    const cwd = await temporaryFolder();
    const ended = await run({ "x.scenario.ts": HALTING }, ["x.scenario.ts", "--duration", "1s"], {
      PATH: cwd,
      HOME: cwd,
      LIVELOAD_BROWSER_PATH: "",
    });
    expect(ended.stderr).toContain("live-load install");
    expect(ended.code).toBe(106);
  });

  it("leaves a result even when the cluster could not be created", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "x.scenario.ts"), HALTING);
    const ended = await liveLoad(["run", "x.scenario.ts", "--out", "out"], {
      cwd,
      env: { PATH: cwd, HOME: cwd, LIVELOAD_BROWSER_PATH: "" },
    }).ended;
    const { resultIn } = await import("./command.js");
    expect(ended.code).toBe(106);
    expect(resultIn(join(cwd, "out"))).toMatchObject({ verdict: "error", verdictReasons: [{ code: "BROWSER_NOT_FOUND" }] });
  });
});
