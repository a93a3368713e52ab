import { EndSignal } from "../iteration/end-signal.js";
import { places } from "./place.js";

/**
 * For the process's `unhandledRejection` and `uncaughtException` listeners: fails the iteration whose code it was, and
 * says whether one was found. Node.js calls both listeners within the asynchronous context of the promise or callback
 * (`queueMicrotask` and emitters registered elsewhere excepted), so the storage knows.
 */
export function attributeStray(error: unknown): boolean {
  // A floating `.then` on a step that was skipped; its iteration has ended already.
  if (error instanceof EndSignal) return true;
  const place = places.getStore();
  place?.iteration.strayed(error);
  return place !== undefined;
}
