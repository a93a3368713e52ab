import { type MetricType, onCLS, onFCP, onINP, onLCP } from "web-vitals";
import { now, pagePath, quietly } from "./natives.js";
import { vital } from "./reporter.js";

/** The browser's minimum; the library's default of 40 ms would leave fast pages without a value. */
const DURATION_THRESHOLD_MS = 16;

/**
 * Reports every change, because a page that is closed from outside is not notified: the node keeps the last value of each
 * navigation. Soft navigations count if the browser supports them.
 */
export function watchVitals(): void {
  const report = quietly(({ name, value, navigationId, navigationURL }: MetricType) => {
    vital(name, navigationId, navigationURL === undefined ? pagePath() : new URL(navigationURL).pathname, value);
  });
  const options = { reportAllChanges: true, reportSoftNavs: true, durationThreshold: DURATION_THRESHOLD_MS };
  quietly(timeToFirstByte)();
  for (const watch of [onFCP, onLCP, onCLS, onINP]) watch(report, options);
}

/** The library's definition, without waiting for the load event: by then a fast user may have left the page. */
function timeToFirstByte(): void {
  const [entry = {}] = performance.getEntriesByType("navigation") as Partial<PerformanceNavigationTiming>[];
  const { responseStart = 0, activationStart = 0 } = entry;
  if (responseStart > 0 && responseStart < now()) vital("TTFB", 0, pagePath(), Math.max(0, responseStart - activationStart));
}
