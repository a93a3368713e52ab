import type { DurationInput } from "../../base/duration.js";
import type { ElementSelector } from "../../base/locators/locator.js";
import type { SelectChoice, StorageState } from "../page-port.js";
import type { ForcedActionOptions } from "../steps/arguments/action-step-options.js";
import type {
  ActionOptions,
  Assigns,
  ElementStepOptions,
  ExpectOptions,
  Given,
  MetricOptions,
  ReadOptions,
  Resolvable,
  State,
  StepOptions,
  StorageStateOptions,
  WaitForSelectorOptions,
} from "../steps/arguments/step-options.js";
import type { DialogSteps } from "./step-types/dialog-step-types.js";
import type { FileSteps } from "./step-types/file-step-types.js";
import type { HistorySteps } from "./step-types/history-step-types.js";
import type { InteractionSteps } from "./step-types/interaction-step-types.js";
import type { Keyboard, KeyboardSteps } from "./step-types/keyboard-step-types.js";
import type { Mouse, MouseSteps } from "./step-types/mouse-step-types.js";
import type { NetworkSteps } from "./step-types/network-step-types.js";
import type { PointerSteps } from "./step-types/pointer-step-types.js";
import type { ReadingSteps } from "./step-types/read-step-types.js";
import type { TextWaitSteps } from "./step-types/text-step-types.js";
import type { TrafficSteps } from "./step-types/traffic-step-types.js";
import type { WaitSteps } from "./step-types/wait-step-types.js";
import type { WindowSteps } from "./step-types/window-step-types.js";

/**
 * A virtual user in one iteration: the first argument of `run` and of the hooks. Calling a step queues it; await the step
 * for its value, or when the code after it depends on it. A Context is not thenable, so async functions may return it.
 * A step called after the iteration has ended rejects and is counted in `late_steps`.
 *
 * A helper that returns a chain must not be `async`: an async function awaits the Pipeline and returns its value instead.
 *
 * @example
 * ```ts
 * run: async (context) => {
 *   context.navigate("/products").click("#buy");
 *   const order = await context.innerText("#order");
 *   context.expect("there is an order", () => order !== "");
 * }
 * ```
 */
export interface Context<A = Assigns, N extends string = string, G extends Given = Given> extends State<A>, Steps<A, N, G> {
  /** `true` once `halt()` was called or a `unique` data pool ran out: this user starts no further iteration. */
  readonly halted: boolean;
  /** `true` once this iteration has failed. */
  readonly failed: boolean;
  /** What the scenario's `setup` returned on the controller, sent as JSON: the same on every node, and frozen. */
  readonly setup: G["setup"];
}

/**
 * A step that was called: await it for its value, or call the next step on it. It is thenable, but not a Promise. The failure
 * of a step that is never awaited fails the iteration; it raises no unhandled rejection.
 */
export interface Pipeline<T, A = Assigns, N extends string = string, G extends Given = Given>
  extends Steps<A, N, G>,
    PromiseLike<T> {
  /** `true` once `halt()` was called or a `unique` data pool ran out: this user starts no further iteration. */
  readonly halted: boolean;
  /** `true` once this iteration has failed. */
  readonly failed: boolean;
  /** Like `Promise.catch`. An error that is handled here does not fail the iteration. */
  catch<R = never>(onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null): Promise<T | R>;
  /** Like `Promise.finally`. Skipped steps call it, too. */
  finally(onFinally?: (() => void) | null): Promise<T>;
}

/**
 * All steps. A step is queued when it is called, whether or not it is awaited, and steps run strictly in order. When one
 * fails, the steps queued behind it are skipped and the iteration fails with its `StepError`. If the failed step was awaited
 * and the error caught, the iteration goes on.
 */
export interface Steps<A = Assigns, N extends string = string, G extends Given = Given>
  extends ElementSteps<A, N, G>,
    PointerSteps<A, N, G>,
    KeyboardSteps<A, N, G>,
    MouseSteps<A, N, G>,
    LiveViewSteps<A, N, G>,
    ReadingSteps<A, N, G>,
    FileSteps<A, N, G>,
    HistorySteps<A, N, G>,
    WaitSteps<A, N, G>,
    TextWaitSteps<A, N, G>,
    TrafficSteps<A, N, G>,
    NetworkSteps<A, N, G>,
    DialogSteps<A, N, G>,
    WindowSteps<A, N, G>,
    InteractionSteps<A, N, G>,
    PageSteps<A, N, G>,
    AssignSteps<A, N, G>,
    DataSteps<A, N, G>,
    CourseSteps<A, N, G> {}

