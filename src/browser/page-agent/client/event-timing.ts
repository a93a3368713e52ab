import { afterThisTask, listen, now } from "./natives.js";
import * as reporter from "./reporter.js";

/** A patch that has not come by then belongs to something else. */
const LONGEST_PATCH_MS = 10_000;

/** Of an event whose reply the client has been given: type, when it was pushed, when the reply came. */
type Answered = readonly [type: string, pushedAt: number, repliedAt: number];

let held: Answered[] = [];
let updatedAt: number | undefined;

/**
 * From the reply until the page is patched. The client patches while it handles the reply, or, while transitions run,
 * later; it says `phx:update` after each patch.
 */
export function watchPatches(): void {
  listen(document, "phx:update", () => {
    updatedAt = now();
    if (held.length > 0) afterThisTask(release);
  });
}

/** To be called once the client has handled the reply; `patches` says whether a patch belongs to it. */
export function handled(answered: Answered, patches: boolean): void {
  // A client that has never said `phx:update` may not do so at all.
  if (patches && updatedAt !== undefined && updatedAt < answered[2]) held.push(answered);
  else record(answered);
}

function release(): void {
  const patched = held;
  held = [];
  for (const answered of patched) if (now() - answered[2] < LONGEST_PATCH_MS) record(answered);
}

function record([type, pushedAt, repliedAt]: Answered): void {
  reporter.event(type, repliedAt - pushedAt, now() - repliedAt);
}
