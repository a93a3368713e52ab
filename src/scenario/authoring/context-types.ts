import type { DurationInput } from "../../base/duration.js";
import type { SelectChoice, StorageState } from "../page-port.js";
import type {
  As,
  Assigns,
  ClickOptions,
  ExpectOptions,
  Given,
  MetricOptions,
  NavigateOptions,
  ReadOptions,
  Resolvable,
  State,
  StepOptions,
  WaitForSelectorOptions,
} from "../steps/step-options.js";

/**
 * One user in one iteration. Every step on it is queued at once; await a step for its value, or when what follows
 * depends on it. A Context is not thenable, so that async functions may return it. It is sealed once its iteration is
 * over: a later step rejects and is counted.
 *
 * A helper that should be chained on must not be `async`: its Pipeline would be awaited away.
 */
export interface Context<A = Assigns, N extends string = string, G extends Given = Given> extends State<A>, Steps<A, N, G> {
  /** Whether `halt()` has ended this user. */
  readonly halted: boolean;
  /** Whether this iteration has failed. */
  readonly failed: boolean;
  /** What the scenario's `setup` returned, as it came from the controller: the same on every node, and frozen. */
  readonly setup: G["setup"];
}

/**
 * A step under way: await it for its value, or call the next step on it. Thenable, and not a Promise. One that is never
 * awaited raises no unhandled rejection: its failure fails the iteration.
 */
export interface Pipeline<T, A = Assigns, N extends string = string, G extends Given = Given>
  extends Steps<A, N, G>,
    PromiseLike<T> {
  /** Whether `halt()` has ended this user. */
  readonly halted: boolean;
  /** Whether this iteration has failed. */
  readonly failed: boolean;
  /** As of a Promise: what it handles does not fail the iteration. */
  catch<R = never>(onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null): Promise<T | R>;
  /** As of a Promise; it is called for skipped steps, too. */
  finally(onFinally?: (() => void) | null): Promise<T>;
}

/**
 * Every step. A step takes its place in the queue when it is called, whether or not it is awaited, and steps run
 * strictly in order. The first that fails fails the iteration with a `StepError`, and what is queued behind it is
 * skipped, unless it was awaited and the error was caught.
 */
export interface Steps<A = Assigns, N extends string = string, G extends Given = Given>
  extends ElementSteps<A, N, G>,
    LiveViewSteps<A, N, G>,
    ReadingSteps<A, N, G>,
    PageSteps<A, N, G>,
    AssignSteps<A, N, G>,
    DataSteps<A, N, G>,
    CourseSteps<A, N, G> {}

/**
 * Steps on an element. Their names and meaning are Playwright's where Playwright has the thing: an operation waits until
 * the element is ready for it; where a selector fits several elements, the first is taken.
 */