/** The names of all steps; those of the keyboard and the mouse as they are called: `keyboard.press`. */
export type StepName =
  | Exclude<keyof Steps, "keyboard" | "mouse">
  | `keyboard.${keyof Keyboard<Assigns, string, Given>}`
  | `mouse.${keyof Mouse<Assigns, string, Given>}`;

/**
 * Steps on an element. Names, selectors and semantics are those of Playwright's `Page`: a step waits until the element is
 * ready for it, and fails when its `timeout` is over. When a selector matches several elements, the first is used,
 * or with `strict` the step fails.
 */
export interface ElementSteps<A, N extends string, G extends Given> {
  /** Replaces the text of an input, a text area or an editable element. */
  fill(
    selector: Resolvable<ElementSelector, A>,
    value: Resolvable<string, A>,
    options?: Resolvable<ForcedActionOptions, A>,
  ): Pipeline<void, A, N, G>;
  /** Empties an input. */
  clear(selector: Resolvable<ElementSelector, A>, options?: Resolvable<ForcedActionOptions, A>): Pipeline<void, A, N, G>;
  /**
   * Selects one option of a select element: by its value or label, or as `{ value }`, `{ label }` or `{ index }`. Resolves
   * to the values that are selected afterwards.
   */
  selectOption(
    selector: Resolvable<ElementSelector, A>,
    choice: Resolvable<SelectChoice, A>,
    options?: Resolvable<ForcedActionOptions, A>,
  ): Pipeline<readonly string[], A, N, G>;
  /** Selects several options of a select element. Resolves to the values that are selected afterwards. */
  selectMultipleOptions(
    selector: Resolvable<ElementSelector, A>,
    choices: Resolvable<readonly SelectChoice[], A>,
    options?: Resolvable<ForcedActionOptions, A>,
  ): Pipeline<readonly string[], A, N, G>;
  /** Focuses an element. */
  focus(selector: Resolvable<ElementSelector, A>, options?: Resolvable<ElementStepOptions, A>): Pipeline<void, A, N, G>;
  /** Removes the focus from an element. */
  blur(selector: Resolvable<ElementSelector, A>, options?: Resolvable<ElementStepOptions, A>): Pipeline<void, A, N, G>;
  /**
   * Dispatches an event of this type on an element, with the properties of `init`; it bubbles and is cancelable. It is not
   * trusted: prefer `click`, `press` and the other steps that act as a person does.
   */
  dispatchEvent(
    selector: Resolvable<ElementSelector, A>,
    type: Resolvable<string, A>,
    init?: Resolvable<Readonly<Record<string, unknown>>, A>,
    options?: Resolvable<ElementStepOptions, A>,
  ): Pipeline<void, A, N, G>;
  /** Waits until an element is visible, or has the `state` given in the options. */
  waitForSelector(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<WaitForSelectorOptions, A>,
  ): Pipeline<void, A, N, G>;
}

