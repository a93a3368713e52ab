/**
 * What web-vitals gets in place of two of the browser's own, when it is bundled (`scripts/build-page-agent.mjs`). The library
 * waits for an idle moment before it looks at interactions, and for the page to be hidden before it asks for what the browser
 * has not yet handed out: a page that is left has no idle moment any more, and is often not listened to when it is hidden.
 */
import { quietly } from "./natives.js";

type Callback = (entries: Pick<PerformanceObserverEntryList, "getEntries">) => void;

const takers: (() => void)[] = [];

class VitalObserver extends self.PerformanceObserver {
  constructor(callback: Callback) {
    super(callback);
    takers.push(() => {
      const entries = this.takeRecords();
      if (entries.length > 0) callback({ getEntries: () => entries });
    });
  }
}

function atOnce(task: () => void): number {
  task();
  return 0;
}

export { atOnce as "globalThis.requestIdleCallback", VitalObserver as PerformanceObserver };

/** Hands web-vitals what the browser has noted and not yet handed out, then calls `done`. */
export function takeLastEntries(done: () => void): void {
  for (const take of takers) quietly(take)();
  // The library looks at entries in a microtask.
  queueMicrotask(quietly(done));
}