export interface ElementSteps<A, N extends string, G extends Given> {
  /**
   * Clicks. The LiveView client silently drops a click on an element that still waits for the server's reply, so this
   * waits until it has come, unless `force`.
   */
  click(selector: Resolvable<string, A>, options?: Resolvable<ClickOptions, A>): Pipeline<void, A, N, G>;
  /** Puts a text into an input, in place of what is there. */
  fill(
    selector: Resolvable<string, A>,
    value: Resolvable<string, A>,
    options?: Resolvable<StepOptions, A>,
  ): Pipeline<void, A, N, G>;
  /** Empties an input. */
  clear(selector: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Focuses an element and presses a key or a combination, e.g. `"Enter"`, `"Control+A"`. */
  press(
    selector: Resolvable<string, A>,
    key: Resolvable<string, A>,
    options?: Resolvable<StepOptions, A>,
  ): Pipeline<void, A, N, G>;
  /** Ticks a checkbox or radio button. */
  check(selector: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Takes the tick of a checkbox away. */
  uncheck(selector: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /**
   * Chooses one option of a select element by its value or label, or as `{ value }`, `{ label }` or `{ index }`; gives
   * the values that are selected then.
   */
  selectOption(
    selector: Resolvable<string, A>,
    choice: Resolvable<SelectChoice, A>,
    options?: Resolvable<StepOptions, A>,
  ): Pipeline<readonly string[], A, N, G>;
  /** Chooses several options of a select element; gives the values that are selected then. */
  selectMultipleOptions(
    selector: Resolvable<string, A>,
    choices: Resolvable<readonly SelectChoice[], A>,
    options?: Resolvable<StepOptions, A>,
  ): Pipeline<readonly string[], A, N, G>;
  /** Gives an element the focus. */
  focus(selector: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Takes the focus of an element away. */
  blur(selector: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Moves the pointer over an element. */
  hover(selector: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Drags the source element and drops it on the target. */
  dragAndDrop(
    source: Resolvable<string, A>,
    target: Resolvable<string, A>,
    options?: Resolvable<StepOptions, A>,
  ): Pipeline<void, A, N, G>;
  /** Waits until an element is visible, or whatever `state` says. */
  waitForSelector(selector: Resolvable<string, A>, options?: Resolvable<WaitForSelectorOptions, A>): Pipeline<void, A, N, G>;
}

/** Steps that know Phoenix LiveView. */
export interface LiveViewSteps<A, N extends string, G extends Given> {
  /** Fails at once when there is no LiveView on the page; otherwise waits until it is connected. */
  ensureLiveView(options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Waits until there is a LiveView on the page and every one is connected. */
  waitForLiveView(options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /**
   * Waits until an element no longer waits for the server's reply to an event of this type (`"click"`, `"submit"`,
   * `"change"` …): until its loading class is gone, or the element is.
   */
  waitForPhxLoadingCompletion(
    type: Resolvable<string, A>,
    selector: Resolvable<string, A>,
    options?: Resolvable<StepOptions, A>,
  ): Pipeline<void, A, N, G>;
  /** Submits a form as its submit button would. */
  submitForm(selector: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
}

/** Steps that read from the page. Each can keep what it read in `assigns`: see `as`. */
export interface ReadingSteps<A, N extends string, G extends Given> {
  /** The whole document as HTML. */
  content(options?: Resolvable<ReadOptions<A, string>, A>): Pipeline<string, A, N, G>;
  /** The HTML inside an element. */
  innerHTML(selector: Resolvable<string, A>, options?: Resolvable<ReadOptions<A, string>, A>): Pipeline<string, A, N, G>;
  /** The text of an element as it is shown. */
  innerText(selector: Resolvable<string, A>, options?: Resolvable<ReadOptions<A, string>, A>): Pipeline<string, A, N, G>;
  /** The text of an element as it is in the document. With `as`, having none is an error. */
  textContent(
    selector: Resolvable<string, A>,
    options: ReadOptions<A, string> & { as: As<A, string> },
  ): Pipeline<string, A, N, G>;
  textContent(selector: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<string | null, A, N, G>;
  /** The value of an input, a text area or a select element. */
  inputValue(selector: Resolvable<string, A>, options?: Resolvable<ReadOptions<A, string>, A>): Pipeline<string, A, N, G>;
  /** An attribute of an element; `null` when there is none. With `as`, having none is an error. */
  getAttribute(
    selector: Resolvable<string, A>,
    name: Resolvable<string, A>,
    options: ReadOptions<A, string> & { as: As<A, string> },
  ): Pipeline<string, A, N, G>;
  getAttribute(
    selector: Resolvable<string, A>,
    name: Resolvable<string, A>,
    options?: Resolvable<StepOptions, A>,
  ): Pipeline<string | null, A, N, G>;
  /** Whether an element is visible now. Does not wait: one that is not there is not visible. */
  isVisible(selector: Resolvable<string, A>, options?: Resolvable<ReadOptions<A, boolean>, A>): Pipeline<boolean, A, N, G>;
  /** Whether a checkbox or radio button is ticked. */
  isChecked(selector: Resolvable<string, A>, options?: Resolvable<ReadOptions<A, boolean>, A>): Pipeline<boolean, A, N, G>;
}

/** Steps on the page as a whole. */
export interface PageSteps<A, N extends string, G extends Given> {
  /**
   * Goes to a URL and waits for the `load` event. A relative one belongs to the `baseUrl` of the scenario's config. It fails
   * when the server answers with 4xx or 5xx, unless `status` or the option `acceptStatus` accepts that.
   */
  navigate(url: Resolvable<string, A>, options?: Resolvable<NavigateOptions, A>): Pipeline<void, A, N, G>;
  /** Loads the page again and waits for the `load` event. It fails as `navigate` does. */
  reload(options?: Resolvable<NavigateOptions, A>): Pipeline<void, A, N, G>;
  /**
   * Calls a function in the page and gives its result. Function, arguments and result cross as source text and JSON: the
   * function sees nothing of what is around it here.
   */
  evaluate<R, P extends unknown[]>(fn: (...args: P) => R | PromiseLike<R>, ...args: P): Pipeline<R, A, N, G>;
  /** Takes a picture of what is visible; it goes into the run's artifacts under this name. */
  screenshot(name: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Everything that the user's browser remembers: cookies, local and session storage. */
  storageState(options?: Resolvable<StepOptions, A>): Pipeline<StorageState, A, N, G>;
  /** Puts back what `storageState` gave, in place of what is there. */
  restoreStorageState(state: Resolvable<StorageState, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Empties cookies, local and session storage. */
  resetStorageState(options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /**
   * The browser engine's own page, for what steps cannot do: with `--browser playwright` the Playwright `Page`. Fails
   * with an engine that has none. What is done through it is not measured.
   */
  page<P = unknown>(): Pipeline<P, A, N, G>;
  /** A metric of your own; it is in the result beside LiveLoad's. */
  metric(name: string, options?: MetricOptions): MetricHandle<A, N, G>;
}

/** A metric of the scenario's own. */
export interface MetricHandle<A, N extends string, G extends Given> {
  /** Adds a sample to a histogram, or an amount to a counter, when its turn comes. */
  add(value: Resolvable<number, A>): Pipeline<void, A, N, G>;
}

/** Steps on the user's state. */
export interface AssignSteps<A, N extends string, G extends Given> {
  /** Merges values into `assigns`. */
  assign(values: Resolvable<Partial<A>, A>): Pipeline<void, A, N, G>;
  /** Sets all of `assigns` back to the initial values. */
  resetAssigns(): Pipeline<void, A, N, G>;
  /** Sets single keys back to their initial values; those that have none are removed. */
  clearAssign(...keys: (keyof A & string)[]): Pipeline<void, A, N, G>;
  /** Puts in place of a value what the function makes of it. */
  updateAssign<K extends keyof A & string>(key: K, update: (value: A[K]) => A[K] | PromiseLike<A[K]>): Pipeline<void, A, N, G>;
}

/** Steps on the scenario's data. */
export interface DataSteps<A, N extends string, G extends Given> {
  /**
   * A row of one of the scenario's data pools: the row of this iteration or, of a pool with `per: "user"`, of this user;
   * asked for again it is the same. When a `unique` pool is used up, this user ends as by `halt()`. Waiting for a row is
   * no part of the iteration's duration or timeout.
   */
  row<K extends keyof G["rows"] & string>(
    pool: K,
    options?: Resolvable<ReadOptions<A, G["rows"][K]>, A>,
  ): Pipeline<G["rows"][K], A, N, G>;
}

/** Steps that steer the iteration. */
export interface CourseSteps<A, N extends string, G extends Given> {
  /** Skips the rest and ends this user, as succeeded. */
  halt(): Pipeline<never, A, N, G>;
  /** Fails the iteration. */
  fail(reason: Resolvable<string, A>): Pipeline<never, A, N, G>;
  /** Ends the whole run: every user, on every node. */
  abort(reason: Resolvable<string, A>): Pipeline<never, A, N, G>;
  /**
   * Waits for a throttle. What a `parallelism` throttle lends is held until the end of the iteration. The wait is no
   * part of the iteration's duration or timeout.
   */
  throttle(name: N): Pipeline<void, A, N, G>;
  /** Waits for a throttle and holds what it lends while the function and its steps run; gives the function's result. */
  throttle<R>(name: N, hold: (context: Context<A, N, G>) => R): Pipeline<Awaited<R>, A, N, G>;
  /**
   * Waits as a person who thinks: `min`, or a random time from `min` to `max`. No part of the iteration's duration or
   * timeout.
   */
  think(min: Resolvable<DurationInput, A>, max?: Resolvable<DurationInput, A>): Pipeline<void, A, N, G>;
  /** A group of steps, timed as one under this name; gives the function's result. */
  step<R>(name: string, group: (context: Context<A, N, G>) => R): Pipeline<Awaited<R>, A, N, G>;
  /** Checks something: `false` or an error fails the iteration; with `soft` it is only counted. */
  expect(
    name: string,
    check: (state: State<A>) => boolean | PromiseLike<boolean>,
    options?: ExpectOptions,
  ): Pipeline<boolean, A, N, G>;
}
