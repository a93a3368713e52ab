import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { startTarget, type Target } from "../target/target.js";
import { liveLoad, processesOfRun, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

const SLICES = [
  "--browser",
  "playwright",
  "--backend-option",
  "nodes.cpus=0.5",
  "--backend-option",
  "nodes.memory=2GiB",
  "--backend-option",
  "overcommit=true",
];

async function runSliced(...args: readonly string[]) {
  const out = join(await temporaryFolder(), "report");
  const all = ["run", "examples/counter.scenario.ts", "--out", out, "--option", `baseUrl=${target.url}`, ...SLICES, ...args];
  const ended = await liveLoad(all, { cwd: resolve(".") }).ended;
  return { ...ended, out, result: existsSync(join(out, "result.json")) ? resultIn(out) : undefined };
}

/** Control groups that were left behind; empty on systems without control groups. */
function cgroupsOf(runId: string): readonly string[] {
  const all = existsSync("/sys/fs/cgroup") ? readdirSync("/sys/fs/cgroup", { recursive: true, encoding: "utf8" }) : [];
  return all.filter((path) => path.endsWith("cgroup.procs") && path.includes(`live-load-${runId}-`));
}

describe.skipIf(noBrowser)(`a machine divided into nodes${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("forms a cluster whose nodes together count what the server counts", async () => {
    target.resetStats();
    const { code, stderr, result } = await runSliced("--users", "3", "--duration", "8s");
    // Half a CPU is little: on a busy machine the quota may throttle a node, which makes the result invalid.
    expectCode({ code, stderr }, result, 0);
    expect(result?.nodes.map(({ users, status }) => [users, status])).toEqual(Array(3).fill([1, "finished"]));
    expect(result?.nodes.map(({ resources }) => resources?.cpus)).toEqual([0.5, 0.5, 0.5]);
    expect(result?.counters.steps?.by["click #inc"]).toBe(target.stats().events.byName.inc);
    const perNode = result?.nodes.reduce((sum, { iterations }) => sum + iterations, 0);
    expect(perNode).toBe(result?.iterations.started);
    expect(result?.startSkewMs).toBeLessThan(2000);
    expect(await processesOfRun(result?.runId ?? "")).toEqual([]);
    expect(cgroupsOf(result?.runId ?? "")).toEqual([]);
  });

  it("rejects more nodes than allowed, and removes the first node", async () => {
    const { code, stderr, result } = await runSliced("--users", "5", "--max-nodes", "3");
    expect(code).toBe(106);
    expect(stderr).toContain("5 users need 5 nodes with 1 each, and 3 are allowed");
    expect(stderr).toContain("--max-nodes 5");
    expect(result).toMatchObject({ verdict: "error", verdictReasons: [{ code: "NECESSARY_NODES_EXCEEDS_MAX_ALLOWED_NODES" }] });
    expect(await processesOfRun(result?.runId ?? "")).toEqual([]);
  });

  it("can be planned without any load", async () => {
    const args = ["plan", "examples/counter.scenario.ts", "--users", "5", "--duration", "1m", ...SLICES];
    const allowed = await liveLoad(args).ended;
    expect(allowed.code, allowed.stderr).toBe(0);
    expect(allowed.stdout).toMatch(/Load +5 users for 1 min/);
    expect(allowed.stdout).toMatch(/Node +0.5 CPUs \(/);
    expect(allowed.stdout).toMatch(/Users per node +1: 1 by CPU, \d+ by memory/);
    expect(allowed.stdout).toMatch(/Nodes +5 nodes/);
    const refused = await liveLoad([...args, "--max-nodes", "3"]).ended;
    expect(refused.code).toBe(106);
    expect(refused.stdout).toContain("allow more with --max-nodes 5");
  });

  it("rejects slices too small for a single user", async () => {
    const { code, stderr } = await runSliced("--users", "1", "--backend-option", "nodes.memory=600MiB");
    expect(code).toBe(106);
    expect(stderr).toMatch(/not even one user fits.*MiB of memory/);
  });
});
