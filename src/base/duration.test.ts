import { expect, it } from "vitest";
import { MAX_DURATION_MS, missingUnitHint, parseDuration } from "./duration.js";

it("parses durations with units, and numbers as milliseconds", () => {
  expect(["500ms", "30s", "10m", "10min", "1h30m", " 1h 30m ", "1.5s", "24d", "0s", 30, 0].map(parseDuration)).toEqual([
    500,
    30_000,
    600_000,
    600_000,
    5_400_000,
    5_400_000,
    1500,
    MAX_DURATION_MS,
    0,
    30,
    0,
  ]);
});

it("refuses text without a unit, and anything that is negative, not a number, or too long for timers", () => {
  const wrong = ["30", "0", "1.5", "", "s", "-1s", "1e99h", "25d", `${"9".repeat(400)}h`, "10 minutes", "1m30"];
  const others = [-1, Number.NaN, Number.POSITIVE_INFINITY, MAX_DURATION_MS + 1, true, null, undefined, {}, ["1s"]];
  expect([...wrong, ...others].map(parseDuration)).toEqual(Array(wrong.length + others.length).fill(undefined));
});

it("suggests units for a text without one", () => {
  expect(missingUnitHint(" 30 ")).toBe("a duration in text needs a unit: say 30s or 30ms");
  expect(["30s", "soon", 30].map(missingUnitHint)).toEqual([undefined, undefined, undefined]);
});
