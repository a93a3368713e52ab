import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { deferred } from "../../base/deadline.js";
import { StepTimes } from "./step-times.js";

/** Whatever the node's clock says of an input, it says it this much too late. */
const LATE_MS = 500;

function markedSteps() {
  const clock = new FakeClock(0);
  const steps = new StepTimes(clock);
  const marks = [deferred<number>(), deferred<number>(), deferred<number>()] as const;
  let asked = 0;
  steps.markBy({ ask: () => marks[asked++]!.promise, convert: ([start, at]) => (start === 0 ? at : undefined) });
  const of = (at: number) => steps.ofInput(at, at + LATE_MS)?.step;
  return { clock, steps, marks, of };
}

describe("the step of an input", () => {
  it("is the one before the mark or the one after it, however late everything is heard of", async () => {
    const { clock, steps, marks, of } = markedSteps();
    const ended = steps.began("press a");
    await clock.advance(10);
    ended();
    const nextEnded = steps.began("press b");
    // The page's answer to the mark is still to come: so are all reports of the second step.
    expect(of(5)).toBe("press a");
    marks[0].resolve(11);
    await steps.marked;
    await clock.advance(10);
    nextEnded();
    marks[1].resolve(21);
    await steps.marked;
    expect([of(5), of(10.9), of(11.2), of(20)]).toEqual(["press a", "press a", "press b", "press b"]);
  });

  it.each([{ looks: true }, { navigates: true }])(
    "is none between two steps, and one without inputs never: %s",
    async (traits) => {
      const { clock, steps, marks, of } = markedSteps();
      steps.began("press a")();
      marks[0].resolve(1);
      await steps.marked;
      const ended = steps.began("named by its author", traits);
      expect(of(5)).toBeUndefined();
      ended();
      await clock.advance(1000);
      steps.began("press b");
      expect(of(5)).toBeUndefined();
      expect(of(1000)).toBe("press b");
    },
  );

  it("is told apart by the mark that came with the answer to the input, without another question", async () => {
    const { steps, marks, of } = markedSteps();
    steps.began("click #a")([0, 5]);
    expect(steps.marked).toBeUndefined();
    const ended = steps.began("click #b");
    expect([of(5), of(5.1)]).toEqual(["click #a", "click #b"]);
    // The start of this document is unknown, so the page is asked after all.
    ended([9, 7]);
    expect(steps.marked).toBeDefined();
    marks[0].resolve(8);
    await steps.marked;
    expect([of(8), of(8.1)]).toEqual(["click #b", undefined]);
  });

  it("is not that of a document that is gone", async () => {
    const { steps, marks, of } = markedSteps();
    steps.began("click #next")();
    steps.began("press b");
    marks[0].reject(new Error("the document is gone"));
    await steps.marked;
    expect(of(5)).toBe("press b");
  });
});
