import { systemClock, type Timer } from "../../../../base/clock.js";
/** Waits longer with each attempt, until it is reset. */
export class RetryTimer {
  readonly #retry: () => void;
  readonly #delayMs: (attempt: number) => number;
  #timer: Timer | undefined;
  #attempts = 0;

  constructor(retry: () => void, delayMs: (attempt: number) => number) {
    this.#retry = retry;
    this.#delayMs = delayMs;
  }

  /** The next attempt is the first again, and none is due. */
  reset(): void {
    this.#attempts = 0;
    this.stop();
  }

  /** None is due; the attempts so far still count. */
  stop(): void {
    this.#timer?.cancel();
  }

  schedule(): void {
    this.stop();
    this.#timer = systemClock.setTimer(
      () => {
        this.#attempts++;
        this.#retry();
      },
      this.#delayMs(this.#attempts + 1),
    );
  }
}

const RECONNECT_MS = [10, 50, 100, 150, 200, 250, 500, 1000, 2000];
const REJOIN_MS = [1000, 2000, 5000];

/** Delays of the official client before it connects again. */
export function reconnectDelayMs(attempt: number): number {
  return RECONNECT_MS[attempt - 1] ?? 5000;
}

/** Delays of the official client before it joins a channel again. */
export function rejoinDelayMs(attempt: number): number {
  return REJOIN_MS[attempt - 1] ?? 10_000;
}
