import { describe, expect, it } from "vitest";
import { RESULTS } from "../../test/fixtures/results/results.js";
import { factsOf, SecondBuilder } from "../../test/fixtures/results/synthetic-run.js";
import { buildResult } from "./build-result.js";
import { RunAggregate } from "./run-aggregate.js";
import type { RunFacts } from "./run-facts.js";

interface Measured {
  readonly succeeded?: number;
  readonly failed?: number;
  readonly sick?: boolean;
  /** Users for whom no row of data was left. */
  readonly usedUp?: number;
  /** Steps that ended. */
  readonly steps?: number;
  /** Iterations that were interrupted. */
  readonly interrupted?: number;
}

/** The verdict on ten users in ten seconds, with these counts in the first second. */
function judge(
  { succeeded = 100, failed = 0, sick = false, usedUp = 0, steps = 0, interrupted = 0 }: Measured,
  facts: Partial<RunFacts> = {},
) {
  const aggregate = new RunAggregate();
  const builder = new SecondBuilder(0);
  builder.activeUsers = 10;
  builder.sick = sick ? "cpu-throttled" : undefined;
  if (succeeded > 0) builder.count("iterations", "succeeded", succeeded);
  if (failed > 0) builder.count("iterations", "failed", failed);
  if (steps > 0) builder.count("steps", "click #inc", steps);
  if (interrupted > 0) builder.count("iterations", "interrupted", interrupted);
  if (usedUp > 0) builder.count("users_ended", "data-used-up", usedUp);
  aggregate.addSeconds("shop-1", [builder.build()]);
  const { verdict, verdictReasons } = buildResult({ aggregate, facts: factsOf({ seconds: 10, nodes: 1, users: 10 }, facts) });
  return { verdict, codes: verdictReasons.map(({ code }) => code), messages: verdictReasons.map(({ message }) => message) };
}

const FAST = [{ threshold: "iterations: count>1000", abortOnFail: false, delayAbortEvalMs: 0 }];
const ERROR = { code: "BROWSER_NOT_FOUND", message: "there is no browser on shop-1" } as const;

