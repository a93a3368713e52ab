import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  constantUsers,
  isUserWanted,
  nextChange,
  plannedUserMs,
  stagedUsers,
  targetUsers,
  withPausesHeld,
} from "./closed-plan.js";
import { distributeUsers } from "./distribution.js";
import { type LoadPlan, planDurationMs, plannedLoad } from "./load-plan.js";
import { arrivalCurve, arrivalsBetween, type OpenLoadPlan, placeOfArrival } from "./open-plan.js";
import { changedPlan, heldValueAt, lengthFrom, type PlanChange, pausedMs, pauseEndMs } from "./plan-changes.js";

const steady = constantUsers({ users: 4, durationMs: 10_000, rampUpMs: 0 });
const rate = (perSecond: number, durationMs: number): OpenLoadPlan => {
  const stages = [{ durationMs, perSecond }];
  return { kind: "open", version: 1, initialPerSecond: perSecond, stages, maxUsers: 7, maxLatenessMs: 1000 };
};

const change: fc.Arbitrary<PlanChange> = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), value: fc.integer({ min: 0, max: 30 }), overMs: fc.constantFrom(0, 0, 700) }),
  fc.record({ kind: fc.constant("pause" as const), forMs: fc.integer({ min: 1, max: 5000 }) }),
  fc.constant({ kind: "resume" as const }),
  fc.constant({ kind: "stop" as const }),
);
/** Changes at growing instants; the waits between them are small beside the plan. */
const changes = fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), change), { maxLength: 8 });

/** The plan after each of the changes that still comes before its end, and when it was made. */
function steered<P extends LoadPlan>(plan: P, list: readonly (readonly [number, PlanChange])[]) {
  const steps: { plan: P; atMs: number; change: PlanChange }[] = [];
  let atMs = 0;
  let now: P = plan;
  for (const [waitMs, one] of list) {
    atMs += waitMs;
    if (atMs >= planDurationMs(now)) break;
    now = changedPlan(now, one, atMs);
    steps.push({ plan: now, atMs, change: one });
  }
  return { steps, plan: now };
}

