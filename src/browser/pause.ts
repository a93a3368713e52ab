import type { Clock } from "../base/clock.js";
import { PageOperationError } from "../scenario/page-port.js";
import type { Bounds } from "./page-operations.js";

/** Waits inside an operation, which may end meanwhile or have too little time left. */
export function pause(clock: Clock, ms: number, bounds: Bounds): Promise<void> {
  const { over, timeoutMs } = bounds;
  const left = bounds.left();
  return new Promise<void>((resolve, reject) => {
    const end = (error?: PageOperationError) => {
      timer.cancel();
      over.removeEventListener("abort", onOver);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onOver = () => end(new PageOperationError("aborted", "the operation has ended"));
    const late = () => new PageOperationError("timeout", `waited ${Math.round(timeoutMs)} ms for a delay of ${ms} ms to pass`);
    const timer = clock.setTimer(() => end(left < ms ? late() : undefined), Math.min(ms, left));
    if (over.aborted) onOver();
    else over.addEventListener("abort", onOver, { once: true });
  });
}
