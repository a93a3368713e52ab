import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constantUsers, isUserWanted, nextChange, plannedUserMs, stagedUsers, targetUsers } from "./closed-plan.js";
import { peakUsers, planDurationMs } from "./load-plan.js";

const stages = fc.array(fc.record({ durationMs: fc.integer({ min: 1, max: 60_000 }), users: fc.integer({ min: 0, max: 40 }) }), {
  minLength: 1,
  maxLength: 6,
});

describe("a plan of constant users", () => {
  it("has all users active from start to end without a ramp-up", () => {
    const plan = constantUsers({ users: 3, durationMs: 1000, rampUpMs: 0 });
    expect([1, 2, 3, 4].map((user) => isUserWanted(plan, user, 0))).toEqual([true, true, true, false]);
    expect(isUserWanted(plan, 1, 999.9)).toBe(true);
    expect(isUserWanted(plan, 1, 1000)).toBe(false);
    expect(plannedUserMs(plan)).toBe(3000);
  });

  it("counts the user-seconds of any part of it", () => {
    const plan = constantUsers({ users: 4, durationMs: 10_000, rampUpMs: 4000 });
    expect(plannedUserMs(plan)).toBe(8000 + 24_000);
    expect(plannedUserMs(plan, 0, 2000)).toBe(2000);
    expect(plannedUserMs(plan, 2000, 6000)).toBe(6000 + 8000);
    expect(plannedUserMs(plan, 10_000)).toBe(0);
    const down = stagedUsers([
      { durationMs: 1000, users: 10 },
      { durationMs: 1000, users: 0 },
    ]);
    expect(plannedUserMs(down, 500, 1500)).toBe(7500);
  });

  it("starts users one after another over the ramp-up, the first at once", () => {
    const plan = constantUsers({ users: 4, durationMs: 10_000, rampUpMs: 4000 });
    const starts = [1, 2, 3, 4].map((user) => nextChange(plan, user, { fromMs: 0, wanted: true }));
    expect(starts).toEqual([0, 1000, 2000, 3000]);
    expect(planDurationMs(plan)).toBe(10_000);
  });

  it("never has more users than asked for", () => {
    const plan = constantUsers({ users: 4, durationMs: 10_000, rampUpMs: 4000 });
    expect(nextChange(plan, 5, { fromMs: 0, wanted: true })).toBeUndefined();
  });
});

describe("a plan of stages", () => {
  it("changes linearly from stage to stage", () => {
    const plan = stagedUsers([
      { durationMs: 1000, users: 10 },
      { durationMs: 1000, users: 10 },
      { durationMs: 1000, users: 0 },
    ]);
    expect([0, 500, 1500, 2500, 3000].map((at) => targetUsers(plan, at))).toEqual([0, 5, 10, 5, 0]);
    expect(peakUsers(plan)).toBe(10);
  });

  it("finds a change that rounding hides at its exact instant", () => {
    const plan = stagedUsers([{ durationMs: 334, users: 1 }]);
    expect(nextChange(plan, 1, { fromMs: Number.MIN_VALUE, wanted: true })).toBe(Number.MIN_VALUE);
  });

  it("knows the next instant at which a user starts or stops, with no change before it", () => {
    fc.assert(
      fc.property(
        stages,
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 100_000, noNaN: true }),
        fc.boolean(),
        (list, user, fromMs, wanted) => {
          const plan = stagedUsers(list);
          const at = nextChange(plan, user, { fromMs, wanted });
          const until = at ?? planDurationMs(plan) + 1000;
          if (at !== undefined && at > fromMs) expect(isUserWanted(plan, user, at + 1e-3)).toBe(wanted);
          for (const share of [0, 0.25, 0.5, 0.75, 0.999]) {
            const probe = fromMs + (until - fromMs) * share;
            if (at === undefined || probe < at - 1e-3) expect(isUserWanted(plan, user, probe)).toBe(!wanted);
          }
        },
      ),
    );
  });

  it("has as many active users as its target, rounded up", () => {
    fc.assert(
      fc.property(stages, fc.double({ min: 0, max: 100_000, noNaN: true }), (list, at) => {
        const plan = stagedUsers(list);
        const wanted = Array.from({ length: 41 }, (_, index) => isUserWanted(plan, index + 1, at)).filter(Boolean).length;
        expect(wanted).toBe(Math.ceil(targetUsers(plan, at)));
      }),
    );
  });
});
