import { messageOf } from "../../base/errors.js";

/** Loads that were aborted or timed out go on in the browser, where they can interrupt a navigation that begins later. */
export class AbandonedLoads {
  #mayInterrupt = false;

  /** Runs a reload or a step through the history. */
  async load<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Error && /^(Abort|Timeout)Error$/.test(error.name)) this.#mayInterrupt = true;
      throw error;
    }
  }

  /** Navigates, again and again if abandoned loads interrupt it: an interrupted navigation goes on and can interrupt the next, too. */
  async navigate(act: () => Promise<unknown>): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        await this.load(act);
        this.#mayInterrupt = false;
        return;
      } catch (error) {
        const message = messageOf(error);
        // A download aborts its navigation in the same way, and every time: this error is tried again only once.
        const isInterrupted = INTERRUPTED.test(message) || (isFirst && message.includes("net::ERR_ABORTED"));
        if (!this.#mayInterrupt || !isInterrupted) throw error;
      }
    }
  }
}

const INTERRUPTED = /is interrupted by another navigation/;
