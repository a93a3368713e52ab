import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { startTarget, type Target } from "../target/target.js";
import { endOf, startTwoNodes } from "./two-nodes.js";

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

/** Leaves a twentieth of a CPU in each tenth of a second. */
function starve(file: string): void {
  writeFileSync(file, file.endsWith("cpu.max") ? "5000 100000" : "5000");
}

describe.skipIf(noBrowser)(`a node that is starved${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("makes the result invalid, with node, time and cause", async ({ skip }) => {
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
