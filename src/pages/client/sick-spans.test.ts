import { describe, expect, it } from "vitest";
import { sickSpans } from "./sick-spans.js";

describe("times during which nodes were not healthy", () => {
  it("tell how many nodes each moment concerns", () => {
    const windows = [
      { fromMs: 0, toMs: 4000 },
      { fromMs: 2000, toMs: 6000 },
      { fromMs: 9000, toMs: 10_000 },
    ];
    expect(sickSpans(windows, 4)).toEqual([
      { fromMs: 0, toMs: 2000, share: 0.25 },
      { fromMs: 2000, toMs: 4000, share: 0.5 },
      { fromMs: 4000, toMs: 6000, share: 0.25 },
      { fromMs: 9000, toMs: 10_000, share: 0.25 },
    ]);
    expect(sickSpans([], 3)).toEqual([]);
  });
});
