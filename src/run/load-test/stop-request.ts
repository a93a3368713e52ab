import { setMaxListeners } from "node:events";
import { LiveLoadError } from "../../base/errors.js";
import type { StopReason } from "../run-events.js";

/**
 * The one place where reasons to stop race: Ctrl-C, a termination signal, the scenario's abort, a threshold. The first
 * wins. Asking a second time means: do not wait.
 */
export class StopRequest {
  readonly #asked = new AbortController();
  readonly #forced = new AbortController();
  #reason: StopReason | undefined;

  constructor() {
    // Every node and wait of a run listens.
    setMaxListeners(0, this.#asked.signal, this.#forced.signal);
  }

  /** Aborted when the run should come to its end. */
  get signal(): AbortSignal {
    return this.#asked.signal;
  }

  /** Aborted when nothing should be waited for any more. */
  get forced(): AbortSignal {
    return this.#forced.signal;
  }

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Calls `listener` once, when the run should come to its end. */
  onStop(listener: (reason: StopReason) => void): void {
    follow(this.#asked.signal, () => this.#reason !== undefined && listener(this.#reason));
  }

  /** One that stops when this does, and can stop by itself: of one scenario among several. */
  child(): StopRequest {
    const child = new StopRequest();
    follow(this.#asked.signal, () => child.ask(this.#reason ?? "interrupted"));
    // Asking again is what forces.
    follow(this.#forced.signal, () => child.#forced.abort(this.#forced.signal.reason));
    return child;
  }

  ask(reason: StopReason): void {
    if (this.#reason !== undefined) {
      if (reason === "interrupted" || reason === "terminated") this.#forced.abort(stopError(reason));
      return;
    }
    this.#reason = reason;
    this.#asked.abort(stopError(reason));
  }
}

function stopError(reason: StopReason): LiveLoadError {
  return new LiveLoadError("ABORTED", `the run was ${reason}`, { details: { reason } });
}

function follow(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener("abort", act, { once: true });
}
