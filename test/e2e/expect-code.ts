import { expect } from "vitest";
import type { RunResult } from "../../src/result/model.js";
import type { Ended } from "./command.js";

/** Reasons of a verdict that fail a run, and those that spoil its result. Others are only mentioned. */
const FAILING = ["threshold", "failure-rate"];
const SPOILING = ["lost-load", "controller-lost", "no-iterations", "aborted"];

/**
 * Checks the exit code of a run whose health does not matter. A busy machine makes its result invalid (98), and then it must have
 * passed or failed as expected but for that: 98 for any other reason is wrong.
 */
export function expectCode(
  { code, stderr }: Pick<Ended, "code" | "stderr">,
  result: RunResult | undefined,
  expected: 0 | 99,
): void {
  const reasons = result?.verdictReasons.map((reason) => reason.code) ?? [];
  const isSick = reasons.includes("sick-node");
  expect(code, stderr).toBe(isSick ? 98 : expected);
  if (!isSick) return;
  const important = reasons.filter((reason) => FAILING.includes(reason) || SPOILING.includes(reason));
  const outcome = important.every((reason) => FAILING.includes(reason)) ? important.length > 0 && 99 : 98;
  expect(outcome || 0, stderr).toBe(expected);
}
