import { readdirSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { RunResult } from "../../src/result/model.js";
import { liveLoad, processesOfRun, type RunningCommand, resultIn, temporaryFolder } from "../e2e/command.js";
import type { Target } from "../target/target.js";

/** A run with one user on each of two nodes, whose lease is six seconds. */
export interface TwoNodes {
  readonly command: RunningCommand;
  readonly out: string;
  readonly runId: string;
}

/** The counter, again and again. */
const SCENARIO = `import { defineScenario } from "live-load";
export default defineScenario({
  name: "counter",
  config: (options) => ({ baseUrl: options.baseUrl ?? "" }),
  run: (context, _userId, config) =>
    context.navigate(\`\${config.baseUrl}/counter\`).waitForLiveView().click("#inc").waitForPhxLoadingCompletion("click", "#inc").think("0.3s"),
});`;

const CONFIG = `export default {
  users: 2,
  browser: "playwright",
  backendOptions: { nodes: { cpus: 0.9, memory: "3GiB" } },
  poolOptions: { idleShutdownAfter: "6s" },
};`;

/** Starts it and waits until iterations have come from both nodes. */
export async function startTwoNodes(target: Target, ...args: readonly string[]): Promise<TwoNodes> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "counter.scenario.ts"), SCENARIO);
  await writeFile(join(cwd, "liveload.config.mjs"), CONFIG);
  const out = join(cwd, "report");
  const all = ["run", "counter.scenario.ts", "--out", out, "--option", `baseUrl=${target.url}`, ...args];
  const command = liveLoad(all, { cwd });
  // Ten of two users: each of them has had its turn.
  await command.shown(/[1-9]\d+ iterations \(/);
  const { runId } = JSON.parse(await readFile(join(out, ".liveload.lock"), "utf8")) as { runId: string };
  return { command, out, runId };
}

/** The process of a node that has this in its command line. */
export function processOf(runId: string, node: string, part: "watchdog.js" | "runner.js" | "chrom"): number {
  const found = readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    const command = textOf(`/proc/${name}/cmdline`).replaceAll("\0", " ");
    const isOfNode = textOf(`/proc/${name}/environ`).includes(`LIVELOAD_NODE=${runId}/${node}`);
    // A browser's children say what kind they are; Debian starts it through a shell that waits for it.
    return (
      isOfNode &&
      command.includes(part) &&
      !(part === "chrom" && (/^\/bin\/sh |--type=/.test(command) || command.includes("runner.js")))
    );
  });
  expect(found.length, `one ${part} of ${node}`).toBeGreaterThan(0);
  return Number(found[0]);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The run's end: what the result says, with nothing left behind and every iteration accounted for. */
export async function endOf({ command, out, runId }: TwoNodes): Promise<{
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly result: RunResult;
}> {
  const { code, stdout, stderr } = await command.ended;
  const result = resultIn(out);
  const { started, succeeded, failed, interrupted, abortedInfra } = result.iterations;
  expect(started).toBe(succeeded + failed + interrupted + abortedInfra);
  const { users } = result;
  expect(users.requested).toBe(users.succeeded + users.failed + users.lost + users.neverStarted);
  expect(await processesOfRun(runId), stderr).toEqual([]);
  return { code, stdout, stderr, result };
}
