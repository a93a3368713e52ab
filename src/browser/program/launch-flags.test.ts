import { describe, expect, it } from "vitest";
import { launchFlags } from "./launch-flags.js";

describe("launch flags", () => {
  it("name each flag once, and the disabled features in one", () => {
    const names = launchFlags().map((flag) => flag.split("=")[0]);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("--disable-features");
  });

  it("do not touch what a page can do", () => {
    expect(launchFlags().join(" ")).not.toMatch(/disable-(web-security|javascript|gpu\b|images)|user-agent|single-process/);
  });
});
