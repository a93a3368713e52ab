import { describe, expect, it } from "vitest";
import { loopOf, steady } from "../../../../test/fixtures/looping-user.js";
import { ScriptedUser } from "../../../../test/integration/agent-fixtures.js";
import { constantUsers } from "../../../load/closed-plan.js";
import { changedPlan } from "../../../load/plan-changes.js";

describe("a user's loop while the plan changes", () => {
  it("leaves when a changed plan does not want it any more, and comes back as new when another does", async () => {
    const user = new ScriptedUser(2, ["think"], 300);
    user.hooks = { beforeUser: ["succeed"], afterUser: ["succeed"] };
    const plan = constantUsers({ users: 2, durationMs: 10_000, rampUpMs: 0 });
    const { loop, clock, followed, contexts, sink, seen } = loopOf(user, { plan, ordinal: 2 });
    const end = loop.run();
    const from = clock.now();
    const change = (value: number, atMs: number) =>
      followed.change(changedPlan(followed.plan, { kind: "set", value, overMs: 0 }, atMs));
    await clock.advance(1000);
    change(1, 1100);
    await clock.advance(500);
    expect([seen.active, contexts.closed, user.hookCalls.length, user.resets]).toEqual([0, 1, 2, 1]);
    expect(user.results.at(-1)).toMatchObject({ outcome: "interrupted", endedAtMs: from + 1100 });
    change(2, 3000);
    await clock.advance(2000);
    expect([seen.active, contexts.opened, user.hookCalls.length]).toEqual([1, 2, 3]);
    expect(user.startsMs.some((at) => at > from + 1100 && at < from + 3000)).toBe(false);
    await clock.advance(8000);
    expect(await end).toBe("end");
    expect([sink.totals("users_started"), sink.totals("users_ended")]).toEqual([{ "": 1 }, { end: 1 }]);
  });

  it("gives up opening its context when a changed plan takes it back meanwhile", async () => {
    const user = new ScriptedUser(2, ["succeed"], 300);
    const plan = constantUsers({ users: 2, durationMs: 10_000, rampUpMs: 0 });
    const { loop, clock, followed, contexts, sink, seen } = loopOf(user, { plan, ordinal: 2 });
    contexts.isFull = true;
    const end = loop.run();
    await clock.advance(1000);
    expect(seen.active).toBe(1);
    followed.change(changedPlan(followed.plan, { kind: "set", value: 1, overMs: 0 }, 1100));
    await clock.advance(500);
    expect(seen.active).toBe(0);
    contexts.isFull = false;
    await clock.advance(20_000);
    // A user that never had a context has not started.
    expect(await end).toBe("never-started");
    expect([contexts.opened, user.startsMs, sink.failures]).toEqual([0, [], []]);
  });

  it("finishes its iteration when the run is paused, and goes on when that is over", async () => {
    const user = new ScriptedUser(1, ["think"], 400);
    const { loop, clock, followed, contexts, seen } = loopOf(user, { plan: steady(2000) });
    const end = loop.run();
    const from = clock.now();
    await clock.advance(500);
    followed.change(changedPlan(followed.plan, { kind: "pause", forMs: 60_000 }, 600));
    await clock.advance(1000);
    expect(user.results.map(({ outcome, endedAtMs }) => [outcome, endedAtMs - from])).toEqual([
      ["succeeded", 400],
      ["succeeded", 800],
    ]);
    expect([seen.active, contexts.closed]).toEqual([0, 0]);
    followed.change(changedPlan(followed.plan, { kind: "resume" }, 1600));
    await clock.advance(300);
    expect(user.startsMs.at(-1)).toBeLessThanOrEqual(from + 1602);
    expect(user.startsMs).toHaveLength(3);
    await clock.advance(3000);
    await end;
  });
});

describe("a user's loop in the open model", () => {
  it("also measures from the intended start", async () => {
    const user = new ScriptedUser(1, ["succeed"], 300);
    let left = 1;
    const turn = { intendedAtMs: 800, cut: new AbortController().signal, end: () => {}, giveBack: () => {} };
    const turns = { next: async () => (left-- > 0 ? turn : undefined) };
    const { loop, clock, sink } = loopOf(user, { plan: steady(1000), turns });
    const end = loop.run();
    await clock.advance(500);
    expect(await end).toBe("end");
    expect(sink.values("iteration_duration", "succeeded")).toEqual([300]);
    expect(sink.values("iteration_duration_from_intended", "succeeded")).toEqual([500]);
  });

  it("gives its turn back before resting when no context can be opened", async () => {
    const user = new ScriptedUser(1, ["succeed"], 10);
    const backMs: number[] = [];
    let left = 2;
    const cut = new AbortController().signal;
    const { loop, clock, contexts } = loopOf(user, {
      plan: steady(1000),
      turns: {
        next: async () =>
          left-- > 0 ? { intendedAtMs: 0, cut, end: () => {}, giveBack: () => void backMs.push(clock.now()) } : undefined,
      },
    });
    contexts.failing = 1;
    const startMs = clock.now();
    const end = loop.run();
    await clock.advance(500);
    expect(await end).toBe("end");
    expect(backMs).toEqual([startMs]);
    expect(user.startsMs).toEqual([startMs + 100]);
  });
});
