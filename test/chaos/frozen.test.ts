import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunResult } from "../../src/result/model.js";
import { noBrowser } from "../browser-available.js";
import { MEASURES_TIME } from "../fixtures/measures-time.js";
import { startTarget, type Target } from "../target/target.js";
import { freezeFor } from "./frost.js";
import { endOf, processesOf, processOf, runCounter, startCounter } from "./two-nodes.js";

const why = noBrowser ?? (process.platform === "linux" ? undefined : "processes are looked up in /proc");

/** Nodes whose memory has room for one user; their CPU is not limited. */
const FOUR_NODES = `export default {
  users: 4,
  backendOptions: { nodes: { cpus: 2, memory: "1150MiB" }, overcommit: true },
};`;
const ONE_NODE = `export default { users: 3 };`;

/** The process to freeze on each of the four nodes. */
const TARGETS = {
  "counter-1": (runId: string, node: string) => [processOf(runId, node, "runner.js")],
  "counter-2": (runId: string, node: string) => [processOf(runId, node, "chrom")],
  "counter-3": renderersOf,
  "counter-4": (runId: string, node: string) => processesOf(runId, node).map(({ pid }) => pid),
} as const;
type NodeName = keyof typeof TARGETS;

type Frost = readonly [fromMs: number, toMs: number];

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());
beforeEach(() => target.resetStats());

describe.skipIf(why)(`a frozen load generator${why === undefined ? "" : ` (${why})`}`, MEASURES_TIME, () => {
  // Each run freezes four targets on four nodes: 24 freezes of 2 s, 8 of 5 s and 8 of 15 s.
  it.each([
    { seconds: 2, times: 2, duration: "18s" },
    { seconds: 2, times: 2, duration: "18s" },
    { seconds: 2, times: 2, duration: "18s" },
    { seconds: 5, times: 1, duration: "16s" },
    { seconds: 5, times: 1, duration: "16s" },
    { seconds: 15, times: 1, duration: "26s" },
    { seconds: 15, times: 1, duration: "26s" },
  ])("never passes after $times × $seconds s of $duration: every frozen second is sick", async ({ seconds, times, duration }) => {
    const run = await startCounter(target, FOUR_NODES, "--duration", duration);
    const frosts = new Map<NodeName, Frost[]>();
    for (let time = 0; time < times; time += 1) {
      if (time > 0) await untilLater(1500 + 1000 * Math.random());
      await Promise.all(
        (Object.keys(TARGETS) as NodeName[]).map(async (node) => {
          // So that freezes begin at different points of a second.
          await untilLater(1000 * Math.random());
          const frost = await freezeFor(seconds * 1000, ...TARGETS[node](run.runId, node));
          frosts.set(node, [...(frosts.get(node) ?? []), frost]);
        }),
      );
    }
    const { code, result, stderr } = await endOf(run);
    expect(result.verdict, stderr).toBe("invalid");
    expect(code).toBe(98);
    for (const [node, of] of frosts) for (const frost of of) expect(healthyIn(result, node, frost), node).toEqual([]);
    expect(result.sick.userSeconds).toBeGreaterThanOrEqual(4 * times * seconds);
    expect(result.nodes.map(({ status }) => status)).toEqual(["finished", "finished", "finished", "finished"]);
    expect(slowestHealthyStep(result), "nothing that spans a freeze is among the healthy samples").toBeLessThan(seconds * 1000);
  });

  it("confines a frozen renderer to its user", async () => {
    const run = await startCounter(target, ONE_NODE, "--duration", "16s");
    const [busiest = Number.NaN] = renderersOf(run.runId, "counter-1").sort((a, b) => ticksOf(b) - ticksOf(a));
    const frost = await freezeFor(5000, busiest);
    const { result } = await endOf(run);
    expect(healthyIn(result, "counter-1", frost)).toEqual([]);
    const unmeasured = result.sick.windows.filter(({ cause }) => cause === "unmeasured");
    const seconds = unmeasured.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / 1000, 0);
    const others = result.sick.windows.filter(({ cause }) => cause !== "unmeasured");
    const otherUserSeconds = others.reduce((sum, { fromMs, toMs }) => sum + (3 * (toMs - fromMs)) / 1000, 0);
    expect(result.sick.userSeconds - otherUserSeconds).toBeLessThanOrEqual(seconds);
    expect(result.sick.userSeconds).toBeGreaterThanOrEqual(5);
  });

  it("loses and flags nothing when watchdogs and the controller freeze for less than the lease", async () => {
    const run = await startCounter(target, FOUR_NODES, "--duration", "28s");
    const watchdogs = Object.keys(TARGETS).map((node) => processOf(run.runId, node, "watchdog.js"));
    await freezeFor(5000, ...watchdogs);
    await freezeFor(2000, run.command.child.pid ?? Number.NaN);
    await Promise.all([freezeFor(15_000, watchdogs[0] ?? 0), freezeFor(5000, run.command.child.pid ?? Number.NaN)]);
    const { result } = await endOf(run);
    expect(result.nodes.map(({ status }) => status)).toEqual(["finished", "finished", "finished", "finished"]);
    expect(result.users).toMatchObject({ succeeded: 4, lost: 0 });
    expect(result.sick.windows.filter(({ cause }) => cause === "unmeasured" || cause === "browser-late")).toEqual([]);
    const { steps } = result.counters;
    const site = target.stats();
    expect(steps?.by["click #inc"]).toBe(site.events.byName.inc);
    expect(steps?.by["navigate /counter"]).toBe(site.pages["/counter"]);
    expect(result.counters.http_requests?.aggregate).toBe(site.http.requests);
  });

  it("is not mistaken for a healthy one in ten runs", async () => {
    for (let round = 0; round < 10; round += 1) {
      const result = await runCounter(target, ONE_NODE, "--duration", "6s");
      expect(result.sick.windows, `run ${round + 1}`).toEqual([]);
      expect(result.verdict).toBe("pass");
    }
  });
});

async function untilLater(ms: number): Promise<void> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < ms) await new Promise((done) => setTimeout(done, 10));
}

function renderersOf(runId: string, node: string): number[] {
  const found = processesOf(runId, node).filter(({ command }) => command.includes("--type=renderer"));
  expect(found.length, `renderers of ${node}`).toBeGreaterThan(0);
  return found.map(({ pid }) => pid);
}

/** CPU time of a process. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** Seconds of the node that a freeze covered by a tenth or more and that are not marked sick. */
function healthyIn({ startedAt, sick, durationMs }: RunResult, node: string, [fromMs, toMs]: Frost): number[] {
  const t0 = Date.parse(startedAt ?? "");
  const windows = sick.windows.filter((window) => window.node === node);
  const healthy: number[] = [];
  for (let second = Math.floor((fromMs - t0 + 100) / 1000); second * 1000 < Math.min(durationMs, toMs - t0 - 100); second += 1)
    if (!windows.some((window) => window.fromMs <= second * 1000 && second * 1000 < window.toMs)) healthy.push(second);
  return healthy;
}

function slowestHealthyStep({ histograms }: RunResult): number {
  return histograms.step_duration?.aggregate.max ?? 0;
}
