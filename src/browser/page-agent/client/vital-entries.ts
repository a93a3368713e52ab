/**
 * Replacements for browser APIs that web-vitals uses, substituted by the bundler (`scripts/build-page-agent.mjs`). The library
 * processes interactions when the page is idle, and fetches pending entries when the page is hidden: a page that is being left is
 * never idle again, and the browser often no longer listens to it when it is hidden. It calls the others long after the page may
 * have replaced them.
 */
import { quietly, setTimer } from "./natives.js";

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

const nativeAdd = self.addEventListener.bind(self);
const nativeRemove = self.removeEventListener.bind(self);

export {
  atOnce as "globalThis.requestIdleCallback",
  nativeAdd as addEventListener,
  nativeRemove as removeEventListener,
  setTimer as setTimeout,
  VitalObserver as PerformanceObserver,
};

/** Hands web-vitals what the browser has noted and not yet handed out, then calls `done`. */
export function takeLastEntries(done: () => void): void {
  for (const take of takers) quietly(take)();
  // The library looks at entries in a microtask.
  queueMicrotask(quietly(done));
}
