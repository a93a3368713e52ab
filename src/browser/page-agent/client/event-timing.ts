import { listen, now, quietly } from "./natives.js";
import * as reporter from "./reporter.js";

/** A later patch belongs to something else. */
const LONGEST_PATCH_MS = 10_000;

/** An answered event: its type, when it was pushed and answered, and when a person caused it, if one did. */
export type Answered = readonly [
  type: string,
  pushedAt: number,
  repliedAt: number,
  inputAt: number | undefined,
  done: () => void,
];

let held: Answered[] = [];
let announcesPatches = false;

/**
 * Measures from the reply until the page is patched. The client patches while it handles the reply, or later during transitions,
 * and dispatches `phx:update` after each patch. A microtask queued then runs as soon as the client is done, including hooks, and
 * before the browser renders, which may take as long again.
 */
export function watchPatches(): void {
  listen(document, "phx:update", () => {
    announcesPatches = true;
    if (held.length > 0) queueMicrotask(quietly(release));
  });
}

/**
 * Records a reply that the client has not handled yet. `patches` tells whether it changes the view; `afterClient` calls back
 * once the client has handled it.
 */
export function eventAnswered(answered: Answered, patches: boolean, afterClient: (task: () => void) => void): void {
  // Old clients do not announce their patches.
  if (patches && announcesPatches) held.push(answered);
  else afterClient(() => record(answered));
}

function release(): void {
  const patched = held;
  held = [];
  for (const answered of patched) {
    if (now() - answered[2] < LONGEST_PATCH_MS) record(answered);
    else answered[4]();
  }
}

function record([type, pushedAt, repliedAt, inputAt, done]: Answered): void {
  const cause = inputAt === undefined ? undefined : { at: inputAt, delayMs: pushedAt - inputAt };
  reporter.event(type, repliedAt - pushedAt, now() - repliedAt, cause);
  done();
}
