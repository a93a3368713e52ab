import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutApart, cutInMiddle } from "./cut-apart.js";

describe("names that are too long", () => {
  it("are cut in the middle", () => {
    expect(cutInMiddle("liveview_event_server_duration", 15)).toBe("livevie…uration");
    expect(cutApart(["short", "liveview_event_server_duration"], 15)).toEqual(["short", "livevie…uration"]);
  });

  it("keep the part in which they differ", () => {
    const names = ["click #products .row-17 button.buy-now", "click #products .row-18 button.buy-now"];
    expect(cutApart(names, 24)).toEqual(["click #p…17 button.buy-…", "click #p…18 button.buy-…"]);
  });

  it("stay different, and within the width", () => {
    const name = fc
      .tuple(fc.constantFrom("a", "b"), fc.nat(999), fc.constantFrom("x", "y"))
      .map(([head, number, tail]) => `click #${head}-products-of-the-list-${number}-with-a-button-to-buy-${tail}`);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), fc.integer({ min: 16, max: 70 }), (names, width) => {
        const cut = cutApart(names, width);
        expect(new Set(cut).size).toBe(names.length);
        for (const text of cut) expect(Array.from(text).length).toBeLessThanOrEqual(width);
      }),
    );
  });
});
