/**
 * The page agent: runs in every document before the page's own code, measures what the person in front of it would feel,
 * and reports through a binding of the DevTools protocol. The page must not be able to tell.
 */
import { isConnected, watchLeaving } from "./connection-state.js";
import { catchUp, watchDom } from "./dom-watcher.js";
import { watchPatches } from "./event-timing.js";
import { watchLongPolling } from "./long-polling.js";
import { listen, quietly, setTimer } from "./natives.js";
import { watchErrors } from "./page-errors.js";
import { watchPageLoads } from "./page-loads.js";
import { flush, reportTo } from "./reporter.js";
import { watchSockets } from "./sockets.js";
import { watchTimers } from "./timer-probe.js";
import { takeLastEntries } from "./vital-entries.js";
import { watchVitals } from "./vitals.js";

/** The name under which the binding stands, and that of the events that ask the agent something. Declared around this script. */
declare const BINDING: string;

/**
 * The last interaction becomes an entry once the next frame was shown, which the browser learns some frames later. Pages that
 * nobody sees have no frames.
 */
const LAST_ENTRIES_FRAMES = 4;
const LAST_ENTRIES_MS = 300;

const scope = globalThis as unknown as Record<string, unknown>;
const binding = scope[BINDING];
// A second copy in the same document finds no binding.
if (typeof binding === "function") {
  delete scope[BINDING];
  reportTo(binding as (batch: string) => void);
  // The browser's own page about a navigation that failed is none of the site's.
  if (location.protocol !== "chrome-error:") watch();
  listen(window, BINDING, answer);
}

/** An event of the window's asks for a flush; one of a live view's asks whether it is connected, and is canceled if it is not. */
function answer(event: CustomEvent<unknown>): void {
  const { detail, target } = event;
  if (target === window) afterLastFrames(() => takeLastEntries(() => flush(String(detail))));
  else {
    catchUp();
    if (!isConnected(target as Element)) event.preventDefault();
  }
}

function watch(): void {
  const parts = [watchLeaving, watchSockets, watchLongPolling, watchPatches, watchErrors, watchDom, watchPageLoads];
  // A frame is part of its page: vitals and timers are the page's.
  if (self === top) parts.push(watchVitals, watchTimers);
  for (const part of [...parts, flushBeforeLeaving]) quietly(part)();
}

/**
 * `pagehide` comes too late where the next document has a process, or a frame, of its own: the browser has stopped listening
 * to this one. `beforeunload` comes before the next document is asked for.
 */
function flushBeforeLeaving(): void {
  for (const type of ["beforeunload", "pagehide", "visibilitychange"]) listen(window, type, () => takeLastEntries(flush));
}

function afterLastFrames(done: () => void): void {
  let called = false;
  const once = quietly(() => {
    if (!called) done();
    called = true;
  });
  setTimer(once, LAST_ENTRIES_MS);
  afterFrames(LAST_ENTRIES_FRAMES, once);
}

function afterFrames(frames: number, done: () => void): void {
  if (frames === 0) done();
  else requestAnimationFrame(() => afterFrames(frames - 1, done));
}
