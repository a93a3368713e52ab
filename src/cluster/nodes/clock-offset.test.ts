import { expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { measureOffset } from "./clock-offset.js";

/** Measures a node whose clock is 1 s ahead; the answers take the given times in turn. */
async function measure(backMs: readonly number[]) {
  const clock = new FakeClock();
  let count = 0;
  return measureOffset(clock, async () => {
    await clock.advance(1);
    const nodeMs = clock.now() + 1000;
    await clock.advance(backMs[count++ % backMs.length] ?? 0);
    return nodeMs;
  });
}

it("the offset of a clock is exact if both directions take the same time", async () => {
  expect(await measure([1])).toEqual({ offsetMs: 1000, uncertaintyMs: 1 });
});

it("the quickest of several round trips counts", async () => {
  expect(await measure([200, 80, 1, 40])).toEqual({ offsetMs: 1000, uncertaintyMs: 1 });
});

it("the error stays within the uncertainty, however unequal the two directions are", async () => {
  const { offsetMs, uncertaintyMs } = await measure([99]);
  expect(Math.abs(offsetMs - 1000)).toBeLessThanOrEqual(uncertaintyMs);
});
