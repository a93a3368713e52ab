import type { Clock } from "./clock.js";
import { LiveLoadError } from "./errors.js";

/** Limits of a wait. */
export interface WaitOptions {
  readonly clock: Clock;
  /** Milliseconds from now. */
  readonly timeoutMs: number;
  /** What is waited for, as in "the node to join"; part of the error message. */
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
}

/** The reason of an aborted signal, as an error. */
export function abortError(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  if (reason instanceof Error && reason.name !== "AbortError") return reason;
  return new LiveLoadError("ABORTED", "stopped on request", { cause: reason });
}

/** Throws the signal's reason when it is aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError(signal);
}

/**
 * Waits for a promise, but rejects when the time is over (`DEADLINE_EXCEEDED`) or the signal aborts first. The promise itself
 * is not cancelled; a later rejection of it is ignored.
 */
export function withDeadline<T>(promise: PromiseLike<T>, options: WaitOptions): Promise<T> {
  const { clock, timeoutMs, what, signal } = options;
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted === true) {
      Promise.resolve(promise).catch(() => {});
      reject(abortError(signal));
      return;
    }
    const timer = clock.setTimer(
      () => settle(() => reject(new LiveLoadError("DEADLINE_EXCEEDED", `waited ${Math.round(timeoutMs)} ms for ${what}`))),
      timeoutMs,
    );
    const onAbort = () => settle(() => reject(signal === undefined ? undefined : abortError(signal)));
    const settle = (act: () => void) => {
      timer.cancel();
      signal?.removeEventListener("abort", onAbort);
      act();
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}

/** The promise, unless the signal aborts first: then rejects with its reason and ignores how the promise settles. */
export function unlessAborted<T>(promise: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(abortError(signal));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(
      (value) => {
        signal.removeEventListener("abort", onAbort);
        resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener("abort", onAbort);
        reject(error);
      },
    );
  });
}

/**
 * A signal that aborts after the timeout, or earlier with the other signal's reason. `AbortSignal.any` with
 * `AbortSignal.timeout` is no substitute before Node.js 22: garbage collection can drop it, and it never aborts
 * (nodejs/node#54614).
 */
export function signalWithin(timeoutMs: number, { clock, signal }: Pick<WaitOptions, "clock" | "signal">): AbortSignal {
  const controller = new AbortController();
  const end = (reason: unknown) => {
    timer.cancel();
    signal?.removeEventListener("abort", onAbort);
    controller.abort(reason);
  };
  const onAbort = () => end(signal?.reason);
  const late = () => end(new DOMException(`not within ${timeoutMs} ms`, "TimeoutError"));
  const timer = clock.setTimer(late, timeoutMs, { background: true });
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });
  return controller.signal;
}

/** Calls `act` with a signal that aborts after the timeout, or earlier with the other one. Nothing of it stays on that afterwards. */
export async function callWithin<T>(
  timeoutMs: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = clock.setTimer(() => late.abort(), timeoutMs, { background: true });
  try {
    return await withAnySignal([signal, late.signal], act);
  } finally {
    timer.cancel();
  }
}

/**
 * Calls `act` with a signal that aborts with the first of these. Nothing of it stays on them afterwards: `AbortSignal.any` leaves
 * an entry on a long-lived signal in Node.js 20, each time.
 */
export async function withAnySignal<T>(signals: readonly AbortSignal[], act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const listeners = signals.map((signal) => {
    const onAbort = () => controller.abort(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    return () => signal.removeEventListener("abort", onAbort);
  });
  try {
    return await act(controller.signal);
  } finally {
    for (const end of listeners) end();
  }
}

/** Waits. Rejects early with the signal's reason when the signal aborts. */
export function delay(ms: number, options: { readonly clock: Clock; readonly signal?: AbortSignal | undefined }): Promise<void> {
  const { clock, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(abortError(signal));
      return;
    }
    const onAbort = () => {
      timer.cancel();
      if (signal !== undefined) reject(abortError(signal));
    };
    const timer = clock.setTimer(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** A promise with the functions that settle it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** Like `Promise.withResolvers`, which Node.js 20 lacks. The promise never raises an unhandled rejection. */
export function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}
