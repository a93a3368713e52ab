import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundedFailure, MAX_SAMPLE_BYTES } from "./bounded-failure.js";
import type { FailureSample } from "./telemetry-sink.js";

const jsonBytes = (sample: FailureSample) => Buffer.byteLength(JSON.stringify(sample));

describe("a bounded failure", () => {
  it("is the failure itself when that is small", () => {
    const sample = {
      category: "step",
      operation: "click #inc",
      page: "/",
      message: "it failed",
      stack: "at x",
      step: 3,
      userId: 1,
    };
    expect(boundedFailure(sample)).toEqual(sample);
  });

  it("keeps the beginning of its texts, and marks the cut", () => {
    const sample = boundedFailure({
      category: "step",
      message: "m".repeat(1e6),
      stack: "s".repeat(1e6),
      page: `/${"p".repeat(1e4)}`,
    });
    expect([sample.message.length, sample.stack?.length, sample.page?.length]).toEqual([2000, 8000, 200]);
    expect(sample.message).toMatch(/^m+…$/);
  });

  it("never has more JSON than may be sent, whatever its texts and fields are", () => {
    const worst = ["\0", "\ud800", '"', "🙂", "€"];
    for (const character of worst) {
      const text = character.repeat(1e5);
      const sample = {
        category: text,
        signature: text,
        operation: text,
        page: text,
        screenshot: text,
        message: text,
        stack: text,
      };
      const bounded = boundedFailure({ ...sample, causes: Array.from({ length: 100 }, () => ({ text })) } as FailureSample);
      expect(jsonBytes(bounded)).toBeLessThanOrEqual(MAX_SAMPLE_BYTES);
      expect(boundedFailure(bounded)).toEqual(bounded);
      expect(bounded.message).not.toBe("");
    }
    const anything = fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      maxLength: 10_000,
    });
    fc.assert(
      fc.property(anything, anything, (message, stack) => {
        expect(jsonBytes(boundedFailure({ category: "step", message, stack }))).toBeLessThanOrEqual(MAX_SAMPLE_BYTES);
      }),
    );
  });
});
