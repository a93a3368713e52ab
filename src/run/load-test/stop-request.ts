import { setMaxListeners } from "node:events";
import { LiveLoadError } from "../../base/errors.js";
import type { StopReason } from "../run-events.js";

/**
 * Where reasons to stop race: Ctrl-C, a termination signal, the scenario's abort, a threshold. The first
 * wins. A second request by a person forces the end.
 */
export class StopRequest {
  readonly #asked = new AbortController();
  readonly #forced = new AbortController();
  #reason: StopReason | undefined;
  #parent: StopRequest | undefined;
  #isLast = false;

  constructor() {
    // Every node and every wait of a run listens to these.
    setMaxListeners(0, this.#asked.signal, this.#forced.signal);
  }

  /** Aborted when the run should end. */
  get signal(): AbortSignal {
    return this.#asked.signal;
  }

  /** Aborted when the run should end without waiting. */
  get forced(): AbortSignal {
    return this.#forced.signal;
  }

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Whether no further scenario should begin. */
  get isLast(): boolean {
    return this.#isLast || this.#reason !== undefined;
  }

  /** Lets the scenario that is running end in its own way, but no further one begin. */
  beTheLast(): void {
    this.#isLast = true;
    this.#parent?.beTheLast();
  }

  /** Calls `listener` once, when the run should end. */
  onStop(listener: (reason: StopReason) => void): void {
    follow(this.#asked.signal, () => this.#reason !== undefined && listener(this.#reason));
  }

  /** A request for one scenario among several: it stops with its parent, and can stop alone. */
  child(): StopRequest {
    const child = new StopRequest();
    child.#parent = this;
    follow(this.#asked.signal, () => child.ask(this.#reason ?? "interrupted"));
    // `child.ask` above is the child's first request, so the force is passed on separately.
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
