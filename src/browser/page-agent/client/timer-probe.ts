import { now, setTimer } from "./natives.js";
import { timerDelay } from "./reporter.js";

const INTERVAL_MS = 1000;

/** Measures how late a timer of the page fires, once a second while the page is visible. */
export function watchTimers(): void {
  const due = now() + INTERVAL_MS;
  const seen = isSeen();
  setTimer(() => {
    // Browsers throttle the timers of hidden pages.
    if (seen && isSeen()) timerDelay(Math.max(0, now() - due));
    watchTimers();
  }, INTERVAL_MS);
}

function isSeen(): boolean {
  return document.visibilityState === "visible";
}
