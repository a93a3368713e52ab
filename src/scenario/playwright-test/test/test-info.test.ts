import { existsSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, it } from "vitest";
import { FixturePool } from "./fixture-pool.js";
import { Suite, TestCase } from "./suite.js";
import { TestInfo } from "./test-info.js";

function infoOf(at: Error): TestInfo {
  const suite = new Suite("shop.spec.ts");
  const test = new TestCase({ title: "buys", suite, run: () => {}, pool: FixturePool.empty, tags: [], annotations: [], at });
  const rest = { use: {}, projectName: "", timeoutMs: 1000, onTimeout: () => {}, mark: () => {} };
  return new TestInfo({ test, userId: 1, iteration: 1, file: "shop.spec.ts", ...rest });
}

it("knows where the test is declared", () => {
  const at = Object.assign(new Error("buys"), { stack: "Error: buys\n    at /shop/tests/shop.spec.ts:7:3" });
  expect(infoOf(at)).toMatchObject({ file: "/shop/tests/shop.spec.ts", line: 7, column: 3 });
  expect(infoOf(Object.assign(new Error("buys"), { stack: "" }))).toMatchObject({ file: "shop.spec.ts", line: 0, column: 0 });
});

it("has a folder for files of the test, which is removed after it", () => {
  const info = infoOf(new Error("buys"));
  const path = info.outputPath("receipts", "one.txt");
  writeFileSync(path, "paid");
  expect(path.startsWith(info.outputDir)).toBe(true);
  expect(basename(path)).toBe("one.txt");
  expect(() => info.outputPath("..", "other")).toThrow("not allowed outside");
  info.removeFiles();
  expect(existsSync(path)).toBe(false);
});
