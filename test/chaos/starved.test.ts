import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { noBrowser } from "../browser-available.js";
import { MEASURES_TIME } from "../fixtures/measures-time.js";
import { startTarget, type Target } from "../target/target.js";
import { endOf, startScenario, startTwoNodes } from "./two-nodes.js";

/** A page that blocks its own thread for hundreds of milliseconds, again and again. */
const SLOW_PAGE = `import { defineScenario } from "live-load";
export default defineScenario({
  name: "counter",
  config: (options) => ({ baseUrl: options.baseUrl ?? "" }),
  beforeUser: (context, _userId, config) => context.navigate(\`\${config.baseUrl}/list?n=5000\`).waitForLiveView(),
  run: (context) => context.click("#update").waitForPhxLoadingCompletion("click", "#update").think("0.3s"),
});`;
const ITERATED = /[1-9]\d* iterations? \(/;
const ONE_USER = "export default { users: 1 };";
const ONE_SLICE = 'export default { users: 1, backendOptions: { nodes: { cpus: 2, memory: "1150MiB" }, overcommit: true } };';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

/** The file with the CPU quota of a node's slice; `undefined` where slices are not enforced. */
function quotaOf(runId: string, node: string): string | undefined {
  const root = "/sys/fs/cgroup";
  const folders = existsSync(root) ? readdirSync(root, { recursive: true, encoding: "utf8" }) : [];
  const files = folders.filter((path) => path.includes(runId) && path.includes(node) && /\/cpu\.(max|cfs_quota_us)$/.test(path));
  return files[0] === undefined ? undefined : join(root, files[0]);
}

/** Leaves a twentieth of a CPU, in periods of 100 ms. */
function starve(file: string): void {
  writeFileSync(file, file.endsWith("cpu.max") ? "5000 100000" : "5000");
}

describe.skipIf(noBrowser)(`a node starved of CPU${noBrowser === undefined ? "" : ` (${noBrowser})`}`, MEASURES_TIME, () => {
  it("makes the result invalid, which names the node, the time and the cause", async ({ skip }) => {
    const run = await startTwoNodes(target, "--duration", "25s");
    const quota = quotaOf(run.runId, "counter-2");
    if (quota === undefined) {
      run.command.child.kill("SIGINT");
      await run.command.ended;
      return skip("slices are not enforced here: there is no control group to take CPU from");
    }
    starve(quota);
    const { code, stderr, result } = await endOf(run);
    expect(code, stderr).toBe(98);
    expect(result.verdict).toBe("invalid");
    expect(result.verdictReasons[0]).toMatchObject({ code: "sick-node", node: "counter-2" });
    expect(result.verdictReasons[0]?.message).toMatch(/node counter-2: its CPU quota held it back/);
    const windows = result.sick.windows.filter(({ node }) => node === "counter-2");
    expect(windows.some(({ cause, fromMs, toMs }) => cause === "cpu-throttled" && toMs - fromMs >= 1000)).toBe(true);
    for (const report of ["report.html", "report.md"]) {
      const text = readFileSync(join(run.out, report), "utf8");
      expect(text).toContain("counter-2");
      expect(text).toMatch(/CPU quota held it back|cpu-throttled/);
    }
  });
});

describe.skipIf(noBrowser)(`a slow page${noBrowser === undefined ? "" : ` (${noBrowser})`}`, MEASURES_TIME, () => {
  it("passes on an otherwise idle machine", async () => {
    const run = await startScenario(target, { scenario: SLOW_PAGE, config: ONE_USER, until: ITERATED }, "--duration", "20s");
    const { code, result, stderr } = await endOf(run);
    expect(result.histograms.liveview_event_patch_duration?.aggregate.p50, "the page is slow").toBeGreaterThan(100);
    expect(result.sick, stderr).toMatchObject({ userSeconds: 0, windows: [] });
    expect(code).toBe(0);
  });

  it("does not pass on a node with a cut CPU quota", async ({ skip }) => {
    const run = await startScenario(target, { scenario: SLOW_PAGE, config: ONE_SLICE, until: ITERATED }, "--duration", "20s");
    const quota = quotaOf(run.runId, "counter-1");
    if (quota === undefined) {
      run.command.child.kill("SIGINT");
      await run.command.ended;
      return skip("slices are not enforced here: there is no control group to take CPU from");
    }
    starve(quota);
    const { code, result } = await endOf(run);
    expect(code).toBe(98);
    expect(result.verdict).toBe("invalid");
  });

  it("does not pass on a machine whose CPUs are all busy with other work", async () => {
    const run = await startScenario(target, { scenario: SLOW_PAGE, config: ONE_USER, until: ITERATED }, "--duration", "20s");
    const hogs = Array.from({ length: 4 * availableParallelism() }, () => spawn(process.execPath, ["-e", "for (;;);"]));
    onTestFinished(() => {
      for (const hog of hogs) hog.kill("SIGKILL");
    });
    const { code, result } = await endOf(run);
    expect(code).toBe(98);
    expect(result.verdict).toBe("invalid");
  });
});
