import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fragmentOf, type View, viewOf } from "./view-fragment.js";

describe("the fragment of a view", () => {
  it("names a part alone when nothing else was chosen", () => {
    expect(fragmentOf({ part: "latency" })).toBe("#latency");
    expect(viewOf("#latency").part).toBe("latency");
  });

  it("leads back to the same view, whatever the names in it", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
    const view = fc.record(
      {
        part: fc.stringMatching(/^[a-z-]+$/),
        metric: text,
        detail: fc.tuple(fc.stringMatching(/^[a-z_]+$/), text),
        zoom: fc.tuple(fc.nat(1000), fc.integer({ min: 1001, max: 5000 })),
        theme: fc.constantFrom("light" as const, "dark" as const),
        filters: fc.dictionary(fc.stringMatching(/^[a-z]+$/), text),
        orders: fc.dictionary(fc.stringMatching(/^[a-z]+$/), text),
      },
      { requiredKeys: ["filters", "orders"] },
    );
    fc.assert(
      fc.property(view, (given) => {
        expect(viewOf(fragmentOf(given as View))).toEqual(given);
      }),
    );
  });

  it("leaves out what it does not understand", () => {
    const { part, zoom, theme, detail } = viewOf("#steps&zoom=9-2&theme=pink&detail=none");
    expect({ part, zoom, theme, detail }).toEqual({ part: "steps", zoom: undefined, theme: undefined, detail: undefined });
    expect(viewOf("#%E0%A4%A").part).toBe("%E0%A4%A");
    expect(viewOf("")).toEqual({ filters: {}, orders: {} });
  });
});