/** Steps for Phoenix LiveView pages. */
export interface LiveViewSteps<A, N extends string, G extends Given> {
  /** Fails at once when the page has no LiveView; otherwise waits until every LiveView on it is connected. */
  ensureLiveView(options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Waits until the page has a LiveView and every LiveView on it is connected. */
  waitForLiveView(options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /**
   * Waits for the server's reply to an event of this type (`"click"`, `"submit"`, `"change"` …) on an element: until the
   * element's `phx-<type>-loading` class is gone, or the element itself.
   */
  waitForPhxLoadingCompletion(
    type: Resolvable<string, A>,
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementStepOptions, A>,
  ): Pipeline<void, A, N, G>;
  /** Submits a form as a click on its submit button would. */
  submitForm(selector: Resolvable<ElementSelector, A>, options?: Resolvable<ActionOptions, A>): Pipeline<void, A, N, G>;
}

/** Steps on the page as a whole. */
export interface PageSteps<A, N extends string, G extends Given> {
  /**
   * Calls a function in the page and resolves to its result. The function is sent as source text, so it cannot use
   * variables of the scenario: `evaluate((n) => document.title.slice(n), 3)`. Arguments and result are JSON values, and
   * what else Playwright passes on: `undefined`, `NaN`, a `bigint`, `Date`, `URL`, `RegExp`, `Error`, typed array.
   * A function or a symbol anywhere in an argument fails the step; in a result it becomes `undefined`. The timeout is `commandTimeout`.
   */
  evaluate<R, P extends unknown[]>(fn: (...args: P) => R | PromiseLike<R>, ...args: P): Pipeline<R, A, N, G>;
  /** Saves a PNG of the viewport among the run's artifacts, under this name. */
  screenshot(name: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** What the user's browser context has stored: cookies, local and session storage, and databases with `{ indexedDB: true }`. */
  storageState(options?: Resolvable<StorageStateOptions, A>): Pipeline<StorageState, A, N, G>;
  /** Replaces cookies, local and session storage, and databases if it has any, with a state that `storageState` returned. */
  restoreStorageState(state: Resolvable<StorageState, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Clears cookies, local and session storage. */
  resetStorageState(options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /**
   * The engine's own page object, for what the steps cannot do: Playwright's `Page` with `--browser playwright`. Fails with
   * an engine that has none. What you do with it is not measured.
   */
  page<P = unknown>(): Pipeline<P, A, N, G>;
  /** A custom metric, reported beside the built-in ones: `context.metric("basket_size").add(3)`. */
  metric(name: string, options?: MetricOptions): MetricHandle<A, N, G>;
}

/** A custom metric of the scenario. */
export interface MetricHandle<A, N extends string, G extends Given> {
  /** Queues a step that adds a sample to a histogram, or an amount to a counter. The value is at least 0. */
  add(value: Resolvable<number, A>): Pipeline<void, A, N, G>;
}

/** Steps that change the user's state. */
export interface AssignSteps<A, N extends string, G extends Given> {
  /** Merges values into `assigns`. */
  assign(values: Resolvable<Partial<A>, A>): Pipeline<void, A, N, G>;
  /** Resets all of `assigns` to its initial values. */
  resetAssigns(): Pipeline<void, A, N, G>;
  /** Resets single keys to their initial values. Keys without an initial value are removed. */
  clearAssign(...keys: (keyof A & string)[]): Pipeline<void, A, N, G>;
  /** Replaces a value with what the function returns for it. */
  updateAssign<K extends keyof A & string>(key: K, update: (value: A[K]) => A[K] | PromiseLike<A[K]>): Pipeline<void, A, N, G>;
}

/** Steps that read the scenario's data pools. */
export interface DataSteps<A, N extends string, G extends Given> {
  /**
   * Takes a row from a data pool. An iteration gets one row of each pool, and the same row when it asks again; with
   * `per: "user"` a user keeps one row for its whole life. When a `unique` pool is used up, this user ends as if by
   * `halt()`. The wait for a row does not count towards the iteration's duration or timeout.
   */
  row<K extends keyof G["rows"] & string>(
    pool: K,
    options?: Resolvable<ReadOptions<A, G["rows"][K]>, A>,
  ): Pipeline<G["rows"][K], A, N, G>;
}

/** Steps that control the iteration. */
export interface CourseSteps<A, N extends string, G extends Given> {
  /** Skips the remaining steps and ends this user. The iteration counts as succeeded. */
  halt(): Pipeline<never, A, N, G>;
  /** Fails the iteration, with this reason. */
  fail(reason: Resolvable<string, A>): Pipeline<never, A, N, G>;
  /** Fails the iteration and aborts the whole run: every user on every node. */
  abort(reason: Resolvable<string, A>): Pipeline<never, A, N, G>;
  /**
   * Waits for a throttle. The slot of a `parallelism` throttle is held until the end of the iteration. The wait does not
   * count towards the iteration's duration or timeout.
   */
  throttle(name: N): Pipeline<void, A, N, G>;
  /** Waits for a throttle and holds its slot while the function and its steps run. Resolves to the function's result. */
  throttle<R>(name: N, hold: (context: Context<A, N, G>) => R): Pipeline<Awaited<R>, A, N, G>;
  /**
   * Think time: waits for `min`, or for a random time between `min` and `max`. It does not count towards the iteration's
   * duration or timeout.
   */
  think(min: Resolvable<DurationInput, A>, max?: Resolvable<DurationInput, A>): Pipeline<void, A, N, G>;
  /** Groups steps and times them as one, under this name. Resolves to the function's result. */
  step<R>(name: string, group: (context: Context<A, N, G>) => R): Pipeline<Awaited<R>, A, N, G>;
  /** Checks a condition. `false` or an error fails the iteration; with `soft` the failure is only counted. */
  expect(
    name: string,
    check: (state: State<A>) => boolean | PromiseLike<boolean>,
    options?: ExpectOptions,
  ): Pipeline<boolean, A, N, G>;
}
