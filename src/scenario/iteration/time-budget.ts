import type { Clock, Timer } from "../../base/clock.js";

/** The time that an iteration may take, pauses not counted. */
export class TimeBudget {
  readonly #clock: Clock;
  readonly #onSpent: () => void;
  #leftMs: number;
  #runningSinceMs = 0;
  #timer: Timer | undefined;
  #pausedSinceMs = 0;
  #pausedMs = 0;
  /** Pauses can overlap; time is counted once. */
  #pauses = 0;
  #over = false;

  /** Starts at once. */
  constructor(clock: Clock, limitMs: number, onSpent: () => void) {
    this.#clock = clock;
    this.#leftMs = limitMs;
    this.#onSpent = onSpent;
    this.#run();
  }

  /** Time in pauses, so far. */
  get pausedMs(): number {
    return this.#pausedMs + (this.#pauses > 0 ? this.#clock.now() - this.#pausedSinceMs : 0);
  }

  /** Stands still until the returned function is called. */
  pause(): () => void {
    if (this.#over) return () => {};
    if (this.#pauses === 0) {
      this.#pausedSinceMs = this.#clock.now();
      this.#leftMs -= this.#pausedSinceMs - this.#runningSinceMs;
      this.#timer?.cancel();
    }
    this.#pauses += 1;
    let paused = true;
    return () => {
      if (!paused || this.#pauses === 0) return;
      paused = false;
      this.#pauses -= 1;
      if (this.#pauses === 0) this.#resume();
    };
  }

  /** Nothing pauses any more: an iteration that has ended only unwinds. */
  endPauses(): void {
    if (this.#pauses > 0) {
      this.#pauses = 0;
      this.#resume();
    }
    this.#over = true;
  }

  stop(): void {
    this.endPauses();
    this.#timer?.cancel();
  }

  #resume(): void {
    this.#pausedMs += this.#clock.now() - this.#pausedSinceMs;
    this.#run();
  }

  #run(): void {
    this.#runningSinceMs = this.#clock.now();
    this.#timer = this.#clock.setTimer(this.#onSpent, this.#leftMs);
  }
}
