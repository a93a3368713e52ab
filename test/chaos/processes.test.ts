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

describe.skipIf(why)(`processes that die or freeze${why === undefined ? "" : ` (${why})`}`, () => {
  it.each(["watchdog.js", "runner.js"] as const)(
    "a node whose %s is killed is lost, with all that it had sent, and the other goes on",
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

  it("the server's count is ours and what a killed node could not send, which the result bounds", async () => {
    const run = await startTwoNodes(target, "--duration", "15s");
    const watchdog = processOf(run.runId, "counter-2", "watchdog.js");
    const runner = processOf(run.runId, "counter-2", "runner.js");
    // As a container goes that is killed: all at once.
    for (const pid of [watchdog, runner]) process.kill(pid, "SIGKILL");
    const { result, stdout } = await endOf(run);
    const { lost } = result.nodes[1] ?? {};
    const { heardUntilMs = 0, atMs = 0 } = lost ?? {};
    expect(heardUntilMs).toBeGreaterThan(0);
    expect(atMs).toBeGreaterThanOrEqual(heardUntilMs);
    // Seconds are handed over two seconds after their end, in batches of a second; a busy machine is given more.
    expect(atMs - heardUntilMs).toBeLessThan(10_000);
    const unsent = (target.stats().events.byName.inc ?? 0) - (result.counters.steps?.by["click #inc"] ?? 0);
    expect(unsent).toBeGreaterThanOrEqual(0);
    // A user thinks 0.3 s after each click.
    expect(unsent).toBeLessThanOrEqual((atMs - heardUntilMs) / 300 + 1);
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
      /counter-2 was last heard from at .* s and declared lost at .* of its samples were never sent/,
    );
    const [reason] = result.verdictReasons;
    expect(reason?.message).toContain("last heard from at");
    expect(reason?.offsetMs).toBe(heardUntilMs);
  });

  it("a browser that is killed is started again, and its user goes on", async () => {
    const run = await startTwoNodes(target, "--duration", "15s");
    process.kill(processOf(run.runId, "counter-1", "chrom"), "SIGKILL");
    const { result } = await endOf(run);
    expect(result.users).toMatchObject({ succeeded: 2, lost: 0, replaced: 1 });
    expect(result.counters.users_replaced?.by["browser-crash"]).toBe(1);
    expect(result.nodes.map(({ status }) => status)).toEqual(["finished", "finished"]);
  });

  it("a watchdog that freezes for less than its lease loses nothing", async () => {
    const run = await startTwoNodes(target, "--duration", "15s");
    await freezeFor(3000, processOf(run.runId, "counter-2", "watchdog.js"));
    const { result } = await endOf(run);
    expect(result.nodes.map(({ status }) => status)).toEqual(["finished", "finished"]);
    expect(result.counters.steps?.by["click #inc"]).toBe(target.stats().events.byName.inc);
  });

  it("a watchdog that stays frozen is lost when its lease is over, and ended", async () => {
    const run = await startTwoNodes(target, "--duration", "25s");
    freeze(processOf(run.runId, "counter-2", "watchdog.js"));
    const { code, result } = await endOf(run);
    expect(code).toBe(98);
    expect(result.nodes[1]?.status).toBe("lost");
    expect(result.users).toMatchObject({ succeeded: 1, lost: 1 });
  });

  it("a runner that freezes is told, then ended by its watchdog", async () => {
    const run = await startTwoNodes(target, "--duration", "50s");
    freeze(processOf(run.runId, "counter-2", "runner.js"));
    await run.command.shown(/counter-2: the runner has not responded for 1\d s/);
    const { code, result } = await endOf(run);
    expect(code).toBe(98);
    expect(result.nodes[1]?.status).toBe("lost");
  });
});
