import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 10;

/** Starts to watch the event loop; each call gives the 99th percentile of its delay since the call before, in milliseconds. */
export function startEventLoopMeter(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return () => {
    // What is recorded is the time from one tick to the next, with the wait that was asked for.
    const delayMs = histogram.count === 0 ? 0 : Math.max(0, histogram.percentile(99) / 1e6 - RESOLUTION_MS);
    histogram.reset();
    return delayMs;
  };
}
