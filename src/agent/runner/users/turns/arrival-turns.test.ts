import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../../../test/fixtures/recording-telemetry.js";
import type { OpenLoadPlan } from "../../../../load/open-plan.js";
import { changedPlan } from "../../../../load/plan-changes.js";
import { ArrivalTurns } from "./arrival-turns.js";
import { FollowedPlan } from "./followed-plan.js";

const LONG = { stages: [{ durationMs: 5000, perSecond: 10 }], maxLatenessMs: 2000 };
const AT_EASE = { onWait: () => {}, onLeave: async () => {} };

function turnsOf(given: Partial<OpenLoadPlan> = {}, isOurs: (place: number) => boolean = () => true, endMs = 1000) {
  const clock = new FakeClock();
  const sink = new RecordingTelemetry();
  const [endOfLoad, t0Ms] = [new AbortController(), clock.now()];
  const plan: OpenLoadPlan = {
    kind: "open",
    version: 1,
    initialPerSecond: 10,
    stages: [{ durationMs: 1000, perSecond: 10 }],
    maxUsers: 4,
    maxLatenessMs: 300,
    ...given,
  };
  const followed = new FollowedPlan(plan);
  clock.setTimer(() => endOfLoad.abort(), endMs);
  const turns = new ArrivalTurns({ clock, sink, followed, t0Ms, isOurs, endOfLoad: endOfLoad.signal, stop: endOfLoad.signal });
  const log: string[] = [];
  /** A user whose iterations take this long. */
  const play = async (name: string, lastingMs: number) => {
    for (;;) {
      const turn = await turns.next(1, AT_EASE);
      if (turn === undefined) return;
      log.push(`${name} ${clock.now() - t0Ms} ${(turn.intendedAtMs ?? 0) - t0Ms}`);
      await new Promise<void>((done) => clock.setTimer(done, lastingMs));
      turn.end();
    }
  };
  return { clock, sink, turns, followed, log, play };
}

describe("turns of the open model", () => {
  it("come on schedule, to the user that has been idle longest", async () => {
    const { clock, log, play, sink } = turnsOf();
    const all = Promise.all([play("a", 10), play("b", 10)]);
    await clock.advance(1200);
    await all;
    expect(log).toEqual(Array.from({ length: 10 }, (_, at) => `${at % 2 === 0 ? "a" : "b"} ${at * 100} ${at * 100}`));
    expect(sink.totals("dropped_iterations")).toEqual({});
  });

  it("queue for a free user, and are dropped when that takes too long or the load ends", async () => {
    const { clock, log, play, sink } = turnsOf();
    const all = play("a", 450);
    await clock.advance(2000);
    await all;
    expect(log).toEqual(["a 0 0", "a 450 200", "a 900 600"]);
    expect(sink.totals("dropped_iterations")).toEqual({ late: 4, "end of load": 3 });
  });

  it("are dropped when no user is left to take them", async () => {
    const { clock, turns, sink } = turnsOf();
    await turns.next(1, AT_EASE);
    await clock.advance(450);
    turns.abandon();
    turns.abandon();
    await clock.advance(1200);
    // One of ten was taken, and one was late already.
    expect(sink.totals("dropped_iterations")).toEqual({ late: 1, "no user left": 8 });
  });

  it("come only for the node's own places", async () => {
    const { clock, log, play } = turnsOf({}, (place) => place === 2);
    const all = play("a", 1);
    await clock.advance(1200);
    await all;
    expect(log.length).toBeGreaterThanOrEqual(2);
    expect(log.length).toBeLessThanOrEqual(3);
    const none = turnsOf({}, () => false);
    const nobody = none.play("a", 1);
    await none.clock.advance(1200);
    await nobody;
    expect(none.log).toEqual([]);
  });

  it("go to another user when they are given back", async () => {
    const { clock, turns, log, play, sink } = turnsOf();
    const turn = await turns.next(1, AT_EASE);
    const all = play("b", 1);
    turn?.giveBack();
    await clock.advance(1200);
    await all;
    expect(log[0]).toBe("b 0 0");
    turn?.giveBack();
    expect(sink.totals("dropped_iterations")).toEqual({ "end of load": 1 });
  });

  it("follow a changed rate, and wait during a pause without growing late", async () => {
    const { clock, followed, log, play, sink } = turnsOf(LONG, () => true, 60_000);
    const all = play("a", 450);
    await clock.advance(350);
    // At 400 ms two arrivals are in the queue.
    followed.change(changedPlan(followed.plan, { kind: "pause", forMs: 60_000 }, 400));
    await clock.advance(5000);
    expect(log).toEqual(["a 0 0"]);
    expect(sink.totals("dropped_iterations")).toEqual({});
    followed.change(changedPlan(followed.plan, { kind: "resume" }, 5400));
    followed.change(changedPlan(followed.plan, { kind: "set", value: 1, overMs: 0 }, 5400));
    await clock.advance(1000);
    // What was due at 100 and 200 ms is late by as much as it was without the pause.
    expect(log.slice(0, 3)).toEqual([
      "a 0 0",
      expect.stringMatching(/^a 540[01] 5100$/),
      expect.stringMatching(/^a 58\d\d 5[2-5]00$/),
    ]);
    await clock.advance(3500);
    const later = log.map((line) => Number(line.split(" ")[2])).filter((intendedMs) => intendedMs > 5400);
    expect(later.every((at, index) => index === 0 || Math.abs(at - (later[index - 1] ?? 0) - 1000) < 1)).toBe(true);
    expect(later.length).toBeGreaterThanOrEqual(3);
    await clock.advance(60_000);
    await all;
  });
});
