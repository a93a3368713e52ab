import type { Clock, Timer } from "../base/clock.js";
import { readableSelector } from "../base/frame-selector.js";
import { type OperationOptions, PageOperationError } from "../scenario/page-port.js";
import { StepTimes } from "./interactions/step-times.js";
import type { PageInstant } from "./page-answers.js";
import { abortSignalOf, type StopSignal, StopSource } from "./stop-signal.js";

/** The operation that failed, for its error. */
export interface OperationFacts {
  /** Selector or URL; for other operations, what they wait for. */
  readonly subject: string;
  readonly timeoutMs: number;
  /** Errors of the page's own code are of kind `script`; otherwise they are of kind `invalid`. */
  readonly runsUserCode?: boolean;
}

/** Converts what an engine threw into the error of a page operation. */
export type ToPageOperationError = (thrown: unknown, facts: OperationFacts) => PageOperationError;

/** Limits that an operation passes to its engine: each call gets the remaining time. */
export interface Bounds {
  /** Time limit of the whole operation, in milliseconds. */
  readonly timeoutMs: number;
  /** Milliseconds left, at least 1, because some APIs take 0 as "no limit". */
  left(): number;
  /** Aborts when the operation has ended, for whatever reason. */
  readonly over: StopSignal;
  /** A selector with several matches is an error. */
  readonly strict: boolean;
  /** The page has handled all inputs of the operation by this instant. Absent: the page is asked when the operation ends. */
  handled(mark: PageInstant): void;
  /** The limits as options of Playwright's methods, with `strict` if it is set. */
  options(): { readonly timeout: number; readonly signal: AbortSignal; readonly strict?: true };
}

/** Describes an operation for its errors and its end. */
export interface Operation extends Pick<OperationFacts, "subject" | "runsUserCode"> {
  /** The engine or the page ends it and reports what was missing, so it gets a short grace period. */
  readonly endsItself?: boolean;
  /** What was missing at the time-out. Default, for operations that end themselves: an answer of the page. */
  readonly lacking?: () => string;
  /** It requests a document itself and continues until that is loaded, whatever its status. */
  readonly navigates?: boolean;
  /** It gives inputs without a look at the page before. */
  readonly isBlind?: boolean;
}

/** Keeps the documents of 4xx and 5xx that the page has shown. */
export interface DocumentJudge {
  /** The error for documents that were not judged yet and whose status is not accepted. Each document is judged once. */
  takeRefused(accepts: (status: number) => boolean): PageOperationError | undefined;
  /** Calls the listener whenever there is a new one, until the returned function is called. */
  onErrorDocument(listener: () => void): () => void;
  /** Resolves once every document caused by operations that just ended is known. Absent: it always is. */
  caughtUp?(): Promise<void>;
}

const GRACE_MS = 300;

/**
 * Runs the operations of a page. Each ends at its time-out, when its signal aborts, or when the page is gone; work that the
 * engine is still doing for it is then cancelled.
 */
export class PageOperations {
  /** Which step acts on the page, and when. */
  readonly steps: StepTimes;
  readonly #clock: Clock;
  readonly #toError: ToPageOperationError;
  readonly #documents: DocumentJudge;
  readonly #running = new Set<(reason: PageOperationError) => void>();
  /** Those of the running operations that request a document. */
  readonly #navigating = new Set<(reason: PageOperationError) => void>();
  #gone: PageOperationError | undefined;
  #isStaying = false;

  constructor(clock: Clock, toError: ToPageOperationError, documents: DocumentJudge) {
    this.steps = new StepTimes(clock);
    this.#clock = clock;
    this.#toError = toError;
    this.#documents = documents;
  }

  /** Rejects all running and all later operations. */
  end(reason: string): void {
    this.#gone ??= new PageOperationError("closed", reason);
    for (const reject of [...this.#running]) reject(this.#gone);
  }

  /** A `beforeunload` dialog is about to be dismissed. Call {@link stayed} when it was. */
  staying(): void {
    this.#isStaying = true;
  }

  /** A `beforeunload` dialog was dismissed: rejects the operation that was to leave the page. */
  stayed(): void {
    this.#isStaying = false;
    const reason = new PageOperationError("invalid", "the page was not left: its beforeunload dialog was dismissed");
    for (const reject of [...this.#navigating]) reject(reason);
  }

  run<T>(operation: Operation, options: OperationOptions, act: (bounds: Bounds) => Promise<T>): Promise<T> {
    const { signal, timeoutMs } = options;
    const subject = readableSelector(operation.subject);
    if (signal.aborted) return Promise.reject(new PageOperationError("aborted", `stopped before ${subject}`));
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    const clock = this.#clock;
    const over = new StopSource();
    let mark: PageInstant | undefined;
    const bounds = boundsOf(clock, options, {
      over,
      handled: (instant) => {
        mark = instant;
      },
    });
    return new Promise<T>((resolve, reject) => {
      const fail = (error: PageOperationError) => {
        // A late end must not consume a document that the next operation has to report.
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
      const stepEnded = this.steps.began(options.step, {
        navigates: operation.navigates === true,
        looks: options.looks === true,
      });
      const forget = operation.navigates === true ? () => {} : this.#onRefused(options, fail);
      const settle = () => {
        timer.cancel();
        stepEnded(mark);
        forget();
        signal.removeEventListener("abort", onAbort);
        this.#running.delete(fail);
        this.#navigating.delete(fail);
        over.abort();
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#running.add(fail);
      if (operation.navigates === true) this.#navigating.add(fail);
      const acting = this.#act(bounds, { ...operation, ...options }, act);
      acting.then(
        (value) => {
          if (over.aborted) return;
          settle();
          const refused = this.#refused(options);
          if (refused === undefined) resolve(value);
          else reject(refused);
        },
        (error: unknown) => {
          // Rejected when the dialog is answered: before that, the browser ignores another navigation.
          if (operation.navigates === true && this.#isStaying) return;
          fail(this.#gone ?? this.#toError(error, { ...operation, subject, timeoutMs }));
        },
      );
    });
  }

  #act<T>(bounds: Bounds, options: Operation & OperationOptions, act: (bounds: Bounds) => Promise<T>): Promise<T> {
    const { marked } = this.steps;
    // Otherwise these inputs could overtake the question which of them belong to the step before.
    const isEarly = options.isBlind === true && marked !== undefined;
    const acting = isEarly ? marked.then(() => actUnlessOver(bounds, act)) : act(bounds);
    return this.#documents.caughtUp === undefined ? acting : this.#caughtUp(options, acting);
  }

  async #caughtUp<T>({ acceptStatus }: OperationOptions, acting: Promise<T>): Promise<T> {
    try {
      return await acting;
    } finally {
      if (acceptStatus !== undefined) await this.#documents.caughtUp?.();
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

/** The limits of an operation that begins now. */
function boundsOf(clock: Clock, { timeoutMs, strict: isStrict }: OperationOptions, own: BoundsParts): Bounds {
  const endsAt = clock.now() + timeoutMs;
  const left = () => Math.max(1, endsAt - clock.now());
  const strict = isStrict === true;
  const options = () => ({ timeout: left(), signal: abortSignalOf(own.over), ...(strict && { strict }) });
  return { timeoutMs, left, strict, options, ...own };
}

type BoundsParts = Pick<Bounds, "handled"> & { readonly over: StopSource };

function actUnlessOver<T>(bounds: Bounds, act: (bounds: Bounds) => Promise<T>): Promise<T> {
  if (bounds.over.aborted) throw new PageOperationError("aborted", "its time was over");
  return act(bounds);
}
