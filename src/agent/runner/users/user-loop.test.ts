import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loopOf, steady } from "../../../../test/fixtures/looping-user.js";
import { type ScriptedOutcome, ScriptedUser } from "../../../../test/integration/agent-fixtures.js";
import { stagedUsers } from "../../../load/closed-plan.js";

describe("a user's loop", () => {
  it("runs iterations until the plan ends, and lets the last one finish", async () => {
    const user = new ScriptedUser(1, ["succeed"], 300);
    const { loop, clock, sink, seen, contexts } = loopOf(user, { plan: steady(1000) });
    const end = loop.run();
    await clock.advance(2000);
    expect(await end).toBe("end");
    expect(user.startsMs).toEqual([1000, 1300, 1600, 1900]);
    expect(sink.totals("iterations")).toEqual({ succeeded: 4 });
    expect(sink.values("iteration_duration", "succeeded")).toEqual([300, 300, 300, 300]);
    expect(sink.totals("users_started")).toEqual({ "": 1 });
    expect(sink.totals("users_ended")).toEqual({ end: 1 });
    expect([seen.active, seen.mostActive, contexts.closed]).toEqual([0, 1, 1]);
  });

  it("waits in a ramp until its user is wanted, and again in a valley", async () => {
    const plan = stagedUsers([
      { durationMs: 1000, users: 2 },
      { durationMs: 500, users: 0 },
      { durationMs: 500, users: 2 },
    ]);
    const user = new ScriptedUser(2, ["succeed"], 100);
    const { loop, clock, sink } = loopOf(user, { plan, ordinal: 2 });
    const end = loop.run();
    await clock.advance(3000);
    expect(await end).toBe("end");
    expect(user.startsMs.every((at) => (at >= 1500 && at <= 2250) || (at >= 2750 && at <= 3000))).toBe(true);
    expect(user.startsMs.some((at) => at < 2300) && user.startsMs.some((at) => at > 2700)).toBe(true);
    expect(sink.totals("users_started")).toEqual({ "": 1 });
  });

  it("never starts a user that the plan never wants", async () => {
    const user = new ScriptedUser(5, ["succeed"]);
    const { loop, clock, sink } = loopOf(user, { plan: steady(500), ordinal: 5 });
    const end = loop.run();
    await clock.advance(1000);
    expect(await end).toBe("never-started");
    expect(sink.counts).toEqual([]);
  });

  it("gives a failed user a fresh context and fresh assigns, and backs off longer and longer", async () => {
    const user = new ScriptedUser(1, ["fail"], 100);
    const { loop, clock, sink, contexts } = loopOf(user, { plan: steady(25_000) });
    const end = loop.run();
    await clock.advance(31_000);
    expect(await end).toBe("end");
    const gaps = user.startsMs.slice(1).map((at, index) => at - (user.startsMs[index] ?? 0) - 100);
    expect(gaps).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
    expect(sink.total("users_replaced", "failure")).toBe(user.started - 1);
    expect(user.resets).toBe(user.started);
    expect(contexts.opened).toBe(user.started);
    expect(contexts.closed).toBe(contexts.opened);
    expect(sink.failures).toHaveLength(user.started);
    // Pauses do not count in any timing.
    expect(new Set(sink.values("iteration_duration", "failed"))).toEqual(new Set([100]));
  });

  it("starts with a short pause again after a success", async () => {
    const user = new ScriptedUser(1, ["fail", "fail", "succeed"], 100);
    const { loop, clock } = loopOf(user, { plan: steady(1500), onFailure: "continue" });
    const end = loop.run();
    await clock.advance(2000);
    await end;
    expect(user.startsMs.map((at) => at - 1000)).toEqual([0, 200, 500, 600, 800, 1100, 1200, 1400]);
    expect(user.resets).toBe(0);
  });

  it("keeps context and assigns with continue, and ends the user with stop", async () => {
    const going = loopOf(new ScriptedUser(1, ["fail"], 100), { plan: steady(1000), onFailure: "continue" });
    const goingEnd = going.loop.run();
    await going.clock.advance(2000);
    expect(await goingEnd).toBe("end");
    expect(going.contexts.opened).toBe(1);

    const stopping = loopOf(new ScriptedUser(1, ["succeed", "fail"], 100), { plan: steady(1000), onFailure: "stop" });
    const end = stopping.loop.run();
    await stopping.clock.advance(2000);
    expect(await end).toBe("failed");
    expect(stopping.sink.totals("iterations")).toEqual({ succeeded: 1, failed: 1 });
    expect(stopping.sink.totals("users_ended")).toEqual({ failed: 1 });
  });

  it("ends a user after its number of iterations, of which some may have failed", async () => {
    const done = loopOf(new ScriptedUser(1, ["succeed", "fail", "succeed"], 100), { plan: steady(10_000), iterations: 3 });
    const end = done.loop.run();
    await done.clock.advance(5000);
    expect(await end).toBe("iterations-done");
    expect(done.sink.totals("iterations")).toEqual({ succeeded: 2, failed: 1 });
    expect(done.sink.totals("users_ended")).toEqual({ "iterations-done": 1 });
    expect(done.clock.now()).toBeLessThan(10_000);

    const short = loopOf(new ScriptedUser(1, ["succeed"], 100), { plan: steady(250), iterations: 4 });
    const shortEnd = short.loop.run();
    await short.clock.advance(1000);
    expect(await shortEnd).toBe("end");
  });

  it("does not count iterations that a browser crash ended towards the user's number", async () => {
    const user = new ScriptedUser(1, ["fail", "succeed"], 100);
    const { loop, clock, sink, contexts } = loopOf(user, { plan: steady(10_000), iterations: 1 });
    contexts.crashing = true;
    const end = loop.run();
    await clock.advance(5000);
    expect(await end).toBe("iterations-done");
    expect(sink.totals("iterations")).toEqual({ abortedInfra: 1, succeeded: 1 });
  });

  it("ends a user that halts, and reports one that aborts", async () => {
    const halting = loopOf(new ScriptedUser(1, ["succeed", "halt"], 100), { plan: steady(1000) });
    const halted = halting.loop.run();
    await halting.clock.advance(300);
    expect(await halted).toBe("halted");
    expect(halting.sink.totals("iterations")).toEqual({ succeeded: 2 });

    const aborting = loopOf(new ScriptedUser(1, ["abort"], 100), { plan: steady(1000) });
    const aborted = aborting.loop.run();
    await aborting.clock.advance(300);
    expect(await aborted).toBe("aborted");
    expect(aborting.seen.aborts).toEqual(["enough"]);
    expect(aborting.sink.totals("iterations")).toEqual({ failed: 1 });
  });

  it("counts iterations that a browser crash ended separately, and continues with a fresh context", async () => {
    const user = new ScriptedUser(1, ["fail", "succeed"], 100);
    const { loop, clock, sink, contexts } = loopOf(user, { plan: steady(250), onFailure: "stop" });
    contexts.crashing = true;
    const end = loop.run();
    await clock.advance(1000);
    expect(await end).toBe("failed");
    expect(sink.totals("iterations")).toEqual({ abortedInfra: 1, succeeded: 1, failed: 1 });
    expect(sink.totals("users_replaced")).toEqual({ "browser-crash": 1 });
    expect(sink.values("iteration_duration")).toHaveLength(2);
    expect(user.resets).toBe(1);
  });

  it("notices between two iterations that the browser crashed", async () => {
    const user = new ScriptedUser(1, ["succeed"], 100);
    const { loop, clock, sink, contexts } = loopOf(user, { plan: steady(1000) });
    const end = loop.run();
    await clock.advance(150);
    contexts.launch += 1;
    await clock.advance(2000);
    await end;
    expect(sink.totals("users_replaced")).toEqual({ "browser-crash": 1 });
    expect(contexts.opened).toBe(2);
  });

  it("retries with pauses when no context can be opened", async () => {
    const user = new ScriptedUser(1, ["succeed"], 100);
    const { loop, clock, sink, contexts } = loopOf(user, { plan: steady(1000) });
    contexts.failing = 3;
    const end = loop.run();
    await clock.advance(2000);
    expect(await end).toBe("end");
    expect(user.startsMs[0]).toBe(1000 + 100 + 200 + 400);
    expect(sink.failures.map(({ sample }) => sample.category)).toEqual(["browser", "browser", "browser"]);
    expect(sink.total("users_started")).toBe(1);
  });

  it("has not started as long as no context could be opened", async () => {
    const { loop, clock, sink, contexts } = loopOf(new ScriptedUser(1, ["succeed"], 100), { plan: steady(1000) });
    contexts.failing = 1000;
    const end = loop.run();
    await clock.advance(5000);
    expect(await end).toBe("never-started");
    expect([sink.total("users_started"), sink.total("users_ended")]).toEqual([0, 0]);
  });

  it("ends at once when it is interrupted, in an iteration or in a pause", async () => {
    const busy = loopOf(new ScriptedUser(1, ["succeed"], 10_000), { plan: steady(60_000) });
    const busyEnd = busy.loop.run();
    await busy.clock.advance(500);
    busy.interrupt.abort();
    expect(await busyEnd).toBe("interrupted");
    expect(busy.sink.totals("iterations")).toEqual({ interrupted: 1 });
    expect(busy.sink.values("iteration_duration")).toEqual([]);

    const resting = loopOf(new ScriptedUser(1, ["fail"], 10), { plan: steady(60_000) });
    const restingEnd = resting.loop.run();
    await resting.clock.advance(500);
    resting.interrupt.abort();
    expect(await restingEnd).toBe("interrupted");
  });

  it("counts every started iteration once, whatever happens", async () => {
    const outcome = fc.constantFrom<ScriptedOutcome>("succeed", "fail", "think", "halt");
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          script: fc.array(outcome, { minLength: 1, maxLength: 6 }),
          tookMs: fc.integer({ min: 20, max: 700 }),
          onFailure: fc.constantFrom("replace" as const, "continue" as const, "stop" as const),
          interruptAtMs: fc.option(fc.integer({ min: 0, max: 2500 }), { nil: undefined }),
          crashAtMs: fc.option(fc.integer({ min: 0, max: 2500 }), { nil: undefined }),
          failing: fc.integer({ min: 0, max: 3 }),
        }),
        async ({ script, tookMs, onFailure, interruptAtMs, crashAtMs, failing }) => {
          const user = new ScriptedUser(1, script, tookMs);
          const made = loopOf(user, { plan: steady(2000), onFailure });
          const { loop, clock, sink, contexts, seen } = made;
          contexts.failing = failing;
          if (interruptAtMs !== undefined) clock.setTimer(() => made.interrupt.abort(), interruptAtMs);
          if (crashAtMs !== undefined) {
            clock.setTimer(() => {
              contexts.launch += 1;
            }, crashAtMs);
          }
          const ended = loop.run();
          await clock.advance(4000);
          const end = await ended;
          expect(user.running).toBe(false);
          expect(sink.total("iterations")).toBe(user.started);
          expect(sink.values("iteration_duration")).toHaveLength(
            sink.total("iterations", "succeeded") + sink.total("iterations", "failed"),
          );
          expect(sink.total("users_started")).toBe(end === "never-started" ? 0 : 1);
          expect(sink.totals("users_ended")).toEqual(end === "never-started" ? {} : { [end]: 1 });
          expect(seen.active).toBe(0);
          expect(sink.total("users_replaced")).toBe(Math.max(0, contexts.opened - 1));
          expect(user.startsMs.every((at) => at < 1000 + Math.min(2000, interruptAtMs ?? 2000) || at === 1000)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
