import { describe, expect, it } from "vitest";
import { defaultFonts } from "./default-fonts.js";

describe("the fonts of generic families", () => {
  it("are a desktop's on Linux, and the browser's own elsewhere", () => {
    expect(defaultFonts("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36")?.fixed).toBe("Monospace");
    expect(defaultFonts("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36")).toBeUndefined();
  });
});
