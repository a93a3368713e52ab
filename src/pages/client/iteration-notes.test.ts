import { describe, expect, it } from "vitest";
import { failedNote, unfinishedNote } from "./iteration-notes.js";

describe("the counts of iterations", () => {
  it("add up: what has started is what finished, and what the note names", () => {
    const iterations = { started: 118, succeeded: 88, failed: 25, interrupted: 4, abortedInfra: 1, dropped: 0 };
    expect(failedNote(iterations)).toBe("25 of 113 finished");
    expect(unfinishedNote(iterations)).toBe(", 4 interrupted, 1 lost with nodes");
  });

  it("need no note when all finished", () => {
    expect(unfinishedNote({ started: 2, succeeded: 2, failed: 0, interrupted: 0, abortedInfra: 0, dropped: 0 })).toBe("");
  });
});
