import { AsyncLocalStorage } from "node:async_hooks";
import { type Clock, systemClock } from "./clock.js";
import { abortError, deferred } from "./deadline.js";
import { formatDuration } from "./duration.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "./errors.js";
import type { HangStage } from "./hangs/hang-cells.js";
import type { WatchedCall } from "./hangs/watch-hangs.js";
import { beforeProcessEnds, isStoppingBySignal, letInterruptEnd } from "./host.js";
import { userPlace } from "./wording/user-place.js";

/** Limits of a call to user code, and who hears of its late errors. */
export interface UserCodeLimits {
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: 60 s; within another call, what is left of that. */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait; the code itself cannot be cancelled. */
  readonly signal?: AbortSignal | undefined;
  /** A hint on how to give the code more time. */
  readonly longerBy?: string;
  /**
   * Hears of rejections that the code leaves unhandled, and of errors after its end. Default: that of the call around this one; if
   * there is none, that of {@link watchUserCode}; without that, such an error is the process's own.
   */
  readonly onStray?: (error: unknown) => void;
}

/** How long user code may take without a limit of its own. */
const USUAL_TIMEOUT_MS = 60_000;

/** The hint for `setup`, `config` and other code that `--setup-timeout` limits. */
export const LONGER_SETUP = "--setup-timeout gives it longer";

/** How this process handles user code that fails after its call or never pauses. */
export interface UserCodeWatch {
  /** Hears of errors that come after the end of a call, or outside of its promise, if its caller does not. */
  readonly onStray?: (error: unknown) => void;
  /** Notices code that never pauses, which keeps time limits and signals from being heard. */
  readonly hangs?: { begin: (call: WatchedCall) => Promise<() => void> };
  /** Such code has been running for long, at this place if it is known. */
  readonly onHeldUp?: (place: string | undefined, limitMs: number) => void;
  /** Such code has been running for its limit: this must end the process. */
  readonly onHung?: (place: string | undefined, limitMs: number) => void;
}

let watch: UserCodeWatch = {};

/** Sets what this process does about user code. Only entry points call it. */
export function watchUserCode(given: UserCodeWatch): void {
  watch = given;
}

interface UserCall {
  isOver: boolean;
  /** Ends the call with an error that no caller can catch. */
  readonly fail: (error: unknown) => void;
  readonly onStray: ((error: unknown) => void) | undefined;
  /** The call whose code made this one. */
  readonly around: UserCall | undefined;
}

const calls = new AsyncLocalStorage<UserCall>();
/** Errors that were already told to their call. */
const told = new WeakSet<object>();

/**
 * Calls code of the user in this process. Rejects with what it throws, also outside of its promise; when it tries to end the
 * process (see {@link guardProcess}); with `DEADLINE_EXCEEDED` when it takes too long; and with the signal's reason.
 */
export async function callUserCode<T>(call: () => T | PromiseLike<T>, limits: UserCodeLimits = {}): Promise<T> {
  const { clock = systemClock, signal, longerBy } = limits;
  const around = calls.getStore();
  const timeoutMs = limits.timeoutMs ?? (runningCall(around) === undefined ? USUAL_TIMEOUT_MS : undefined);
  if (signal?.aborted === true) throw abortError(signal);
  const ended = deferred<never>();
  const own: UserCall = {
    isOver: false,
    fail: ended.reject,
    onStray: limits.onStray ?? around?.onStray ?? watch.onStray,
    around,
  };
  const onAbort = (): void => signal && ended.reject(abortError(signal));
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer = timeoutMs && clock.setTimer(() => ended.reject(tooLate(timeoutMs, longerBy)), timeoutMs);
  const endWatch = watch.hangs && (await watchForHang(timeoutMs));
  try {
    // The function turns a synchronous throw into a rejection.
    const result = calls.run(own, async () => call());
    // The failure comes first: it counts even if the code caught it and returned at once.
    return await Promise.race([ended.promise, result]);
  } finally {
    own.isOver = true;
    endWatch?.();
    if (timer) timer.cancel();
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Has code that does not pause noticed; while it runs, nothing else happens in this thread but what is called in its midst. */
async function watchForHang(limitMs: number | undefined): Promise<() => void> {
  const { hangs, onHeldUp, onHung } = watch;
  if (limitMs === undefined || hangs === undefined) return () => {};
  const onHang = (stage: HangStage): void => {
    const place = userPlace(new Error("held up"));
    if (stage === "tooLong") calls.exit(() => onHung?.(place, limitMs));
    else {
      // Before anybody is told to press Ctrl-C.
      setImmediate(letInterruptEnd());
      onHeldUp?.(place, limitMs);
    }
  };
  return hangs.begin({ limitMs, onHang });
}

/** How user code failed, as the end of a sentence about it: `took longer than 1 min`, `failed: no such file`. */
export function userCodeTrouble(error: unknown): string {
  const message = messageOf(error);
  return isLiveLoadError(error, "DEADLINE_EXCEEDED") && message.startsWith(LATE)
    ? message.slice("it ".length)
    : `failed: ${message}`;
}

const LATE = "it took longer than ";

function tooLate(timeoutMs: number, hint: string | undefined): LiveLoadError {
  return new LiveLoadError("DEADLINE_EXCEEDED", `${LATE}${formatDuration(timeoutMs)}`, { hint });
}

/**
 * For the process's `unhandledRejection` listener: whether user code caused the rejection, and somebody heard of it.
 * Node.js calls the listener within the asynchronous context of the promise.
 */
export function attributeStrayRejection(error: unknown): boolean {
  return isTold(error) || tellStray(error);
}

/** For the process's `uncaughtException` listener: like {@link attributeStrayRejection}, but a call that still runs fails. */
export function attributeStrayException(error: unknown): boolean {
  if (isTold(error)) return true;
  const running = runningCall(calls.getStore());
  running?.fail(error);
  return running !== undefined || tellStray(error);
}

function isTold(error: unknown): boolean {
  return typeof error === "object" && error !== null && told.has(error);
}

function tellStray(error: unknown): boolean {
  const onStray = calls.getStore()?.onStray;
  onStray?.(error);
  return onStray !== undefined;
}

/** The innermost call that still runs. */
function runningCall(call: UserCall | undefined): UserCall | undefined {
  return call?.isOver === true ? runningCall(call.around) : call;
}

/**
 * Until the returned function is called, user code that ends this process or sends it a signal gets an error instead, and its call
 * fails with that error, even if the code catches it. Other code is not affected, nor is what user code does after its call, unless
 * a signal has asked the process to stop: then it ends in its own time, whatever else listens to that signal, and `onRefused` is told.
 */
export function guardProcess(onRefused: (how: string) => void = () => {}): () => void {
  return beforeProcessEnds((how) => {
    const call = runningCall(calls.getStore());
    if (call === undefined && !isStoppingBySignal()) return;
    const error = new Error(`it called ${how}`);
    told.add(error);
    if (call === undefined) onRefused(how);
    else call.fail(error);
    throw error;
  });
}