describe("a plan that is changed", () => {
  it("has the users that were set from then on, until it would have ended", () => {
    const changed = changedPlan(steady, { kind: "set", value: 9, overMs: 0 }, 3000);
    expect([2999, 3000, 9999, 10_000].map((at) => targetUsers(changed, at))).toEqual([4, 9, 9, 0]);
    expect(plannedUserMs(changed)).toBe(3 * 4000 + 7 * 9000);
    expect(changed.version).toBe(2);
    const slowly = changedPlan(steady, { kind: "set", value: 0, overMs: 2000 }, 3000);
    expect([3000, 4000, 5000].map((at) => targetUsers(slowly, at))).toEqual([4, 2, 0]);
  });

  it("keeps the part of a ramp that is over, and drops the rest", () => {
    const ramp = constantUsers({ users: 10, durationMs: 20_000, rampUpMs: 10_000 });
    const changed = changedPlan(ramp, { kind: "set", value: 2, overMs: 0 }, 5000);
    expect([2500, 4999, 5000, 15_000].map((at) => Math.round(targetUsers(changed, at) * 100) / 100)).toEqual([2.5, 5, 2, 2]);
    expect(nextChange(changed, 4, { fromMs: 0, wanted: true })).toBe(3000);
    expect(nextChange(changed, 4, { fromMs: 3500, wanted: false })).toBe(5000);
  });

  it("pauses for as long as it is not resumed, goes on where it was, and ends that much later", () => {
    const ramp = constantUsers({ users: 10, durationMs: 20_000, rampUpMs: 10_000 });
    const paused = changedPlan(ramp, { kind: "pause", forMs: 60_000 }, 4000);
    expect([3999, 4000, 63_999].map((at) => Math.round(targetUsers(paused, at)))).toEqual([4, 0, 0]);
    expect([pauseEndMs(paused, 3999), pauseEndMs(paused, 4000), planDurationMs(paused)]).toEqual([undefined, 64_000, 80_000]);
    expect(lengthFrom(paused, 9000)).toBe(25_000);
    const resumed = changedPlan(paused, { kind: "resume" }, 9000);
    expect([planDurationMs(resumed), pausedMs(resumed)]).toEqual([25_000, 5000]);
    expect([8999, 9000, 12_000, 24_000].map((at) => targetUsers(resumed, at))).toEqual([0, 4, 7, 10]);
    expect(plannedUserMs(resumed)).toBeCloseTo(plannedUserMs(ramp));
    // For iterations that are under way, nothing ends with the pause.
    expect(nextChange(withPausesHeld(resumed), 3, { fromMs: 3000, wanted: false })).toBe(25_000);
  });

  it("takes what is set during a pause after it", () => {
    const paused = changedPlan(steady, { kind: "pause", forMs: 5000 }, 2000);
    const set = changedPlan(paused, { kind: "set", value: 1, overMs: 0 }, 3000);
    expect([3500, 6999, 7000, 14_999, 15_000].map((at) => targetUsers(set, at))).toEqual([0, 0, 1, 1, 0]);
  });

  it("changes nothing before the change, and nothing but what was asked for after it", () => {
    const stages = fc.array(fc.record({ durationMs: fc.integer({ min: 1, max: 9000 }), users: fc.nat(20) }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(stages, changes, (list, asked) => {
        let before: LoadPlan = stagedUsers(list);
        for (const { plan, atMs, change: one } of steered(stagedUsers(list), asked).steps) {
          expect(plannedLoad(plan, 0, atMs)).toBeCloseTo(plannedLoad(before, 0, atMs), 6);
          const isPaused = pauseEndMs(before, atMs) !== undefined;
          const length = planDurationMs(plan);
          if (one.kind === "stop") expect(length).toBeCloseTo(atMs, 6);
          if (one.kind === "pause") expect(length).toBeCloseTo(planDurationMs(before) + one.forMs, 6);
          if (one.kind === "resume") expect(length).toBeCloseTo(lengthFrom(before, atMs), 6);
          if (one.kind === "set") expect(length).toBeCloseTo(planDurationMs(before), 6);
          if (one.kind === "set" && !isPaused && one.overMs === 0 && length - atMs > 1)
            expect(heldValueAt(plan, atMs + 0.5)).toBe(one.value);
          expect(targetUsers(plan, length)).toBe(0);
          before = plan;
        }
      }),
    );
  });

  it("is the sum of what its nodes do at any instant", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(changes, weights, fc.array(fc.nat(12_000), { minLength: 5, maxLength: 5 }), (asked, nodes, instants) => {
        const { plan, steps } = steered(steady, asked);
        // The cluster grows as the changes ask for more: each time the new users are spread over the nodes.
        let there = 0;
        const ordinals = nodes.map((): number[] => []);
        for (const users of [4, ...steps.map(({ change: one }) => (one.kind === "set" ? one.value : 0))]) {
          if (users <= there) continue;
          for (const [at, { first, count }] of distributeUsers(users - there, nodes).entries())
            for (let user = 0; user < count; user += 1) ordinals[at]?.push(there + first + user);
          there = users;
        }
        for (const atMs of instants) {
          const wanted = ordinals.map((own) => own.filter((ordinal) => isUserWanted(plan, ordinal, atMs)).length);
          expect(wanted.reduce((sum, count) => sum + count, 0)).toBe(Math.ceil(targetUsers(plan, atMs)));
        }
      }),
    );
  });

  it("has each arrival once, on one node, at the rate of its time", () => {
    fc.assert(
      fc.property(changes, (asked) => {
        const { plan } = steered(rate(5, 9000), asked);
        const curve = arrivalCurve(plan);
        const total = arrivalsBetween(plan, 0, planDurationMs(plan));
        const dueMs = Array.from({ length: total }, (_, arrival) => curve.instantOf(arrival));
        expect(dueMs.every((at, arrival) => at >= (dueMs[arrival - 1] ?? 0))).toBe(true);
        // No arrival falls into a pause, but for one that is due at the instant at which the pause begins.
        const inPause = dueMs.filter(
          (at) => pauseEndMs(plan, at - 0.001) !== undefined && pauseEndMs(plan, at + 0.001) !== undefined,
        );
        expect(inPause).toEqual([]);
        const places = dueMs.map((_, arrival) => placeOfArrival(arrival, plan.maxUsers));
        expect(new Set(places).size).toBe(Math.min(total, plan.maxUsers));
      }),
    );
  });
});
