import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 10;

/** Starts to measure the event loop. Each call returns the 99th percentile of its delay since the previous call, in milliseconds. */
export function startEventLoopMeter(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return () => {
    // The histogram has the time between ticks, which includes the resolution.
    const delayMs = histogram.count === 0 ? 0 : Math.max(0, histogram.percentile(99) / 1e6 - RESOLUTION_MS);
    histogram.reset();
    return delayMs;
  };
}
