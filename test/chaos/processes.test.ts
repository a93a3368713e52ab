import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { startTarget, type Target } from "../target/target.js";
import { freeze, freezeFor } from "./frost.js";
import { endOf, processOf, startTwoNodes } from "./two-nodes.js";

const why = noBrowser ?? (process.platform === "linux" ? undefined : "processes are looked up in /proc");

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());
beforeEach(() => target.resetStats());

describe.skipIf(why)(`a run whose processes fail${why === undefined ? "" : ` (${why})`}`, () => {
  it.each(["watchdog.js", "runner.js"] as const)(
    "loses a node whose %s is killed, keeps what it had sent, and goes on with the other node",
    async (part) => {
      const run = await startTwoNodes(target, "--duration", "15s");
      process.kill(processOf(run.runId, "counter-2", part), "SIGKILL");
      const { code, stderr, result } = await endOf(run);
      expect(stderr).toContain("counter-2: lost");
      expect(code).toBe(98);
      expect(result.nodes.map(({ name, status }) => [name, status])).toEqual([
        ["counter-1", "finished"],
        ["counter-2", "lost"],
      ]);
      expect(result.users).toMatchObject({ succeeded: 1, lost: 1 });
      expect(result.nodes[1]?.iterations).toBeGreaterThan(0);
      expect(result.iterations.abortedInfra).toBeGreaterThan(0);
      expect(result.verdictReasons.map((reason) => reason.code)).toContain("lost-load");
    },
  );

  it("bounds in its result what a killed node could not send, and the server's count fits", async () => {
    const run = await startTwoNodes(target, "--duration", "15s");
    const watchdog = processOf(run.runId, "counter-2", "watchdog.js");
    const runner = processOf(run.runId, "counter-2", "runner.js");
    // All at once, like a killed container.
    for (const pid of [watchdog, runner]) process.kill(pid, "SIGKILL");
    const { result, stdout } = await endOf(run);
    const { lost } = result.nodes[1] ?? {};
    const { heardUntilMs = 0, atMs = 0 } = lost ?? {};
    expect(heardUntilMs).toBeGreaterThan(0);
    expect(atMs).toBeGreaterThanOrEqual(heardUntilMs);
    // Seconds are sent two seconds after their end, in one-second batches; a busy machine needs longer.
    expect(atMs - heardUntilMs).toBeLessThan(10_000);
    const unsent = (target.stats().events.byName.inc ?? 0) - (result.counters.steps?.by["click #inc"] ?? 0);
    expect(unsent).toBeGreaterThanOrEqual(0);
    // Users have 0.3 s of think time after each click.
    expect(unsent).toBeLessThanOrEqual((atMs - heardUntilMs) / 300 + 1);
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
      /counter-2 was last heard from at .* s and declared lost at .* of its samples were never sent/,
    );
    const [reason] = result.verdictReasons;
    expect(reason?.message).toContain("last heard from at");
    expect(reason?.offsetMs).toBe(heardUntilMs);
  });

  it("restarts a killed browser, and its user continues", async () => {
    const run = await startTwoNodes(target, "--duration", "15s");
    process.kill(processOf(run.runId, "counter-1", "chrom"), "SIGKILL");
    const { result } = await endOf(run);
    expect(result.users).toMatchObject({ succeeded: 2, lost: 0, replaced: 1 });
    expect(result.counters.users_replaced?.by["browser-crash"]).toBe(1);
    expect(result.nodes.map(({ status }) => status)).toEqual(["finished", "finished"]);
  });

  it("loses nothing when a watchdog freezes for less than its lease", async () => {
    const run = await startTwoNodes(target, "--duration", "15s");
    await freezeFor(3000, processOf(run.runId, "counter-2", "watchdog.js"));
    const { result } = await endOf(run);
    expect(result.nodes.map(({ status }) => status)).toEqual(["finished", "finished"]);
    expect(result.counters.steps?.by["click #inc"]).toBe(target.stats().events.byName.inc);
  });

  it("ends a watchdog that stays frozen beyond its lease, and reports its node as lost", async () => {
    const run = await startTwoNodes(target, "--duration", "25s");
    freeze(processOf(run.runId, "counter-2", "watchdog.js"));
    const { code, result } = await endOf(run);
    expect(code).toBe(98);
    expect(result.nodes[1]?.status).toBe("lost");
    expect(result.users).toMatchObject({ succeeded: 1, lost: 1 });
  });

  it("warns about a frozen runner, which its watchdog then ends", async () => {
    const run = await startTwoNodes(target, "--duration", "50s");
    freeze(processOf(run.runId, "counter-2", "runner.js"));
    await run.command.shown(/counter-2: the runner has not responded for 1\d s/);
    const { code, result } = await endOf(run);
    expect(code).toBe(98);
    expect(result.nodes[1]?.status).toBe("lost");
  });
});
