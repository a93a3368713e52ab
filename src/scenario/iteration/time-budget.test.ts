import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { TimeBudget } from "./time-budget.js";

function budget(limitMs: number) {
  const clock = new FakeClock();
  const spentAtMs: number[] = [];
  const startMs = clock.now();
  return { clock, spentAtMs, budget: new TimeBudget(clock, limitMs, () => spentAtMs.push(clock.now() - startMs)) };
}

describe("the time budget of an iteration", () => {
  it("counts the time of overlapping pauses once", async () => {
    const { clock, spentAtMs, budget: time } = budget(100);
    await clock.advance(30);
    const [first, second] = [time.pause(), time.pause()];
    await clock.advance(50);
    first();
    first();
    await clock.advance(50);
    second();
    expect(time.pausedMs).toBe(100);
    await clock.advance(69);
    expect(spentAtMs).toEqual([]);
    await clock.advance(1);
    expect(spentAtMs).toEqual([200]);
  });

  it("ignores pauses once they were ended", async () => {
    const { clock, spentAtMs, budget: time } = budget(100);
    const resume = time.pause();
    await clock.advance(40);
    time.endPauses();
    resume();
    time.pause();
    await clock.advance(100);
    expect(time.pausedMs).toBe(40);
    expect(spentAtMs).toEqual([140]);
  });

  it("leaves no timer behind when it is stopped", async () => {
    const { clock, spentAtMs, budget: time } = budget(100);
    time.pause();
    time.stop();
    await clock.advance(1000);
    expect(spentAtMs).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