describe("the verdict", () => {
  it("is pass without a reason when nothing went wrong", () => {
    expect(judge({})).toEqual({ verdict: "pass", codes: [], messages: [] });
  });

  it.each([
    ["exactly at the tolerance", { succeeded: 95, failed: 5 }, "pass"],
    ["above it", { succeeded: 94, failed: 6 }, "fail"],
    ["with all failed", { succeeded: 0, failed: 1 }, "fail"],
  ] as const)("depends on the share of failed iterations: %s", (_what, measured, verdict) => {
    expect(judge(measured).verdict).toBe(verdict);
  });

  it("says how many failed", () => {
    expect(judge({ succeeded: 1900, failed: 212 }).messages).toEqual(["212 of 2,112 iterations failed (10 %; 5 % is tolerated)"]);
    expect(judge({ succeeded: 0, failed: 12 }).messages[0]).toBe("every iteration failed (12 of 12)");
  });

  it("is the most serious one that applies, with all reasons in order of severity", () => {
    const all = { thresholds: FAST, lostLoad: 50, plannedUserSeconds: 100, plannedLoad: 100, error: ERROR };
    const measured = { succeeded: 10, failed: 10, sick: true };
    expect(judge(measured, all)).toMatchObject({
      verdict: "error",
      codes: ["BROWSER_NOT_FOUND", "sick-node", "lost-load", "threshold", "failure-rate"],
    });
    expect(judge(measured, { ...all, error: undefined }).verdict).toBe("invalid");
    expect(judge({ ...measured, sick: false }, { ...all, error: undefined }).verdict).toBe("inconclusive");
    expect(judge({}, { thresholds: FAST }).verdict).toBe("fail");
  });

  it("tolerates sick seconds and lost load up to the configured limits", () => {
    expect(judge({ sick: true }).verdict).toBe("invalid");
    expect(judge({ sick: true }, { sickTolerance: 0.1 }).verdict).toBe("pass");
    expect(judge({}, { lostLoad: 5 }).verdict).toBe("pass");
    expect(judge({}, { lostLoad: 5.1 }).verdict).toBe("inconclusive");
    expect(judge({}, { lostLoad: 5.1, lostLoadTolerance: 0.06 }).verdict).toBe("pass");
  });

  it("of an interrupted run follows from its measurements, and says that it was interrupted", () => {
    const stopped = { reason: "interrupted" as const };
    expect(judge({}, { stopped })).toMatchObject({ verdict: "pass", codes: ["interrupted"] });
    expect(judge({}, { stopped: { reason: "terminated" } }).messages).toEqual(["the run was terminated after 9.58 s"]);
    expect(judge({}, { stopped, thresholds: FAST })).toMatchObject({ verdict: "fail", codes: ["threshold", "interrupted"] });
  });

  it("mentions users that ended early because their data ran out, and does not fail for it", () => {
    const judged = judge({ usedUp: 3 });
    expect(judged).toMatchObject({ verdict: "pass", codes: ["data-used-up"] });
    expect(judged.messages).toEqual(["3 users ended early because a data pool ran out of rows"]);
    expect(judge({ usedUp: 1, failed: 50 }).codes).toEqual(["failure-rate", "data-used-up"]);
  });

  it("of a run in which no iteration finished is inconclusive", () => {
    expect(judge({ succeeded: 0 })).toMatchObject({ verdict: "inconclusive", codes: ["no-iterations"] });
    const cut = judge({ succeeded: 0, steps: 40, interrupted: 10 });
    expect(cut).toMatchObject({ verdict: "inconclusive", codes: ["no-iterations"] });
    expect(cut.messages).toEqual(["no iteration finished, so there is nothing to judge"]);
    const early = judge({ succeeded: 0 }, { startedAtMs: undefined, stopped: { reason: "interrupted" } });
    expect(early).toMatchObject({ verdict: "inconclusive", codes: ["no-iterations", "interrupted"] });
    expect(early.messages.at(-1)).toBe("the run was interrupted before the load started");
  });

  it("with background users names their own option for dropped iterations, and says once that nothing started", () => {
    const crowd = factsOf({ seconds: 10, nodes: 1, users: 50, nameOf: () => "shop-1-crowd-1" });
    const judgeBoth = (facts: Partial<RunFacts>) => {
      const [aggregate, background] = [new RunAggregate(), new RunAggregate()];
      const second = new SecondBuilder(0).count("iterations", "succeeded", 10).count("dropped_iterations", "late", 10);
      if (facts.stopped === undefined) for (const one of [aggregate, background]) one.addSeconds("n", [second.build()]);
      const own = factsOf({ seconds: 10, nodes: 1, users: 10 }, { ...facts, background: crowd });
      return buildResult({ aggregate, background, facts: own }).verdictReasons.map(({ message }) => message);
    };
    expect(judgeBoth({})).toEqual([
      expect.stringMatching(/^50 % of the iterations were dropped, .* or maxUsers is too low$/),
      expect.stringMatching(/^background users: 50 % of the iterations were dropped, .* or backgroundUsers is too low$/),
    ]);
    expect(judgeBoth({ startedAtMs: undefined, stopped: { reason: "interrupted" } })).toEqual([
      "the load never started, so there is nothing to judge",
      "the run was interrupted before the load started",
    ]);
  });

  it("says that users had ended when iterations are dropped because none was left", () => {
    const second = new SecondBuilder(0).count("iterations", "succeeded", 10);
    for (const [reason, count] of [
      ["late", 10],
      ["no user left", 30],
    ] as const)
      second.count("dropped_iterations", reason, count);
    const aggregate = new RunAggregate();
    aggregate.addSeconds("n", [second.build()]);
    const { verdict, verdictReasons } = buildResult({ aggregate, facts: factsOf({ seconds: 10, nodes: 1, users: 10 }) });
    expect(verdict).toBe("pass");
    expect(verdictReasons.map(({ message }) => message)).toEqual([
      "80 % of the iterations were dropped, because all users had ended before the load did",
    ]);
  });

  it("of an aborted run is error, with the reason that the scenario gave", () => {
    const stopped = { reason: "aborted" as const, message: "the shop\nis closed", node: "shop-1", offsetMs: 3 };
    expect(judge({}, { stopped })).toMatchObject({
      verdict: "error",
      codes: ["aborted"],
      messages: ["the scenario aborted the run: the shop is closed"],
    });
  });

  it("suggests the closest measured name for a threshold whose metric was not measured", () => {
    const reasons = RESULTS.failing().verdictReasons.map(({ message }) => message);
    expect(reasons[1]).toContain('step_duration{click #by-:id} was not measured; the closest name that was is "click #buy-:id"');
  });

  it("says in one line that the target did not answer", () => {
    expect(RESULTS.unreachable().verdictReasons).toEqual([
      {
        code: "failure-rate",
        message:
          "every iteration failed (12 of 12): the target did not answer: connection refused at 127.0.0.1:1 (all 12 navigations)",
      },
    ]);
  });

  it("does not say that the target did not answer when it answered with endless redirects", () => {
    const aggregate = new RunAggregate();
    const builder = new SecondBuilder(0);
    builder.count("steps", "navigate /", 2).count("failed_steps", "navigate /", 2).count("iterations", "failed", 2);
    aggregate.addSeconds("shop-1", [builder.build()]);
    const message = 'step 1: navigate "http://a.test/" failed: http://a.test/ was not reached: ERR_TOO_MANY_REDIRECTS';
    const likelyCauses = ["GET / failed: ERR_TOO_MANY_REDIRECTS", "a", "b", "c", "d"];
    const sample = { category: "step", message, operation: "navigate /", likelyCauses };
    aggregate.addFailures("shop-1", [{ signature: "s", category: "step", count: 2, firstOffsetMs: 0, sample }]);
    const { verdictReasons } = buildResult({ aggregate, facts: factsOf({ seconds: 1, nodes: 1, users: 1 }) });
    expect(verdictReasons.map((reason) => reason.message)).toEqual([
      `every iteration failed (2 of 2): ${message} (likely causes: ${likelyCauses.slice(0, 3).join("; ")}; and 2 more)`,
    ]);
  });

  it("names the node that was sick or lost", () => {
    expect(RESULTS.sick().verdictReasons[0]).toMatchObject({ code: "sick-node", node: "shop-2", offsetMs: 90_000 });
    // Its last complete second is the one from 99 s to 100 s.
    expect(RESULTS.lostNode().verdictReasons[0]).toMatchObject({
      code: "lost-load",
      node: "shop-2",
      offsetMs: 100_000,
      message: expect.stringContaining("node shop-2 was lost, last heard from at 1 min 40 s"),
    });
  });

  it.each(Object.entries(RESULTS))("on the fixture %s has reasons of one line without control characters", (_name, make) => {
    for (const { message } of make().verdictReasons) expect(message).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  });
});
