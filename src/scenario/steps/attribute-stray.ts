import { EndSignal } from "../iteration/end-signal.js";
import { places } from "./place.js";

/**
 * Traces an unhandled rejection or exception to the iteration whose code caused it, and fails that iteration. Returns whether
 * one was found. For the process's `unhandledRejection` and `uncaughtException` listeners: Node.js calls both in the
 * asynchronous context of the promise or callback (except for `queueMicrotask`, and emitters registered elsewhere).
 */
export function attributeStray(error: unknown): boolean {
  // A floating `.then` on a skipped step, whose iteration has already ended.
  if (error instanceof EndSignal) return true;
  const place = places.getStore();
  place?.iteration.strayed(error);
  return place !== undefined;
}
