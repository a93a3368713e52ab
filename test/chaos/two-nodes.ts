import { readdirSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { RunResult } from "../../src/result/model.js";
import { liveLoad, processesOfRun, type RunningCommand, resultIn, temporaryFolder } from "../e2e/command.js";
import type { Target } from "../target/target.js";

/** A run under way. */
export interface ChaosRun {
  readonly command: RunningCommand;
  readonly out: string;
  readonly runId: string;
}

/** Clicks on the counter page in a loop. */
const SCENARIO = `import { defineScenario } from "live-load";
export default defineScenario({
  name: "counter",
  config: (options) => ({ baseUrl: options.baseUrl ?? "" }),
  run: (context, _userId, config) =>
    context.navigate(\`\${config.baseUrl}/counter\`).waitForLiveView().click("#inc").waitForPhxLoadingCompletion("click", "#inc").think("0.3s"),
});`;

/** One user on each of two nodes, whose lease is six seconds. */
const CONFIG = `export default {
  users: 2,
  browser: "playwright",
  backendOptions: { nodes: { cpus: 0.9, memory: "3GiB" } },
  poolOptions: { idleShutdownAfter: "6s" },
};`;

/** Starts the counter on two nodes and waits until iterations have come from both. */
export function startTwoNodes(target: Target, ...args: readonly string[]): Promise<ChaosRun> {
  return startCounter(target, CONFIG, ...args);
}

/** Starts the counter with a config file, and waits until four iterations have ended. */
export function startCounter(target: Target, config: string, ...args: readonly string[]): Promise<ChaosRun> {
  return startScenario(target, { scenario: SCENARIO, config, until: /(?:[4-9]|[1-9]\d+) iterations \(/ }, ...args);
}

/** Runs the counter with a config file, without interference. */
export async function runCounter(target: Target, config: string, ...args: readonly string[]): Promise<RunResult> {
  const { result } = await endOf(await startScenario(target, { scenario: SCENARIO, config, until: /users? for/ }, ...args));
  return result;
}

/** Starts a scenario with a config file, and waits until the command has shown a text. */
export async function startScenario(
  target: Target,
  { scenario, config, until }: { readonly scenario: string; readonly config: string; readonly until: RegExp },
  ...args: readonly string[]
): Promise<ChaosRun> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "counter.scenario.ts"), scenario);
  await writeFile(join(cwd, "liveload.config.mjs"), config);
  const out = join(cwd, "report");
  const all = ["run", "counter.scenario.ts", "--out", out, "--option", `baseUrl=${target.url}`, ...args];
  const command = liveLoad(all, { cwd });
  await command.shown(until);
  const { runId } = JSON.parse(await readFile(join(out, ".liveload.lock"), "utf8")) as { runId: string };
  return { command, out, runId };
}

/** The node's process whose command line contains the text. */
export function processOf(runId: string, node: string, part: "watchdog.js" | "runner.js" | "chrom"): number {
  const found = processesOf(runId, node).filter(
    ({ command }) =>
      command.includes(part) &&
      // A browser's children carry `--type`; Debian starts the browser through a shell that waits for it.
      !(part === "chrom" && (/^\/bin\/sh |--type=/.test(command) || command.includes("runner.js"))),
  );
  expect(found.length, `one ${part} of ${node}`).toBeGreaterThan(0);
  return found[0]?.pid ?? Number.NaN;
}

/** A process as /proc shows it. */
interface ShownProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes of a node: those with its environment, and their descendants, since renderers hide their environment. */
export function processesOf(runId: string, node: string): readonly ShownProcess[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(shownProcess);
  const isOfNode = ({ pid }: ShownProcess) => textOf(`/proc/${pid}/environ`).includes(`LIVELOAD_NODE=${runId}/${node}\0`);
  const found = new Set(all.filter(isOfNode));
  for (let size = 0; size < found.size; ) {
    size = found.size;
    const pids = new Set([...found].map(({ pid }) => pid));
    for (const process of all) if (pids.has(process.parent)) found.add(process);
  }
  return [...found];
}

function shownProcess(pid: string): ShownProcess {
  // State and parent follow the name, which may contain anything.
  const parent = Number(textOf(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ")[1]);
  return { pid: Number(pid), parent, command: textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ") };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The result at the run's end, with nothing left behind and every iteration accounted for. */
export async function endOf({ command, out, runId }: ChaosRun): Promise<{
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
