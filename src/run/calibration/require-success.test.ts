import { describe, expect, it } from "vitest";
import { SecondBuilder } from "../../../test/fixtures/results/synthetic-run.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import { requireSuccess } from "./require-success.js";

function trialWith(...outcomes: readonly string[]): RunAggregate {
  const aggregate = new RunAggregate();
  const second = new SecondBuilder(0);
  for (const outcome of outcomes) second.count("iterations", outcome);
  aggregate.addSeconds("n1", [second.build()]);
  return aggregate;
}

describe("a trial", () => {
  it("that only failed says how to find out why, with the kind of users that failed", () => {
    const failed = trialWith("failed", "interrupted");
    expect(() => requireSuccess(failed, "chromium")).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("every iteration failed"),
        hint: "run the scenario with one user first",
      }),
    );
    expect(() => requireSuccess(failed, "protocol")).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("every iteration without a browser failed"),
        hint: "run it with --browser protocol --users 1 first; live-load plan names the steps that need a browser",
      }),
    );
  });

  it.each([
    ["one iteration succeeded", ["failed", "succeeded"]],
    ["none came to an end", ["interrupted"]],
  ])("can be judged when %s", (_, outcomes) => {
    expect(() => requireSuccess(trialWith(...outcomes), "protocol")).not.toThrow();
  });
});
