import { describe, expect, it } from "vitest";
import { targetUsers } from "../../load/closed-plan.js";
import { peakUsers, planDurationMs } from "../../load/load-plan.js";
import { trialPlan, trialUsers } from "./calibration-plan.js";

describe("the users of a trial", () => {
  it("are those of the run where the node may carry them", () => {
    expect(trialUsers(30, { usersByCpu: 20, usersByMemory: 300 })).toBe(30);
  });

  it("go well beyond the figures, but not beyond the memory", () => {
    expect(trialUsers(1000, { usersByCpu: 20, usersByMemory: 300 })).toBe(80);
    expect(trialUsers(1000, { usersByCpu: 20, usersByMemory: 50 })).toBe(50);
  });

  it("are never none", () => {
    expect(trialUsers(5, { usersByCpu: 0, usersByMemory: 0 })).toBe(1);
  });
});

describe("the plan of a trial", () => {
  it.each([1, 2, 7, 60])("grows from one user to all %i and takes its time", (users) => {
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
