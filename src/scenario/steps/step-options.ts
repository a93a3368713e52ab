import type { DurationInput } from "../../base/duration.js";
import type { AcceptedStatus } from "../authoring/accepted-status.js";

/** The state of a user in a scenario that declares none: any key, any value. */
// biome-ignore lint/suspicious/noExplicitAny: nothing is declared, so everything goes.
export type Assigns = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any

/**
 * What a function given as an argument sees: the user's state, and no steps, so that it can never wait for the queue
 * that its own step stands in.
 */
export interface State<A = Assigns> {
  /** The user's state; it survives the iterations of the same user. Change it with `assign`, `updateAssign` and `as`. */
  readonly assigns: Readonly<A>;
  /** From 1. */
  readonly userId: number;
  /** From 1. */
  readonly iteration: number;
  /**
   * A number from 0 to below 1: the n-th of an iteration is the same whenever the run has the same seed, on however many
   * nodes.
   */
  random(): number;
}

/** What a scenario has beside its `assigns` and throttles: the types of its pools' rows by name, and what `setup` returned. */
export interface Given<R = Assigns, S = unknown> {
  readonly rows: R;
  readonly setup: S;
}

/** A value, or a function that gives it when the turn of the step has come. */
export type Resolvable<V, A = Assigns> = V | ((state: State<A>) => V | PromiseLike<V>);

/** The keys of A that can hold a V. */
export type KeyFor<A, V> = { [K in keyof A & string]-?: V extends A[K] ? K : never }[keyof A & string];

/**
 * Where a value that was read goes: a key of `assigns`; or a function of the value that returns such a key, or an
 * object to merge into `assigns`.
 */
export type As<A, V> = KeyFor<A, V> | ((value: V) => KeyFor<A, V> | Partial<A>);

/** Options that every step on a page has. */
export interface StepOptions {
  /** How long the step may take, e.g. `"5s"` or milliseconds. Default: `commandTimeout` (30 s). */
  readonly timeout?: DurationInput | undefined;
  /** What the step is called in the report, in place of operation and selector. */
  readonly name?: string | undefined;
}

/** Options of `navigate` and `reload`. */
export interface NavigateOptions extends StepOptions {
  /**
   * Statuses from 400 on with which the document does not fail the step: `404`, `"4xx"`, `"5xx"`, or a list. They count
   * beside those of the option `acceptStatus`.
   */
  readonly status?: AcceptedStatus | readonly AcceptedStatus[] | undefined;
}

/** Options of `click`. */
export interface ClickOptions extends StepOptions {
  /** Click also when the element still waits for LiveView's reply to an earlier event; the client then drops the click. */
  readonly force?: boolean | undefined;
}

/** Options of `waitForSelector`. */
export interface WaitForSelectorOptions extends StepOptions {
  /** Default `"visible"`. */
  readonly state?: "attached" | "detached" | "visible" | "hidden" | undefined;
}

/** Options of steps that read. */
export interface ReadOptions<A, V> extends StepOptions {
  /** Keeps the value in `assigns`. */
  readonly as?: As<A, V> | undefined;
}

/** Options of `expect`. */
export interface ExpectOptions {
  /** Only count the check when it fails; the iteration goes on. Default `false`. */
  readonly soft?: boolean | undefined;
}

/** Options of `metric`. */
export interface MetricOptions {
  /** `histogram` (default) keeps the distribution of what is added, `counter` its sum. */
  readonly kind?: "histogram" | "counter" | undefined;
}
