import type { Clock } from "../../base/clock.js";
import type { StopSignal } from "../stop-signal.js";

/** Limits of a wait. */
interface WaitBounds {
  readonly over: StopSignal;
  /** Milliseconds left. */
  readonly left: () => number;
}

/** Tells those who wait on a page that something in it may have changed. */
export class Changes {
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /**
   * Looks at once and after every change until `look` returns a value; resolves to `undefined` when the time is over or the
   * operation has ended. Rejects with what `look` throws.
   */
  async until<T>(look: () => T | undefined, bounds: WaitBounds): Promise<T | undefined> {
    const found = look();
    return found !== undefined || bounds.over.aborted ? found : this.#later(look, bounds);
  }

  #later<T>(look: () => T | undefined, { over, left }: WaitBounds): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const end = () => {
        this.#listeners.delete(lookAgain);
        over.removeEventListener("abort", giveUp);
        timer.cancel();
      };
      const giveUp = () => {
        end();
        resolve(undefined);
      };
      const lookAgain = () => {
        try {
          const found = look();
          if (found === undefined) return;
          end();
          resolve(found);
        } catch (error) {
          end();
          reject(error);
        }
      };
      const timer = this.#clock.setTimer(giveUp, left());
      this.#listeners.add(lookAgain);
      over.addEventListener("abort", giveUp);
    });
  }
}
