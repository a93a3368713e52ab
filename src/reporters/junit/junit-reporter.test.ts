import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { RESULTS } from "../../../test/fixtures/results/results.js";
import type { RunResult } from "../../result/model.js";
import { junitReporter } from "./junit-reporter.js";

const options = { color: false, columns: 90, outputFolder: "/out" };
const names = Object.keys(RESULTS) as (keyof typeof RESULTS)[];

interface Case {
  readonly name: string;
  readonly problem: string | undefined;
  readonly message: string | undefined;
  text: string;
}

/** The test cases as a strict XML parser reads them. */
function read(result: RunResult) {
  const suites: Record<string, string>[] = [];
  const cases: Case[] = [];
  const open: string[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    open.push(name);
    if (name === "testsuite") suites.push(attributes as Record<string, string>);
    if (name === "testcase") cases.push({ name: String(attributes.name), problem: undefined, message: undefined, text: "" });
    if (name === "failure" || name === "error")
      cases.push({ ...cases.pop(), problem: name, message: String(attributes.message) } as Case);
  });
  parser.on("text", (text) => {
    const last = cases.at(-1);
    if (last !== undefined && (open.at(-1) === "failure" || open.at(-1) === "error")) last.text += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(String(junitReporter.report(result, options).files[0]?.content)).close();
  return { suite: suites[0] ?? {}, suites: suites.length, cases };
}

describe("the JUnit report", () => {
  it.each(names)("is well-formed, and its totals add up, on the result %s", (name) => {
    const result = RESULTS[name]();
    const { suite, suites, cases } = read(result);
    expect(suites).toBe(1);
    expect(Number(suite.tests)).toBe(cases.length);
    expect(cases).toHaveLength(result.thresholds.length + (result.background === undefined ? 2 : 3));
    expect(Number(suite.failures)).toBe(cases.filter(({ problem }) => problem === "failure").length);
    expect(Number(suite.errors)).toBe(cases.filter(({ problem }) => problem === "error").length);
    expect(Number(suite.failures) + Number(suite.errors) > 0).toBe(result.verdict !== "pass");
  });

  it("has a case for each threshold, with the measured value", () => {
    const result = RESULTS.failing();
    const { cases } = read(result);
    for (const { expression, passed } of result.thresholds) {
      const found = cases.find(({ name }) => name === `threshold ${expression}`);
      expect(found?.problem).toBe(passed ? undefined : "failure");
      if (!passed) expect(found?.message).toMatch(/ is |nothing was measured/);
    }
  });

  it("names what failed", () => {
    const result = RESULTS.failing();
    const rate = read(result).cases.find(({ name }) => name.startsWith("failure rate"));
    expect(rate?.problem).toBe("failure");
    for (const { sample } of result.failures.slice(0, 3)) expect(rate?.text).toContain(sample.operation ?? sample.message);
  });

  it("judges the failure rates of both kinds of users apart", () => {
    const result = RESULTS.crowd();
    const reason = { code: "failure-rate", message: "background users: 900 of 3,060 iterations failed" };
    const rates = (of: RunResult) =>
      read(of)
        .cases.filter(({ name }) => name.startsWith("failure rate"))
        .map(({ name, problem }) => [name, problem]);
    expect(rates({ ...result, verdict: "fail", verdictReasons: [reason] })).toEqual([
      ["failure rate", undefined],
      ["failure rate of background users", "failure"],
    ]);
    expect(rates({ ...result, verdict: "fail", verdictReasons: [{ ...reason, message: "2 of 41 iterations failed" }] })).toEqual([
      ["failure rate", "failure"],
      ["failure rate of background users", undefined],
    ]);
  });

  it("shows an untrustworthy measurement as an error, not as a failure", () => {
    const verdict = read(RESULTS.sick()).cases.at(-1);
    expect(verdict).toMatchObject({ name: "verdict", problem: "error" });
    expect(verdict?.text).toMatch(/sick-node: .*\[shop-\d\]/);
  });

  it("keeps every character that XML can represent", () => {
    const name = `a < b && "c" \u0001 ]]> \u{1f600}\nd`;
    const { suite } = read({ ...RESULTS.counter(), name });
    expect(suite.name).toBe(name.replace("\u0001", "\uFFFD"));
  });
});
