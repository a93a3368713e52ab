import { type MetricType, onCLS, onFCP, onINP, onLCP, onTTFB } from "web-vitals";
import { pagePath, quietly } from "./natives.js";
import { vital } from "./reporter.js";

/** The shortest that the browser tells of; the library's own 40 ms leave fast pages without a value. */
const DURATION_THRESHOLD_MS = 16;

/**
 * Every value as it stands, since a page that is closed from outside is not told: the node keeps the last of each
 * navigation. Soft navigations count where the browser knows them.
 */
export function watchVitals(): void {
  const report = quietly(({ name, value, navigationId, navigationType, navigationURL }: MetricType) => {
    // Nothing is fetched in a soft navigation: the library says 0.
    if (name === "TTFB" && navigationType === "soft-navigation") return;
    vital(name, navigationId, navigationURL === undefined ? pagePath() : new URL(navigationURL).pathname, value);
  });
  const options = { reportAllChanges: true, reportSoftNavs: true, durationThreshold: DURATION_THRESHOLD_MS };
  for (const watch of [onTTFB, onFCP, onLCP, onCLS, onINP]) watch(report, options);
}
