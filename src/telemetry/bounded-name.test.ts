import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundedName, MAX_NAME_BYTES, MAX_NAME_LENGTH } from "./bounded-name.js";

/** Any sequence of UTF-16 code units, lone surrogates among them. */
const anything = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  maxLength: 10_000,
});

describe("a bounded name", () => {
  it("is the name itself when that is short and well formed", () => {
    for (const name of ["", "click #inc", "größe", "🙂".repeat(100), "n".repeat(200)]) expect(boundedName(name)).toBe(name);
  });

  it("fits into a batch, is well formed, and does not change when it is bounded again", () => {
    fc.assert(
      fc.property(anything, (name) => {
        const bounded = boundedName(name);
        expect(bounded.length).toBeLessThanOrEqual(MAX_NAME_LENGTH);
        expect(Buffer.byteLength(bounded)).toBeLessThanOrEqual(MAX_NAME_BYTES);
        expect(Buffer.from(bounded).toString()).toBe(bounded);
        expect(boundedName(bounded)).toBe(bounded);
      }),
    );
  });

  it("begins like the name and never splits a surrogate pair", () => {
    const name = boundedName(`a${"🙂".repeat(400)}`);
    expect(name).toMatch(/^a(?:🙂)+…[0-9a-z]{11}$/u);
    expect(name.length).toBe(199);
  });

  it("differs for names that differ only after the cut, or only in lone surrogates", () => {
    const same = "x".repeat(9999);
    const names = [`${same}a`, `${same}b`, same, "\ud800", "\ud801", "\udc00", "\ufffd", `${same}\ud800`, `${same}\ud801`];
    expect(new Set(names.map(boundedName)).size).toBe(names.length);
    const many = Array.from({ length: 2000 }, (_, at) => boundedName(`${same}${at}`));
    expect(new Set(many).size).toBe(many.length);
  });
});
