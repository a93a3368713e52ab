import { describe, expect, it } from "vitest";
import { targetUsers } from "../../load/closed-plan.js";
import { peakUsers, planDurationMs } from "../../load/load-plan.js";
import { trialPlan, trialUsers } from "./calibration-plan.js";

describe("the users of a trial", () => {
  it("are all users of the run when the node may carry them", () => {
    expect(trialUsers(30, { usersByCpu: 20, usersByMemory: 300 })).toBe(30);
  });

  it("exceed the published figures, but never the memory", () => {
    expect(trialUsers(1000, { usersByCpu: 20, usersByMemory: 300 })).toBe(80);
    expect(trialUsers(1000, { usersByCpu: 20, usersByMemory: 50 })).toBe(50);
  });

  it("are at least one", () => {
    expect(trialUsers(5, { usersByCpu: 0, usersByMemory: 0 })).toBe(1);
  });
});

describe("the plan of a trial", () => {
  it.each([1, 2, 7, 60])("grows from one user to %i over the given duration", (users) => {
    const plan = trialPlan(users, 120_000);
    expect(planDurationMs(plan)).toBeCloseTo(120_000, 6);
    expect(peakUsers(plan)).toBe(users);
    expect(targetUsers(plan, 0)).toBe(1);
    expect(targetUsers(plan, 119_999)).toBeCloseTo(users, 6);
  });

  it("doubles in each stage", () => {
    expect(trialPlan(10, 60_000).stages.map(({ users }) => users)).toEqual([1, 2, 4, 8, 10, 10]);
  });
});
