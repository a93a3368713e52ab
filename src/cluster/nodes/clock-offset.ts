import type { Clock } from "../../base/clock.js";

const ROUND_TRIPS = 7;

/** A node's clock as we see it. */
export interface ClockOffset {
  /** What to add to our time to get the node's. */
  readonly offsetMs: number;
  /** Half the round trip of the measurement: the estimate is off by at most this. */
  readonly uncertaintyMs: number;
}

/**
 * Estimates the offset as NTP does: the node's answer is taken to be made in the middle of the round trip, and the
 * quickest of several counts (Mills, RFC 5905, section 8 and the minimum filter of section 10).
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
