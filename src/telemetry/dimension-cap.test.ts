import { describe, expect, it } from "vitest";
import { DimensionCap, MAX_DIMENSION_VALUES } from "./dimension-cap.js";

describe("a dimension cap", () => {
  it("admits the first values and counts the rest as other", () => {
    const cap = new DimensionCap(2);
    const admitted = ["/a", "/b", "/c", "/a", "/b"].map((page) => cap.admit("web_vital_lcp", page));
    expect(admitted).toEqual(["/a", "/b", "other", "/a", "/b"]);
  });

  it("counts each metric on its own, and names those beyond the limit", () => {
    const cap = new DimensionCap(1);
    cap.admit("steps", "click #inc");
    cap.admit("checks", "title");
    expect(cap.overflowed).toEqual([]);
    cap.admit("steps", "click #dec");
    cap.admit("steps", "click #inc");
    expect(cap.overflowed).toEqual(["steps"]);
  });

  it("does not count other itself as a value", () => {
    const cap = new DimensionCap(1);
    expect(cap.admit("steps", "other")).toBe("other");
    expect(cap.admit("steps", "click #inc")).toBe("click #inc");
    expect(cap.overflowed).toEqual([]);
  });

  it("admits 200 values by default", () => {
    const cap = new DimensionCap();
    for (let n = 0; n < MAX_DIMENSION_VALUES; n += 1) expect(cap.admit("steps", `step ${n}`)).toBe(`step ${n}`);
    expect(MAX_DIMENSION_VALUES).toBe(200);
    expect(cap.admit("steps", "one more")).toBe("other");
  });
});
