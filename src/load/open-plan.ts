import { z } from "zod";
import { MAX_CHANGED_STAGES, planMilliseconds } from "./plan-stages.js";
import { RateCurve } from "./rate-curve.js";

const perSecond = z.number().finite().nonnegative();
const rateStageSchema = z
  .strictObject({ durationMs: planMilliseconds, perSecond, paused: z.literal(true).optional() })
  .readonly();
/**
 * One piece of an open load plan: the arrival rate changes linearly to `perSecond` over `durationMs`; at once, if that is 0. A
 * paused one has no arrivals, and the plan goes on from its `perSecond` after it.
 */
export type RateStage = z.infer<typeof rateStageSchema>;

export const openPlanSchema = z
  .strictObject({
    kind: z.literal("open"),
    version: z.int().positive(),
    /** Arrivals per second at T0. */
    initialPerSecond: perSecond,
    stages: z.array(rateStageSchema).max(MAX_CHANGED_STAGES).readonly(),
    /** Users that take the arrivals. */
    maxUsers: z.int().positive(),
    /** An arrival that has waited longer for a free user is dropped. */
    maxLatenessMs: planMilliseconds,
  })
  .readonly();
/**
 * A load plan for the open model: iterations begin at a rate, whether or not earlier ones have ended. The protocol
 * carries it with a version, so that it can be changed while running.
 */
export type OpenLoadPlan = z.infer<typeof openPlanSchema>;

/** Successive arrivals are this share of all places apart: the golden section keeps each far from all recent ones. */
const GOLDEN_SHARE = 0.6180339887498949;

/** The plan's arrivals over time. Arrival k, from 0, is due when the curve's count reaches k. */
export function arrivalCurve({ initialPerSecond, stages }: OpenLoadPlan): RateCurve {
  let from = initialPerSecond / 1000;
  const pieces = stages.map(({ durationMs, perSecond, paused }) => {
    const to = perSecond / 1000;
    const piece = { kind: "rate" as const, durationMs, ...(paused === true ? { from: 0, to: 0 } : { from, to }) };
    from = to;
    return piece;
  });
  return new RateCurve(
    pieces.filter(({ durationMs }) => durationMs > 0),
    0,
  );
}

/** The number of arrivals due in [fromMs, toMs); `toMs` may be beyond the end. */
export function arrivalsBetween(plan: OpenLoadPlan, fromMs: number, toMs: number): number {
  const curve = arrivalCurve(plan);
  const before = (atMs: number) => Math.ceil(curve.countAt(Math.max(0, atMs)) - COUNT_ROUNDING);
  return Math.max(0, before(toMs) - before(fromMs));
}

/** Tolerance for a count that rounding put just above a whole number. */
const COUNT_ROUNDING = 1e-9;

/**
 * The place, from 1 to `maxUsers`, to which an arrival belongs. Each place comes once in `maxUsers` arrivals, so every node
 * gets arrivals in proportion to its users, and successive ones are far apart: no node gets many in a row.
 */
export function placeOfArrival(arrival: number, maxUsers: number): number {
  return ((arrival * placeStep(maxUsers)) % maxUsers) + 1;
}

/** The number coprime to `maxUsers` that is nearest to its golden section. */
function placeStep(maxUsers: number): number {
  const golden = Math.max(1, Math.round(maxUsers * GOLDEN_SHARE));
  for (let off = 0; ; off += 1) {
    if (commonDivisor(golden + off, maxUsers) === 1) return golden + off;
    if (golden > off && commonDivisor(golden - off, maxUsers) === 1) return golden - off;
  }
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
