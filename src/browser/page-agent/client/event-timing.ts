import { listen, now, quietly } from "./natives.js";
import * as reporter from "./reporter.js";

/** A patch that has not come by then belongs to something else. */
const LONGEST_PATCH_MS = 10_000;

/** Of an event that was answered: type, when it was pushed, when the reply came. */
export type Answered = readonly [type: string, pushedAt: number, repliedAt: number];

let held: Answered[] = [];
let announcesPatches = false;

/**
 * From the reply until the page is patched. The client patches while it handles the reply, or later while transitions run,
 * and says `phx:update` after each patch. A microtask set then runs as soon as the client is done, hooks included, and
 * before the browser renders, which may take as long again.
 */
export function watchPatches(): void {
  listen(document, "phx:update", () => {
    announcesPatches = true;
    if (held.length > 0) queueMicrotask(quietly(release));
  });
}

/**
 * A reply has come that the client has not yet handled. `patches` says whether it changes what is shown; `afterClient`
 * calls back once the client has handled it.
 */
export function eventAnswered(answered: Answered, patches: boolean, afterClient: (task: () => void) => void): void {
  // An old client may not announce its patches.
  if (patches && announcesPatches) held.push(answered);
  else afterClient(() => record(answered));
}

function release(): void {
  const patched = held;
  held = [];
  for (const answered of patched) if (now() - answered[2] < LONGEST_PATCH_MS) record(answered);
}

function record([type, pushedAt, repliedAt]: Answered): void {
  reporter.event(type, repliedAt - pushedAt, now() - repliedAt);
}
