import { now, setTimer } from "./natives.js";
import { timerDelay } from "./reporter.js";

const INTERVAL_MS = 1000;

/** How late a timer of the page is, once a second while the page is seen. */
export function watchTimers(): void {
  const due = now() + INTERVAL_MS;
  const seen = isSeen();
  setTimer(() => {
    // Browsers hold back the timers of pages that nobody sees.
    if (seen && isSeen()) timerDelay(Math.max(0, now() - due));
    watchTimers();
  }, INTERVAL_MS);
}

function isSeen(): boolean {
  return document.visibilityState === "visible";
}
