import { expect, it } from "vitest";
import { FakeClock } from "../../../../test/fixtures/fake-clock.js";
import type { TrailStep } from "./step-trail.js";
import { StepsInOrder } from "./steps-in-order.js";

const step = (number: number) => ({ begun: { number, text: "" }, startedAtMs: 0 }) as unknown as TrailStep;

function scene() {
  const clock = new FakeClock();
  const told: number[] = [];
  return { clock, told, steps: new StepsInOrder(clock, ({ begun }) => told.push(begun.number)) };
}

it("tells a step after one that began before it and is about to end", () => {
  const { told, steps } = scene();
  steps.ended(step(1), undefined);
  steps.ended(step(3), step(2));
  expect(told).toEqual([1]);
  steps.ended(step(2), undefined);
  expect(told).toEqual([1, 2, 3]);
});

it("does not hold steps back for one that lasts, nor beyond the end of the iteration", async () => {
  const { clock, told, steps } = scene();
  steps.ended(step(3), step(2));
  steps.ended(step(4), step(2));
  await clock.advance(500);
  expect(told).toEqual([3, 4]);
  steps.ended(step(5), step(2));
  steps.tellAll();
  expect(told).toEqual([3, 4, 5]);
});
