import { uptime } from "node:os";
import { hrtime } from "node:process";

/** A timer that can be cancelled. */
export interface Timer {
  /** Cancels the call. Does nothing when it has already happened. */
  cancel(): void;
}

/**
 * The source of time. `now` is monotonic and the same in all processes of a machine; use `wallTime` only for what people
 * read. Tests use a fake.
 */
export interface Clock {
  /** Milliseconds, with a fraction, on the machine's monotonic clock. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
  /** Milliseconds since the machine booted, including time in which it was suspended, which `now` may leave out. */
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
    // Beyond 2^31 - 1 ms, setTimeout overflows and would fire at once.
    const handle = setTimeout(callback, Math.min(Math.max(0, delayMs), 2 ** 31 - 1));
    if (options?.background === true) handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
