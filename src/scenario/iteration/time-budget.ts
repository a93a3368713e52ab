import type { Clock, Timer } from "../../base/clock.js";

/** The timeout of an iteration: a timer that stands still during pauses. */
export class TimeBudget {
  readonly #clock: Clock;
  readonly #onSpent: () => void;
  #limitMs: number;
  #leftMs: number;
  #runningSinceMs = 0;
  #timer: Timer | undefined;
  #pausedSinceMs = 0;
  #pausedMs = 0;
  /** Number of pauses under way; they can overlap. */
  #pauses = 0;
  #over = false;

  /** Starts the timer. */
  constructor(clock: Clock, limitMs: number, onSpent: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#leftMs = limitMs;
    this.#onSpent = onSpent;
    this.#run();
  }

  /** Changes the limit; the time spent so far counts. */
  limitTo(limitMs: number): void {
    const isRunning = !this.#over && this.#pauses === 0;
    if (isRunning) {
      this.#leftMs -= this.#clock.now() - this.#runningSinceMs;
      this.#timer?.cancel();
    }
    this.#leftMs += limitMs - this.#limitMs;
    this.#limitMs = limitMs;
    if (isRunning) this.#run();
  }

  /** Time spent in pauses so far; overlapping pauses count once. */
  get pausedMs(): number {
    return this.#pausedMs + (this.#pauses > 0 ? this.#clock.now() - this.#pausedSinceMs : 0);
  }

  /** Stops the timer until the returned function is called. */
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

  /** Ends all pauses and ignores later ones: an iteration that has ended only unwinds. */
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
