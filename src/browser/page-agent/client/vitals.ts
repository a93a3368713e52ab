import { type MetricType, onCLS, onFCP, onINP, onLCP } from "web-vitals";
import { now, pagePath, quietly } from "./natives.js";
import { vital } from "./reporter.js";

/** The shortest that the browser tells of; the library's own 40 ms leave fast pages without a value. */
const DURATION_THRESHOLD_MS = 16;

/**
 * Every value as it stands, since a page that is closed from outside is not told: the node keeps the last of each
 * navigation. Soft navigations count where the browser knows them.
 */
export function watchVitals(): void {
  const report = quietly(({ name, value, navigationId, navigationURL }: MetricType) => {
    vital(name, navigationId, navigationURL === undefined ? pagePath() : new URL(navigationURL).pathname, value);
  });
  const options = { reportAllChanges: true, reportSoftNavs: true, durationThreshold: DURATION_THRESHOLD_MS };
  quietly(timeToFirstByte)();
  for (const watch of [onFCP, onLCP, onCLS, onINP]) watch(report, options);
}

/** As the library has it, which waits for the load event: by then a user in a hurry is on the next page. */
function timeToFirstByte(): void {
  const entry = performance.getEntriesByType("navigation")[0];
  const start = entry?.responseStart ?? 0;
  if (entry !== undefined && start > 0 && start < now())
    vital("TTFB", 0, pagePath(), Math.max(0, start - (entry.activationStart ?? 0)));
}
