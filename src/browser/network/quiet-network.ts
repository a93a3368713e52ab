import type { Clock } from "../../base/clock.js";
import { PageOperationError } from "../../scenario/page-port.js";
import type { StopSignal } from "../stop-signal.js";

/** Receives the requests of a page, its frames and workers. */
export interface RequestWatch {
  begun(requestId: string): void;
  ended(requestId: string): void;
}

/** Playwright's value. */
const QUIET_MS = 500;

/** Tells when no request of a page has been in flight for half a second. */
export class QuietNetwork implements RequestWatch {
  readonly #clock: Clock;
  readonly #open = new Set<string>();
  #quietSince: number;
  #changed = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#quietSince = clock.now();
  }

  begun(requestId: string): void {
    this.#open.add(requestId);
    this.#changed();
  }

  ended(requestId: string): void {
    if (!this.#open.delete(requestId)) return;
    this.#quietSince = this.#clock.now();
    this.#changed();
  }

  async untilQuiet(over: StopSignal): Promise<void> {
    for (;;) {
      if (over.aborted) throw new PageOperationError("aborted", "stopped while it waited for the network to be idle");
      const isBusy = this.#open.size > 0;
      const left = this.#quietSince + QUIET_MS - this.#clock.now();
      if (!isBusy && left <= 0) return;
      await this.#change(over, isBusy ? undefined : left);
    }
  }

  /** Resolves at the next start or end of a request, or after the limit. */
  #change(over: StopSignal, limitMs: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        timer?.cancel();
        over.removeEventListener("abort", end);
        this.#changed = () => {};
        resolve();
      };
      const timer = limitMs === undefined ? undefined : this.#clock.setTimer(end, limitMs);
      over.addEventListener("abort", end);
      this.#changed = end;
    });
  }
}
