import { uptime } from "node:os";
import { hrtime } from "node:process";

/** Something that waits for an instant and can be cancelled. */
export interface Timer {
  /** Forgets the call; harmless when it has happened already. */
  cancel(): void;
}

/**
 * Time as LiveLoad sees it. `now` is monotonic and the same for all processes of one machine; `wallTime` is only for
 * what a person reads. Tests put a fake in its place.
 */
export interface Clock {
  /** Milliseconds, with a fraction, on the machine's monotonic clock. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
  /** Milliseconds since the machine started, including those for which it was suspended; `now` may leave these out. */
  sinceBoot(): number;
  /** Calls `callback` once, `delayMs` from now. The timer keeps the process alive unless `background`. */
  setTimer(callback: () => void, delayMs: number, options?: { readonly background?: boolean }): Timer;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Number(hrtime.bigint()) / 1e6,
  wallTime: () => Date.now(),
  sinceBoot: () => uptime() * 1000,
  setTimer: (callback, delayMs, options) => {
    // setTimeout overflows beyond 2^31 - 1 ms and would fire at once.
    const handle = setTimeout(callback, Math.min(Math.max(0, delayMs), 2 ** 31 - 1));
    if (options?.background === true) handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
