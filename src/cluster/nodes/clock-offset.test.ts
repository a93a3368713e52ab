import { expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { measureOffset } from "./clock-offset.js";

/** A node whose clock is 1 s ahead, and round trips of which the way back takes the given times. */
async function measured(backMs: readonly number[]) {
  const clock = new FakeClock();
  let count = 0;
  return measureOffset(clock, async () => {
    await clock.advance(1);
    const nodeMs = clock.now() + 1000;
    await clock.advance(backMs[count++ % backMs.length] ?? 0);
    return nodeMs;
  });
}

it("the offset of a clock is exact when both ways take the same time", async () => {
  expect(await measured([1])).toEqual({ offsetMs: 1000, uncertaintyMs: 1 });
});

it("the quickest of several round trips counts", async () => {
  expect(await measured([200, 80, 1, 40])).toEqual({ offsetMs: 1000, uncertaintyMs: 1 });
});

it("the truth is within the uncertainty, however uneven the ways are", async () => {
  const { offsetMs, uncertaintyMs } = await measured([99]);
  expect(Math.abs(offsetMs - 1000)).toBeLessThanOrEqual(uncertaintyMs);
});
