import type { Clock } from "../../base/clock.js";
import { PageOperationError } from "../../scenario/page-port.js";
import type { StopSignal } from "../stop-signal.js";

/** Is told of the requests of a page, its frames and workers. */
export interface RequestWatch {
  begun(requestId: string, loaderId: string): void;
  ended(requestId: string): void;
}

/** As long as Playwright waits. */
const QUIET_MS = 500;

/** Watches the requests of a page from now on, to tell when none has been under way for half a second. */
export class QuietNetwork implements RequestWatch {
  readonly #clock: Clock;
  readonly #counts: (loaderId: string) => boolean;
  /** Requests under way, and the loaders of their documents. */
  readonly #open = new Map<string, string>();
  #quietSince: number;
  #changed = () => {};

  /** `counts` says whether requests of the document with this loader count: those of a document that was left do not. */
  constructor(clock: Clock, counts: (loaderId: string) => boolean) {
    this.#clock = clock;
    this.#counts = counts;
    this.#quietSince = clock.now();
  }

  begun(requestId: string, loaderId: string): void {
    this.#open.set(requestId, loaderId);
    this.#changed();
  }

  ended(requestId: string): void {
    const loaderId = this.#open.get(requestId);
    if (loaderId === undefined) return;
    this.#open.delete(requestId);
    if (this.#counts(loaderId)) this.#quietSince = this.#clock.now();
    this.#changed();
  }

  async untilQuiet(over: StopSignal): Promise<void> {
    for (;;) {
      if (over.aborted) throw new PageOperationError("aborted", "stopped while it waited for the network to be idle");
      const isBusy = [...this.#open.values()].some((loaderId) => this.#counts(loaderId));
      const left = this.#quietSince + QUIET_MS - this.#clock.now();
      if (!isBusy && left <= 0) return;
      await this.#change(over, isBusy ? undefined : left);
    }
  }

  /** The next request that begins or ends, or the end of the time. */
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
