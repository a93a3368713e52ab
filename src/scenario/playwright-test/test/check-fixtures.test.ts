import { expect, it } from "vitest";
import { checkFixtures } from "./check-fixtures.js";
import { FixturePool } from "./fixture-pool.js";
import { Suite, TestCase } from "./suite.js";

it("refuses tests and hooks that name fixtures which are not there, with their place", () => {
  const pool = FixturePool.empty.with({ page: "the page" });
  const at = (line: number) => Object.assign(new Error("x"), { stack: `Error: x\n    at /a/cart.spec.ts:${line}:1` });
  const suite = new Suite("cart.spec.ts");
  const testWith = (run: TestCase["run"]) =>
    new TestCase({ title: "adds", suite, run, pool, tags: [], annotations: [], at: at(3) });
  const check = (test: TestCase) => () => checkFixtures([{ test, pool }], {});
  const good = testWith(({ page }: { readonly page: unknown }) => page);
  expect(check(good)).not.toThrow();
  const bad = testWith(({ pgae }: { readonly pgae: unknown }) => pgae);
  expect(check(bad)).toThrow('the test "adds" has an unknown parameter "pgae"; did you mean "page"? (/a/cart.spec.ts:3:1)');
  suite.hooks.push({ kind: "beforeAll", run: ({ nobody }: { readonly nobody: unknown }) => nobody, pool, at: at(9) });
  expect(check(good)).toThrow(/^a hook beforeAll has an unknown parameter "nobody".*\(\/a\/cart\.spec\.ts:9:1\)$/);
});
