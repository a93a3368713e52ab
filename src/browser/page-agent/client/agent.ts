/**
 * The page agent: runs in every document before the page's own code, measures what a person in front of the page would feel,
 * and reports through a binding of the DevTools protocol. The page must not notice it.
 */
import { loadAdapter, watchSigns } from "./adapter-signals.js";
import { isConnected, watchLeaving } from "./connection-state.js";
import { answerWhenStill } from "./content-changes.js";
import { afterAnswers } from "./conversation.js";
import { catchUp, watchDom } from "./dom-watcher.js";
import { watchPatches } from "./event-timing.js";
import { watchInputs } from "./inputs.js";
import { listen, quietly, setTimer } from "./natives.js";
import { watchErrors } from "./page-errors.js";
import { watchPageLoads } from "./page-loads.js";
import { flush, reportTo } from "./reporter.js";
import { watchTimers } from "./timer-probe.js";
import { takeLastEntries } from "./vital-entries.js";
import { watchVitals } from "./vitals.js";

/** Name of the binding and of the events that query the agent; defined by the code around this script. */
declare const BINDING: string;

/**
 * Frames to wait for: the entry of the last interaction arrives some frames after the frame that it caused. Hidden pages have no
 * frames.
 */
const LAST_ENTRIES_FRAMES = 4;
const LAST_ENTRIES_MS = 300;

const scope = globalThis as unknown as Record<string, unknown>;
const binding = scope[BINDING];
// The first copy in a document takes the binding; a second copy does nothing.
if (typeof binding === "function") {
  delete scope[BINDING];
  reportTo(binding as (batch: string) => void);
  // The browser's error page does not belong to the site.
  if (location.protocol !== "chrome-error:") watch();
  listen(window, BINDING, answer);
}

/**
 * An event on the window brings an adapter, requests a flush or, as `number?since`, word of the page's changes or its
 * LiveViews; one on a live view asks whether it is connected, and is canceled if it is not.
 */
function answer(event: CustomEvent<unknown>): void {
  const { detail, target } = event;
  const [question, since] = String(detail).split("?");
  if (Array.isArray(detail)) loadAdapter(...(detail as Parameters<typeof loadAdapter>));
  else if (since === "live") afterAnswers(() => flush(question));
  else if (since !== undefined) answerWhenStill(question as string, Number(since));
  else if (target === window) afterLastFrames(() => takeLastEntries(() => flush(String(detail))));
  else {
    catchUp();
    if (!isConnected(target as Element)) event.preventDefault();
  }
}

function watch(): void {
  const parts = [watchLeaving, watchPatches, watchInputs, watchErrors, watchDom, watchPageLoads, watchSigns];
  // Vitals and timers are measured for the page, not for each frame.
  if (self === top) parts.push(watchVitals, watchTimers);
  for (const part of [...parts, flushBeforeLeaving]) quietly(part)();
}

/**
 * `pagehide` fires too late if the next document has its own process or frame: the browser no longer listens to this one.
 * `beforeunload` fires before the next document is requested.
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
