import type { Clock } from "../../base/clock.js";

const ROUND_TRIPS = 7;

/** The estimated offset of a node's clock. */
export interface ClockOffset {
  /** Node time minus controller time. */
  readonly offsetMs: number;
  /** Half of the round-trip time, the maximum error of the estimate. */
  readonly uncertaintyMs: number;
}

/**
 * Estimates the offset as NTP does: assumes that the node answers in the middle of the round trip, and uses the
 * fastest of several round trips (Mills, RFC 5905, section 8 and the minimum filter of section 10).
 */
export async function measureOffset(clock: Clock, askNode: () => Promise<number>): Promise<ClockOffset> {
  let best: ClockOffset | undefined;
  for (let count = 0; count < ROUND_TRIPS; count += 1) {
    const askedAtMs = clock.now();
    const nodeMs = await askNode();
    const answeredAtMs = clock.now();
    const uncertaintyMs = (answeredAtMs - askedAtMs) / 2;
    if (best === undefined || uncertaintyMs < best.uncertaintyMs)
      best = { offsetMs: nodeMs - (askedAtMs + answeredAtMs) / 2, uncertaintyMs };
  }
  return best ?? { offsetMs: 0, uncertaintyMs: 0 };
}
