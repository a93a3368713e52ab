import type { Clock, Timer } from "../base/clock.js";
import { readableSelector } from "../base/frame-selector.js";
import { type OperationOptions, PageOperationError } from "../scenario/page-port.js";
import { abortSignalOf, type StopSignal, StopSource } from "./stop-signal.js";

/** What was asked for when an operation failed. */
export interface OperationFacts {
  /** Selector, URL or, where there is neither, what the operation waits for. */
  readonly subject: string;
  readonly timeoutMs: number;
  /** What an error of the page's own code is; everything else is a page that cannot do that. */
  readonly runsUserCode?: boolean;
}

/** Makes a page operation's error of whatever an engine threw. */
export type ToPageOperationError = (thrown: unknown, facts: OperationFacts) => PageOperationError;

/** What an operation hands to its engine: each call gets what is left of the time. */
export interface Bounds {
  /** Of the whole operation, milliseconds. */
  readonly timeoutMs: number;
  /** Milliseconds left, at least 1: 0 would mean forever to some. */
  left(): number;
  /** Aborted when the operation is over, however it ended. */
  readonly over: StopSignal;
  /** Both, as options of Playwright's methods. */
  options(): { readonly timeout: number; readonly signal: AbortSignal };
}

/** What is done, for its error. */
export interface Operation extends Pick<OperationFacts, "subject" | "runsUserCode"> {
  /** The engine, or the page, ends this by itself and says better what was missing: it gets a little longer. */
  readonly endsItself?: boolean;
  /** What was missing when the time was over; by default, an answer of the page if it ends by itself. */
  readonly lacking?: () => string;
  /** It asks for a document itself, and goes on until that is loaded, whatever the server answered. */
  readonly navigates?: boolean;
}

/** Knows which documents of 4xx and 5xx the page has shown. */
export interface DocumentJudge {
  /** The error about documents that were not judged yet and are not accepted. Each document is judged once. */
  takeRefused(accepts: (status: number) => boolean): PageOperationError | undefined;
  /** Calls the listener whenever there is a new one, until the returned function is called. */
  onErrorDocument(listener: () => void): () => void;
  /** Resolves soon, when it knows of every document that operations which have just ended can have led to. Absent: always. */
  caughtUp?(): Promise<void>;
}

const GRACE_MS = 300;

/**
 * Runs operations of one page so that each ends: in its time, at its signal, and when the page has gone. What
 * the engine still does then is called off.
 */
export class PageOperations {
  readonly #clock: Clock;
  readonly #toError: ToPageOperationError;
  readonly #documents: DocumentJudge;
  readonly #running = new Set<(reason: PageOperationError) => void>();
  #gone: PageOperationError | undefined;

  constructor(clock: Clock, toError: ToPageOperationError, documents: DocumentJudge) {
    this.#clock = clock;
    this.#toError = toError;
    this.#documents = documents;
  }

  /** Rejects what is running and all that comes. */
  end(reason: string): void {
    this.#gone ??= new PageOperationError("closed", reason);
    for (const reject of [...this.#running]) reject(this.#gone);
  }

  run<T>(operation: Operation, options: OperationOptions, act: (bounds: Bounds) => Promise<T>): Promise<T> {
    const { signal, timeoutMs } = options;
    const subject = readableSelector(operation.subject);
    if (signal.aborted) return Promise.reject(new PageOperationError("aborted", `stopped before ${subject}`));
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    const clock = this.#clock;
    const endsAt = clock.now() + timeoutMs;
    const left = () => Math.max(1, endsAt - clock.now());
    const over = new StopSource();
    const bounds: Bounds = { timeoutMs, left, over, options: () => ({ timeout: left(), signal: abortSignalOf(over) }) };
    return new Promise<T>((resolve, reject) => {
      const fail = (error: PageOperationError) => {
        // What ends later than its operation must not take a document that the next one is to be told of.
        if (over.aborted) return;
        settle();
        // A document that says why is a better reason than what did not happen because of it.
        reject(error.kind === "aborted" || error.kind === "closed" ? error : (this.#refused(options) ?? error));
      };
      const onAbort = () => fail(new PageOperationError("aborted", `stopped while it waited for ${subject}`));
      const endsItself = operation.endsItself === true;
      const timeoutError = () => {
        // A script there does not end, or dialogs do not: else the page had said what was missing.
        const lacking = operation.lacking?.() ?? (endsItself ? "the page did not answer" : undefined);
        const waited = `waited ${Math.round(timeoutMs)} ms for ${subject}`;
        return new PageOperationError("timeout", lacking === undefined ? waited : `${waited}: ${lacking}`);
      };
      const timer: Timer = clock.setTimer(() => fail(timeoutError()), timeoutMs + (endsItself ? GRACE_MS : 0));
      const forget = operation.navigates === true ? () => {} : this.#onRefused(options, fail);
      const settle = () => {
        timer.cancel();
        forget();
        signal.removeEventListener("abort", onAbort);
        this.#running.delete(fail);
        over.abort();
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#running.add(fail);
      const acting = this.#documents.caughtUp === undefined ? act(bounds) : this.#act(bounds, options, act);
      acting.then(
        (value) => {
          if (over.aborted) return;
          settle();
          const refused = this.#refused(options);
          if (refused === undefined) resolve(value);
          else reject(refused);
        },
        (error: unknown) => fail(this.#gone ?? this.#toError(error, { ...operation, subject, timeoutMs })),
      );
    });
  }

  async #act<T>(bounds: Bounds, options: OperationOptions, act: (bounds: Bounds) => Promise<T>): Promise<T> {
    try {
      return await act(bounds);
    } finally {
      if (options.acceptStatus !== undefined) await this.#documents.caughtUp?.();
    }
  }

  #refused({ acceptStatus }: OperationOptions): PageOperationError | undefined {
    return acceptStatus === undefined ? undefined : this.#documents.takeRefused(acceptStatus);
  }

  /** Nothing that is waited for will come on the page of an error. */
  #onRefused(options: OperationOptions, fail: (error: PageOperationError) => void): () => void {
    if (options.acceptStatus === undefined) return () => {};
    return this.#documents.onErrorDocument(() => {
      const refused = this.#refused(options);
      if (refused !== undefined) fail(refused);
    });
  }
}
