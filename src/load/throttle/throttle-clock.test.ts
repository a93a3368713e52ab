import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SimulatedNode, simulate } from "../../../test/fixtures/throttled-nodes.js";
import { RateCurve, type RatePiece } from "../rate-curve.js";
import { HeldThrottle } from "./held-throttle.js";
import { PacedThrottle } from "./paced-throttle.js";
import type { ThrottleDemand } from "./throttle-line.js";

const NOTHING: ThrottleDemand = { wants: 0, gaveUp: 0, received: 0, used: 0, returned: 0, released: 0 };
const perSecond = (rate: number) => new RateCurve([], rate / 1000);
const UNTIL_MS = 40_000;

/** Nodes of which each one alone has enough users for the whole rate; the first is never lost. */
const nodesFor = (ratePerMs: number, holdMs: number) =>
  fc
    .array(
      fc.record({
        latencyMs: fc.integer({ min: 0, max: 40 }),
        diesAtMs: fc.option(fc.integer({ min: 1, max: UNTIL_MS }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((all) =>
      all.map(({ latencyMs, diesAtMs }, at): SimulatedNode => {
        const users = 3 + Math.ceil(ratePerMs * (500 + 2 * latencyMs + holdMs));
        return { latencyMs, holdMs, users, diesAtMs: at === 0 ? undefined : diesAtMs };
      }),
    );

const ramp: fc.Arbitrary<RatePiece> = fc.oneof(
  fc.record({
    kind: fc.constant("rate" as const),
    durationMs: fc.integer({ min: 1000, max: UNTIL_MS }),
    from: fc.double({ min: 1 / 3_600_000, max: 0.08, noNaN: true }),
    to: fc.double({ min: 1 / 3_600_000, max: 0.08, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant("interval" as const),
    durationMs: fc.integer({ min: 1000, max: UNTIL_MS }),
    from: fc.integer({ min: 12, max: 10_000 }),
    to: fc.integer({ min: 12, max: 10_000 }),
  }),
);

/** Checks that every window of 10 s has as many instants as the curve's integral, ± 1 or 1 %. */
function expectToFollow(curve: RateCurve, scheduledMs: readonly number[]): void {
  const windowMs = 10_000;
  // Before that, the first waiters had not arrived yet.
  for (let from = 500; from + windowMs <= UNTIL_MS - 1000; from += 500) {
    const granted = scheduledMs.filter((at) => at >= from && at < from + windowMs).length;
    const due = curve.countAt(from + windowMs) - curve.countAt(from);
    expect(Math.abs(granted - due), `${granted} instead of ${due} from ${from} ms on`).toBeLessThanOrEqual(
      Math.max(1, 0.01 * due) + 1e-6,
    );
  }
}

describe("a paced throttle", () => {
  it("follows its rate over any 10 s, for any nodes and losses", () => {
    const plan = fc
      .record({ pieces: fc.array(ramp, { maxLength: 3 }), tail: fc.double({ min: 1 / 3_600_000, max: 0.08, noNaN: true }) })
      .map(({ pieces, tail }) => new RateCurve(pieces, tail))
      .chain((curve) => nodesFor(0.09, 0).map((nodes) => ({ curve, nodes })));
    fc.assert(
      fc.property(plan, ({ curve, nodes }) => {
        expectToFollow(curve, simulate(new PacedThrottle(curve), nodes, UNTIL_MS).scheduledMs);
      }),
      { numRuns: 60 },
    );
  });

  it("spreads a steady rate evenly: no two instants are closer than half the interval", () => {
    const cases = fc
      .double({ min: 0.001, max: 0.2, noNaN: true })
      .chain((rate) => nodesFor(rate, 0).map((nodes) => ({ rate, nodes })));
    fc.assert(
      fc.property(cases, ({ rate, nodes }) => {
        const { scheduledMs } = simulate(new PacedThrottle(new RateCurve([], rate)), nodes, UNTIL_MS / 2);
        const gaps = scheduledMs.slice(1).map((instant, at) => instant - (scheduledMs[at] ?? 0));
        expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0.5 / rate - 1e-6);
      }),
      { numRuns: 25 },
    );
  });

  it("supports 1,000 grants per second", () => {
    const nodes = [1, 2, 3].map((latencyMs): SimulatedNode => ({ latencyMs, holdMs: 0, users: 600 }));
    const { scheduledMs, used } = simulate(new PacedThrottle(perSecond(1000)), nodes, 5000);
    expect(scheduledMs.filter((at) => at < 5000).length).toBeCloseTo(5000, -2);
    expect(scheduledMs.findIndex((at, index) => index > 0 && at - (scheduledMs[index - 1] ?? 0) > 1.001)).toBe(-1);
    expect(Math.min(...used)).toBeGreaterThan(1000);
  });

  it("grants the first at once, and then one per hour", () => {
    const clock = new PacedThrottle<string>(new RateCurve([], 1 / 3_600_000));
    clock.update("a", { ...NOTHING, wants: 2 });
    expect(clock.grant(0)).toEqual([{ node: "a", first: 0, dueMs: [0] }]);
    expect(clock.nextMs(0)).toBeCloseTo(3_600_000 - 250, 6);
    clock.update("a", { ...NOTHING, wants: 2, received: 1, used: 1 });
    expect(clock.grant(3_599_800)).toEqual([{ node: "a", first: 1, dueMs: [expect.closeTo(3_600_000, 6)] }]);
  });

  it("serves waiters in order of arrival across nodes", () => {
    const clock = new PacedThrottle<string>(perSecond(20));
    clock.update("b", { ...NOTHING, wants: 2 });
    clock.update("a", { ...NOTHING, wants: 2 });
    clock.update("b", { ...NOTHING, wants: 3 });
    expect(clock.grant(0)).toEqual([
      { node: "b", first: 0, dueMs: [0, 50, 200] },
      { node: "a", first: 0, dueMs: [100, 150] },
    ]);
  });

  it("saves up no grants while nobody waits", () => {
    const clock = new PacedThrottle<string>(perSecond(10));
    clock.update("a", { ...NOTHING, wants: 1 });
    clock.grant(0);
    clock.update("a", { ...NOTHING, wants: 4, received: 1, used: 1 });
    expect(clock.grant(60_000)).toEqual([
      { node: "a", first: 1, dueMs: [60_000, expect.closeTo(60_100, 6), expect.closeTo(60_200, 6)] },
    ]);
  });

  it("makes up for grants missed while somebody waited, at most 10 % faster", () => {
    const clock = new PacedThrottle<string>(perSecond(10));
    clock.update("a", { ...NOTHING, wants: 100 });
    const first = clock.grant(0)[0]?.dueMs ?? [];
    clock.update("a", { ...NOTHING, wants: 100, received: 3, used: 3 });
    const stalled = clock.grant(2000)[0]?.dueMs ?? [];
    expect([first.at(-1), stalled[0]]).toEqual([200, 2000]);
    expect(stalled.slice(1).map((at, index) => at - (stalled[index] ?? 0))).toEqual([
      expect.closeTo(100 / 1.1, 6),
      expect.closeTo(100 / 1.1, 6),
    ]);
  });

  it("gives the instants of a lost node to others, and puts a waiter whose grant came late first again", () => {
    const clock = new PacedThrottle<string>(perSecond(20));
    clock.update("a", { ...NOTHING, wants: 3 });
    clock.update("b", { ...NOTHING, wants: 9 });
    clock.grant(0);
    clock.lose("a", 10);
    expect(clock.grant(10)).toEqual([{ node: "b", first: 3, dueMs: [50, 100] }]);
    clock.update("b", { ...NOTHING, wants: 9, received: 5, used: 2, returned: 1 });
    expect(clock.grant(300)[0]).toMatchObject({ node: "b", first: 5 });
  });

  it("skips a node that ignores its grant until it reports again", () => {
    const clock = new PacedThrottle<string>(perSecond(1));
    clock.update("a", { ...NOTHING, wants: 5 });
    clock.update("b", { ...NOTHING, wants: 5 });
    expect(clock.grant(0)).toEqual([{ node: "a", first: 0, dueMs: [0] }]);
    expect(clock.grant(1100)[0]?.node).toBe("b");
    clock.update("a", { ...NOTHING, wants: 5, received: 1, used: 1 });
    expect(clock.grant(2000)[0]?.node).toBe("a");
  });

  it("resends what a node may have missed", () => {
    const clock = new PacedThrottle<string>(perSecond(20));
    clock.update("a", { ...NOTHING, wants: 4 });
    clock.grant(0);
    clock.update("a", { ...NOTHING, wants: 4, received: 2, used: 1 });
    expect(clock.unreceived("a")).toEqual({ node: "a", first: 2, dueMs: [100, 150] });
    expect(clock.unreceived("b")).toEqual({ node: "b", first: 0, dueMs: [] });
  });

  it("drops waiters that gave up, and ignores outdated reports", () => {
    const clock = new PacedThrottle<string>(perSecond(20));
    clock.update("a", { ...NOTHING, wants: 3 });
    clock.update("a", { ...NOTHING, wants: 3, gaveUp: 2 });
    clock.update("a", { ...NOTHING, wants: 3 });
    expect(clock.grant(0)).toEqual([{ node: "a", first: 0, dueMs: [0] }]);
    expect(clock.nextMs(0)).toBeUndefined();
  });
});

describe("a throttle with a limited number of holders", () => {
  it("never grants more than its limit, and reuses returned grants", () => {
    const cases = fc.integer({ min: 1, max: 8 }).chain((limit) => nodesFor(0.05, 700).map((nodes) => ({ limit, nodes })));
    fc.assert(
      fc.property(cases, ({ limit, nodes }) => {
        const { mostHeld, used } = simulate(new HeldThrottle(limit), nodes, UNTIL_MS);
        expect(mostHeld).toBeLessThanOrEqual(limit);
        if (nodes.every(({ diesAtMs }) => diesAtMs === undefined))
          expect(used.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(30 * limit);
      }),
      { numRuns: 40 },
    );
  });

  it("reclaims the grants of a lost node only when its users have certainly ended", () => {
    const clock = new HeldThrottle<string>(1);
    clock.update("a", { ...NOTHING, wants: 1 });
    clock.update("b", { ...NOTHING, wants: 1 });
    expect(clock.grant(0)).toEqual([{ node: "a", first: 0, dueMs: [0] }]);
    clock.lose("a", 1000);
    expect([clock.grant(1000), clock.nextMs(1000)]).toEqual([[], 16_000]);
    expect(clock.grant(16_000)).toEqual([{ node: "b", first: 0, dueMs: [16_000] }]);
  });
});
