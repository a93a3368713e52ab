import { describe, expect, it } from "vitest";
import { launchFlags } from "./launch-flags.js";

describe("launch flags", () => {
  it("contain each flag once, and all disabled features in one flag", () => {
    const names = launchFlags().map((flag) => flag.split("=")[0]);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("--disable-features");
  });

  it("do not change the abilities of pages", () => {
    expect(launchFlags().join(" ")).not.toMatch(/disable-(web-security|javascript|gpu\b|images)|user-agent|single-process/);
  });
});
