import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LiveLoadError, toWireError } from "../errors.js";
import { boundedText, cutAt, wellFormed } from "./bounded-text.js";

const anything = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });

describe("a bounded text", () => {
  it("is well formed and within its limit, and marks a cut", () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 20 }), (text, most) => {
        const bounded = boundedText(text, most);
        expect(bounded.length).toBeLessThanOrEqual(most);
        expect(Buffer.from(bounded).toString()).toBe(bounded);
        expect(bounded.endsWith("…") || bounded === wellFormed(text)).toBe(true);
        expect(boundedText(bounded, most)).toBe(bounded);
      }),
    );
  });

  it("is not cut inside a surrogate pair", () => {
    expect([cutAt("a🙂b", 2), cutAt("a🙂b", 3), boundedText("a🙂b", 3)]).toEqual(["a", "a🙂", "a…"]);
  });
});

describe("an error that crosses the wire", () => {
  it("is bounded, whatever was thrown", () => {
    const huge = "e".repeat(10_000_000);
    const cause = new Error(huge);
    for (const thrown of [cause, huge, new LiveLoadError("CONFIG_FAILED", huge, { cause, hint: huge, details: { huge } })])
      expect(JSON.stringify(toWireError(thrown)).length).toBeLessThan(50_000);
    const small = new LiveLoadError("CONFIG_FAILED", "no", { hint: "try", details: { scenario: "x" } });
    expect(toWireError(small)).toMatchObject({ code: "CONFIG_FAILED", message: "no", hint: "try", details: { scenario: "x" } });
  });
});
