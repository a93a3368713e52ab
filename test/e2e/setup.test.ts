import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { eventually } from "./command.js";
import { expectCode } from "./expect-code.js";
import { ONE_USER_PER_NODE, runFiles, startFiles, startVisitors } from "./visitors.js";

/** A scenario that records on the controller what is called there. */
const scenario = (parts: string) => `
  import { appendFileSync } from "node:fs";
  import { defineScenario } from "live-load";
  const note = (line: string) => appendFileSync("calls.txt", line + "\\n");
  export default defineScenario({
    name: "setting up",
    config: (options) => ({ baseUrl: options.baseUrl ?? "" }),
    ${parts}
  });`;
const TEARDOWN = 'teardown: (_config, value) => note("teardown " + JSON.stringify(value)),';
const RUN = 'run: (context) => context.navigate("/run?token=" + context.setup.token),';
const callsIn = (folder: string) => readFile(join(folder, "calls.txt"), "utf8").catch(() => "");

describe.skipIf(noBrowser)(`setup and teardown${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("run once on the controller, and every user on every node gets the data of setup", async () => {
    const site = await startVisitors();
    const source = scenario(`
      setup: async ({ baseUrl }) => {
        note("setup");
        await fetch(baseUrl + "/setup?by=controller");
        return { token: "secret", list: [1, { deep: true }] };
      },
      ${TEARDOWN}
      run: async (context) => {
        let frozen = false;
        try {
          (context.setup as { token: string }).token = "changed";
        } catch {
          frozen = true;
        }
        await context.navigate(\`/run?token=\${context.setup.token}&deep=\${JSON.stringify(context.setup.list)}&frozen=\${frozen}&user=\${context.userId}\`);
      },`);
    const args = ["--users", "3", "--duration", "3s", "--option", `baseUrl=${site.url}`, ...ONE_USER_PER_NODE];
    const { code, stderr, folder, result } = await runFiles({ "setup.scenario.ts": source }, ...args);
    expectCode({ code, stderr }, result, 0);
    expect(result?.nodes).toHaveLength(3);
    expect(await callsIn(folder)).toBe('setup\nteardown {"token":"secret","list":[1,{"deep":true}]}\n');
    expect(site.visits[0]).toBe("/setup?by=controller");
    expect(new Set(site.seen("/run", "token"))).toEqual(new Set(["secret"]));
    expect(new Set(site.seen("/run", "deep"))).toEqual(new Set(['[1,{"deep":true}]']));
    expect(new Set(site.seen("/run", "frozen"))).toEqual(new Set(["true"]));
    expect(new Set(site.seen("/run", "user"))).toEqual(new Set(["1", "2", "3"]));
  });

  it("end the run before anything starts when setup fails, with the line in the user's code", async () => {
    const cases: [string, RegExp][] = [
      [
        'setup: () => { throw new Error("no accounts"); },',
        /setup of the scenario "setting up" failed: no accounts \(.*setup\.scenario\.ts:8:\d+\)/,
      ],
      [
        "setup: async () => ({ users: [{ since: new Date() }] }),",
        /setup of the scenario "setting up" returned a Date at users\[0\]\.since, which is not JSON-serializable/,
      ],
      [
        "setup: () => new Promise<void>(() => {}), setupTimeout: 300,",
        /setup of the scenario "setting up" took longer than 300 ms/,
      ],
    ];
    for (const [setup, message] of cases) {
      const source = scenario(`${setup} ${TEARDOWN} run: (context) => context.halt(),`);
      const { code, stderr, folder, result } = await runFiles({ "setup.scenario.ts": source });
      expect(code, stderr).toBe(107);
      expect(stderr).toMatch(message);
      expect(result).toMatchObject({ verdict: "error", verdictReasons: [{ code: "SETUP_FAILED" }], nodes: [] });
      expect(await callsIn(folder)).toBe("");
    }
  });

  it("survive a stray promise rejection in setup", async () => {
    const site = await startVisitors();
    const source = scenario(`
      setup: () => {
        void new Promise((_, refuse) => setTimeout(() => refuse(new Error("the poll broke")), 1000));
        return { token: "t" };
      },
      ${TEARDOWN} ${RUN}`);
    const args = ["--duration", "3s", "--option", `baseUrl=${site.url}`];
    const { code, stderr, folder, result } = await runFiles({ "setup.scenario.ts": source }, ...args);
    expectCode({ code, stderr }, result, 0);
    expect(stderr).toMatch(
      /warning.* setup of the scenario "setting up" left a promise unawaited that failed: the poll broke \(.*setup\.scenario\.ts:10:\d+\)/,
    );
    expect(await callsIn(folder)).toBe('teardown {"token":"t"}\n');
  });

  it("run teardown even when the run fails or is interrupted; its failure is a warning", async () => {
    const setup = 'setup: () => ({ token: "t" }),';
    const failing = scenario(`${setup} ${TEARDOWN} ${RUN}`);
    const refused = await runFiles({ "setup.scenario.ts": failing }, "--users", "9", "--max-nodes", "2", ...ONE_USER_PER_NODE);
    expect(refused.code, refused.stderr).toBe(106);
    expect(await callsIn(refused.folder)).toBe('teardown {"token":"t"}\n');

    const site = await startVisitors();
    // Listeners of the scenario's own may not end the run without its report.
    const ends = 'process.on("SIGINT", async () => { await null; process.exit(0); });';
    const throwing = `${ends} ${scenario(`${setup} teardown: () => { note("teardown"); throw new Error("still there"); }, ${RUN}`)}`;
    const { command, folder } = await startFiles({ "setup.scenario.ts": throwing }, [
      "--duration",
      "5m",
      "--option",
      `baseUrl=${site.url}`,
    ]);
    await eventually("the first visit", () => site.visits.length > 0);
    command.child.kill("SIGINT");
    const { code, stderr } = await command.ended;
    expect(code, stderr).toBe(130);
    expect(await callsIn(folder)).toBe("teardown\n");
    expect(stderr).toContain("warning your code called process.exit(0), which is left out");
    expect(stderr).toMatch(/warning.* teardown of the scenario "setting up" failed: still there \(.*setup\.scenario\.ts:8:\d+\)/);
  });
});

