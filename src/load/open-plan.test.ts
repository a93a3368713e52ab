import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { peakUsers, planDurationMs, plannedLoad } from "./load-plan.js";
import { arrivalCurve, type OpenLoadPlan, placeOfArrival } from "./open-plan.js";

const open = (given: Partial<OpenLoadPlan>): OpenLoadPlan => ({
  kind: "open",
  version: 1,
  initialPerSecond: 20,
  stages: [{ durationMs: 30_000, perSecond: 20 }],
  maxUsers: 10,
  maxLatenessMs: 10_000,
  ...given,
});
const plans = fc
  .record({
    initialPerSecond: fc.double({ min: 0, max: 100, noNaN: true }),
    stages: fc.array(
      fc.record({ durationMs: fc.integer({ min: 1, max: 60_000 }), perSecond: fc.double({ min: 0, max: 100, noNaN: true }) }),
      { minLength: 1, maxLength: 4 },
    ),
    maxUsers: fc.integer({ min: 1, max: 500 }),
  })
  .map(open);

/** All arrivals of a plan, in order. */
function instantsOf(plan: OpenLoadPlan): readonly number[] {
  const curve = arrivalCurve(plan);
  return Array.from({ length: plannedLoad(plan, 0, planDurationMs(plan)) }, (_, arrival) => curve.instantOf(arrival));
}

describe("an open plan", () => {
  it("has 600 arrivals at 20/s for 30 s, the first at once", () => {
    const instants = instantsOf(open({}));
    expect([instants.length, instants[0], instants[1], instants.at(-1)]).toEqual([600, 0, 50, expect.closeTo(29_950, 6)]);
    expect([peakUsers(open({})), planDurationMs(open({})), plannedLoad(open({}), 10_000, 20_000)]).toEqual([10, 30_000, 200]);
  });

  it("follows the integral of its rate over any 10 s", () => {
    fc.assert(
      fc.property(plans, fc.double({ min: 0, max: 1, noNaN: true }), (plan, share) => {
        const from = share * planDurationMs(plan);
        const curve = arrivalCurve(plan);
        const due = curve.countAt(from + 10_000) - curve.countAt(from);
        const arrived = instantsOf(plan).filter((at) => at >= from && at < from + 10_000).length;
        expect(Math.abs(arrived - due)).toBeLessThanOrEqual(1 + 1e-6);
      }),
    );
  });

  it("spreads steady arrivals evenly and keeps their order", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const instants = instantsOf(plan);
        expect(instants.every((at, index) => index === 0 || at >= (instants[index - 1] ?? 0))).toBe(true);
        expect(instants.at(-1) ?? 0).toBeLessThanOrEqual(planDurationMs(plan));
      }),
    );
  });

  it("gives every place its arrivals in turn, and no range of places many in a row", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 5 }), (maxUsers, round) => {
        const places = Array.from({ length: maxUsers }, (_, at) => placeOfArrival(round * maxUsers + at, maxUsers));
        expect(new Set(places).size).toBe(maxUsers);
        expect([Math.min(...places), Math.max(...places)]).toEqual([1, maxUsers]);
        const half = places.map((place) => place <= maxUsers / 2);
        const runs = half.reduce((all, low, at) => (low === half[at - 1] ? all : all + 1), 0);
        if (maxUsers >= 20) expect(runs).toBeGreaterThan(maxUsers / 2.7);
      }),
    );
  });
});
