import { describe, expect, it } from "vitest";
import { loopOf, steady } from "../../test/fixtures/looping-user.js";
import { ScriptedUser } from "../../test/integration/agent-fixtures.js";

describe("the hooks around a user's iterations", () => {
  it("run beforeUser in each context and afterUser at the end, outside of all counts and times", async () => {
    const user = new ScriptedUser(1, ["succeed", "fail", "succeed"], 300);
    user.hooks = { beforeUser: ["succeed"], afterUser: ["succeed"] };
    const { loop, clock, sink } = loopOf(user, { plan: steady(1000) });
    const end = loop.run();
    await clock.advance(3000);
    expect(await end).toBe("end");
    expect(user.hookCalls).toEqual(["beforeUser at 1000", "beforeUser at 1750", "afterUser at 2100"]);
    expect(user.startsMs).toEqual([1050, 1350, 1800]);
    expect(sink.totals("iterations")).toEqual({ succeeded: 2, failed: 1 });
    expect(sink.values("iteration_duration", "succeeded")).toEqual([300, 300]);
  });

  it("count a failed beforeUser as a failed iteration without a duration, and back off", async () => {
    const user = new ScriptedUser(1, ["succeed"], 100);
    user.hooks = { beforeUser: ["fail"], afterUser: ["succeed"] };
    const { loop, clock, sink, contexts } = loopOf(user, { plan: steady(800) });
    const end = loop.run();
    await clock.advance(3000);
    expect(await end).toBe("end");
    expect(user.hookCalls).toEqual(["beforeUser at 1000", "beforeUser at 1150", "beforeUser at 1400"]);
    expect(user.started).toBe(0);
    expect(sink.totals("iterations")).toEqual({ failed: 3 });
    expect(sink.failures).toHaveLength(3);
    expect(sink.samples.filter(({ metric }) => metric === "iteration_duration")).toEqual([]);
    expect([contexts.opened, contexts.closed]).toEqual([3, 3]);
    const stopping = loopOf(new ScriptedUser(1, ["succeed"]), { plan: steady(800), onFailure: "stop" });
    stopping.user.hooks = { beforeUser: ["fail"] };
    const stopped = stopping.loop.run();
    await stopping.clock.advance(3000);
    expect(await stopped).toBe("failed");
  });

  it("heed halt and abort in beforeUser", async () => {
    for (const [what, how] of [
      ["halt", "halted"],
      ["abort", "aborted"],
    ] as const) {
      const user = new ScriptedUser(1, ["succeed"]);
      user.hooks = { beforeUser: [what], afterUser: ["succeed"] };
      const { loop, clock, seen } = loopOf(user, { plan: steady(800) });
      const end = loop.run();
      await clock.advance(3000);
      expect(await end).toBe(how);
      expect(user.hookCalls).toHaveLength(what === "halt" ? 2 : 1);
      expect(seen.aborts).toEqual(what === "abort" ? ["enough"] : []);
    }
  });

  it("keep the user's outcome when afterUser fails, and skip it when the run is interrupted", async () => {
    const user = new ScriptedUser(1, ["succeed"], 300);
    user.hooks = { afterUser: ["fail"] };
    const { loop, clock, sink } = loopOf(user, { plan: steady(500) });
    const end = loop.run();
    await clock.advance(3000);
    expect(await end).toBe("end");
    expect(sink.totals("iterations")).toEqual({ succeeded: 2, failed: 1 });
    expect(sink.failures).toHaveLength(1);
    const thinking = loopOf(new ScriptedUser(1, ["succeed"], 300), { plan: steady(500) });
    thinking.user.hooks = { afterUser: ["think"] };
    void thinking.loop.run();
    await thinking.clock.advance(3000);
    // The end of the load cuts nothing here: it is over before.
    expect(thinking.sink.counts.find(({ metric }) => metric === "users_ended")?.atMs).toBe(1650);
    const cut = loopOf(new ScriptedUser(1, ["succeed"], 300), { plan: steady(500) });
    cut.user.hooks = { afterUser: ["succeed"] };
    const ended = cut.loop.run();
    await cut.clock.advance(100);
    cut.interrupt.abort();
    await cut.clock.advance(100);
    expect(await ended).toBe("interrupted");
    expect(cut.user.hookCalls).toEqual([]);
  });
});
