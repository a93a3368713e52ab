import type { DurationInput } from "../../../base/duration.js";
import type { AcceptedStatus } from "../../authoring/accepted-status.js";
import type { LoadState } from "../../ports/history.js";

/** The state of a user in a scenario that declares no `assigns`: any key, any value. */
// biome-ignore lint/suspicious/noExplicitAny: an undeclared state accepts every value.
export type Assigns = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any

/**
 * What a function receives that is the argument of a step: the user's state, but no steps. The queue waits for that
 * function, so a step called in it would wait for itself.
 */
export interface State<A = Assigns> {
  /** The user's state, kept from one iteration to the next. Change it with `assign`, `updateAssign` and `as`. */
  readonly assigns: Readonly<A>;
  /** Number of the user in the whole cluster, from 1. */
  readonly userId: number;
  /** Number of the user's iteration, from 1; 0 in `beforeUser` before the first one. */
  readonly iteration: number;
  /**
   * A random number in [0, 1). With the same seed an iteration draws the same numbers in every run, however many nodes the
   * run has.
   */
  random(): number;
}

/** Types that a scenario declares beside its `assigns` and throttles: the rows of its data pools, and the result of `setup`. */
export interface Given<R = Assigns, S = unknown> {
  readonly rows: R;
  readonly setup: S;
}

/** A value, or a function that returns it (or a promise of it) when the step's turn has come. */
export type Resolvable<V, A = Assigns> = V | ((state: State<A>) => V | PromiseLike<V>);

/** The keys of A whose value can be a V. */
export type KeyFor<A, V> = { [K in keyof A & string]-?: V extends A[K] ? K : never }[keyof A & string];

/**
 * Where to store a value that was read: a key of `assigns`, or a function of the value that returns such a key or an object
 * to merge into `assigns`.
 */
export type As<A, V> = KeyFor<A, V> | ((value: V) => KeyFor<A, V> | Partial<A>);

/** Options of every step on the page. */
export interface StepOptions {
  /** How long the step may take, such as `"5s"`, or a number of milliseconds above 0. Default: `commandTimeout` (30 s). */
  readonly timeout?: DurationInput | undefined;
  /** Name of the step in the report. Default: its operation and selector or page, such as `click #buy-:id`. */
  readonly name?: string | undefined;
}

/** Options of `storageState`. */
export interface StorageStateOptions extends StepOptions {
  /** Also read the databases of IndexedDB. Default `false`. */
  readonly indexedDB?: boolean | undefined;
}

/** Options of steps on an element. */
export interface ElementStepOptions extends StepOptions {
  /** Fail when the selector matches several elements, instead of using the first one. Default: the scenario's `strict`. */
  readonly strict?: boolean | undefined;
}

/** Options of `reload`, `goBack`, `goForward`, and of other steps that wait for a document. */
export interface LoadStepOptions extends StepOptions {
  /**
   * Error statuses of the document that do not fail the step: `404`, `"4xx"`, `"5xx"`, or a list. They add to the run's
   * `acceptStatus`.
   */
  readonly status?: AcceptedStatus | readonly AcceptedStatus[] | undefined;
  /**
   * How far the document has to be: `"commit"` (its first bytes have come, and the page shows it), `"domcontentloaded"`,
   * `"load"`, or `"networkidle"` (loaded, and no request under way for half a second). Default `"load"`.
   */
  readonly waitUntil?: LoadState | undefined;
}

/** Options of `navigate`. */
export interface NavigateOptions extends LoadStepOptions {
  /** The `Referer` to send with the request for the document. Default: none. */
  readonly referer?: string | undefined;
}

/** Options of `waitForURL`. */
export interface WaitForURLOptions extends StepOptions {
  /** How far the document at that address has to be, as with `navigate`. Default `"load"`. */
  readonly waitUntil?: LoadState | undefined;
}

/** Options of `waitForPopup`. */
export interface WaitForPopupOptions<A = Assigns> extends LoadStepOptions {
  /** Where to store the popup's number in `assigns`. Default: nowhere. */
  readonly as?: As<A, number> | undefined;
}

/** Options of `waitForFunction`. */
export interface WaitForFunctionOptions extends StepOptions {
  /** When the function is called again: `"raf"`, at each frame, or after this time. Default `"raf"`. */
  readonly polling?: "raf" | DurationInput | undefined;
}

/** Options of steps that act as a person does. */
export interface ActionOptions extends ElementStepOptions {
  /**
   * Wait until the page shows the server's answer: the step `waitForInteraction` in the same step, except that the input may
   * send nothing. Default: the scenario's `settle`, else `false`.
   */
  readonly settle?: boolean | undefined;
}

/** Options of `waitForSelector`. */
export interface WaitForSelectorOptions extends ElementStepOptions {
  /** What to wait for. Default `"visible"`. */
  readonly state?: "attached" | "detached" | "visible" | "hidden" | undefined;
}

/** Options of steps that read. */
export interface ReadOptions<A, V> extends StepOptions {
  /** Where to store the value in `assigns`. Default: nowhere. */
  readonly as?: As<A, V> | undefined;
}

/** Options of steps that read from an element. */
export interface ElementReadOptions<A, V> extends ReadOptions<A, V>, ElementStepOptions {}

/** Options of `expect`. */
export interface ExpectOptions {
  /** Only count a failed check and go on with the iteration. Default `false`. */
  readonly soft?: boolean | undefined;
}

/** Options of `metric`. */
export interface MetricOptions {
  /** `"histogram"` keeps the distribution of the values, `"counter"` their sum. Default `"histogram"`. */
  readonly kind?: "histogram" | "counter" | undefined;
}
