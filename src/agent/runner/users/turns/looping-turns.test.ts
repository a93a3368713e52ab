import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../../test/fixtures/fake-clock.js";
import { type ClosedLoadPlan, constantUsers, stagedUsers } from "../../../../load/closed-plan.js";
import { planDurationMs } from "../../../../load/load-plan.js";
import { FollowedPlan } from "./followed-plan.js";
import { LoopingTurns } from "./looping-turns.js";

const AT_EASE = { onWait: () => {}, onLeave: async () => {} };

function turnsOf(plan: ClosedLoadPlan) {
  const clock = new FakeClock();
  const endOfLoad = new AbortController();
  clock.setTimer(() => endOfLoad.abort(), planDurationMs(plan));
  const turns = new LoopingTurns({
    clock,
    followed: new FollowedPlan(plan),
    t0Ms: clock.now(),
    endOfLoad: endOfLoad.signal,
    stop: endOfLoad.signal,
  });
  return { clock, endOfLoad, turns };
}

describe("turns of the closed model", () => {
  it("end with the load when the user is wanted until then", async () => {
    const { clock, turns } = turnsOf(constantUsers({ users: 1, durationMs: 1000, rampUpMs: 0 }));
    const turn = await turns.next(1, AT_EASE);
    await clock.advance(999);
    expect(turn?.cut.aborted).toBe(false);
    await clock.advance(1);
    expect(turn?.cut.aborted).toBe(true);
    expect(await turns.next(1, AT_EASE)).toBeUndefined();
  });

  it("end when the plan ramps the user down", async () => {
    const down = stagedUsers([
      { durationMs: 1000, users: 2 },
      { durationMs: 1000, users: 0 },
      { durationMs: 1000, users: 2 },
    ]);
    const { clock, turns } = turnsOf(down);
    await clock.advance(900);
    const turn = await turns.next(2, AT_EASE);
    await clock.advance(599);
    expect(turn?.cut.aborted).toBe(false);
    await clock.advance(2);
    expect(turn?.cut.aborted).toBe(true);
    let waited = 0;
    const onWait = () => {
      waited += 1;
    };
    const next = turns.next(2, { ...AT_EASE, onWait });
    await clock.advance(1002);
    expect((await next)?.cut.aborted).toBe(false);
    expect(waited).toBeGreaterThan(0);
  });

  it("are not cut after their iteration is over", async () => {
    const { clock, turns } = turnsOf(
      stagedUsers([
        { durationMs: 10, users: 2 },
        { durationMs: 1000, users: 0 },
        { durationMs: 10, users: 0 },
      ]),
    );
    await clock.advance(10);
    const turn = await turns.next(2, AT_EASE);
    turn?.end();
    await clock.advance(2000);
    expect(turn?.cut.aborted).toBe(false);
  });
});
