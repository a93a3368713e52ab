import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { asFunction } from "./as-function.js";

const resultOf = (expression: string): unknown => runInNewContext(`(${String(asFunction(expression))})()`);

describe("an expression for the page", () => {
  it.each([
    "1 + 1",
    " 1 + 1; ",
    "1 + 1 // the sum",
    "1 + 1; // the sum",
    "1 + 1;\n  // the sum\n// of two\n",
    "(() => 2)()",
    "() => 2",
  ])("becomes a function that returns its value: %j", (expression) => {
    expect(resultOf(expression)).toBe(2);
  });

  it("may have long runs of white space", () => {
    expect(resultOf(`[${" ".repeat(50_000)}2][0]${"\n ".repeat(50_000)}`)).toBe(2);
  });
});