describe.skipIf(noBrowser)(`user hooks${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("run once per user, before and after its iterations, and do not count in their figures", async () => {
    const site = await startVisitors();
    const source = scenario(`
      beforeUser: (context, userId) => context.navigate(\`/before?user=\${userId}\`),
      afterUser: (context, userId) => context.navigate(\`/after?user=\${userId}\`),
      run: (context, userId) => context.navigate(\`/run?user=\${userId}\`).think("0.2s"),`);
    const args = ["--users", "2", "--duration", "3s", "--option", `baseUrl=${site.url}`];
    const { code, stderr, result } = await runFiles({ "hooks.scenario.ts": source }, ...args);
    expectCode({ code, stderr }, result, 0);
    expect(site.seen("/before", "user").sort()).toEqual(["1", "2"]);
    expect(site.seen("/after", "user").sort()).toEqual(["1", "2"]);
    const { succeeded = 0, interrupted = 0 } = result?.iterations ?? {};
    expect(site.seen("/run", "user")).toHaveLength(succeeded + interrupted);
    expect(site.visits.at(-1)).toMatch(/^\/after/);
  });

  it("that fail count as failed iterations with their step, after which the user starts over", async () => {
    const site = await startVisitors();
    const source = scenario(`
      beforeUser: (context) => context.navigate("/login").click("#missing", { timeout: 100 }),
      run: (context) => context.navigate("/run"),`);
    const args = ["--duration", "3s", "--option", `baseUrl=${site.url}`];
    const { code, stderr, result } = await runFiles({ "hooks.scenario.ts": source }, ...args);
    // On a busy machine the generator may be sick as well.
    expect([98, 99], stderr).toContain(code);
    expect(site.visits).not.toContain("/run");
    expect(result?.iterations.failed).toBe(site.visits.length);
    expect(result?.iterations.succeeded).toBe(0);
    expect(result?.histograms.iteration_duration).toBeUndefined();
    expect(result?.failures).toMatchObject([
      { category: "step", sample: { operation: "click #missing", page: "/login", step: 2 } },
    ]);
    expect(result?.failures[0]?.sample?.message).toMatch(/^in beforeUser: step 2: click "#missing" failed on \/login/);
  });
});
