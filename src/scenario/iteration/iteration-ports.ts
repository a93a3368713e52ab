import type { Clock } from "../../base/clock.js";
import type { BrowserOptions } from "../browser-options/browser-options.js";
import type { PagePort } from "../page-port.js";

/** The measurement of a step that ended. */
export interface EndedStep {
  /** From 1 within the iteration. */
  readonly number: number;
  /** Name of the step's method, such as `click`. */
  readonly operation: string;
  /** The step's name in metrics: operation and selector or page, with ids templated. */
  readonly label: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly failed: boolean;
  /** Whether a click waited because its element was waiting for LiveView's reply to an earlier event. */
  readonly wasHeld: boolean;
}

/** A step whose turn has come. */
export interface BegunStep {
  /** From 1 within the iteration. */
  readonly number: number;
  /** The step as its author knows it: `click "#buy"`. It gets more exact while the arguments are read. */
  readonly text: string;
}

/** How a step ended; `cut` when its iteration ended before it did. */
export type StepEnd =
  | { readonly outcome: "done"; readonly value: unknown }
  | { readonly outcome: "failed"; readonly message: string }
  | { readonly outcome: "cut" };

/** Receives what happens in an iteration. Instants are on the `clock` of its {@link IterationPorts}. */
export interface IterationObserver {
  /** A step of any kind begins; the function it returns is called at its end. */
  stepBegan?(step: BegunStep): (end: StepEnd) => void;
  /** A step on the page ended, failed or not. Skipped and interrupted steps are not reported. */
  stepEnded(step: EndedStep): void;
  groupEnded(group: {
    readonly name: string;
    readonly startedAtMs: number;
    readonly endedAtMs: number;
    readonly failed: boolean;
  }): void;
  checkEnded(check: { readonly name: string; readonly passed: boolean; readonly soft: boolean; readonly message?: string }): void;
  metric(name: string, kind: "histogram" | "counter", value: number): void;
  /** The scenario took a screenshot. */
  screenshot(name: string, png: Uint8Array): void;
  /** A step was called after its iteration had ended, and rejected. */
  lateStep(operation: string): void;
}

/** The port through which steps reach the cluster's throttles. */
export interface ThrottlePort {
  /** Queues for the throttle. Rejects when the signal aborts; a lease granted after that is released at once. */
  acquire(name: string, signal: AbortSignal): Promise<ThrottleLease>;
}

/** A grant of a throttle. */
export interface ThrottleLease {
  /** Returns the slot. Called once. */
  release(): void;
}

/** A row of a data pool. */
export type Row = Readonly<Record<string, unknown>>;

/** Identifies the draw of a row. A random row depends on this and the run's seed alone. */
export interface RowDraw {
  readonly userId: number;
  readonly iteration: number;
  readonly scope: IterationScope;
}

/** The function of the scenario that runs: `run`, or a user hook. */
export type IterationScope = "run" | "beforeUser" | "afterUser";

/** Limits of the wait for a row. */
export interface RowWait {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The port through which steps reach the cluster's data pools. */
export interface RowPort {
  /** Names of the scenario's data pools. */
  readonly pools: readonly string[];
  /** A row, synchronously when this node holds one; `undefined` when the pool is used up. Rejects on timeout and abort. */
  take(pool: string, draw: RowDraw, wait: RowWait): Row | undefined | Promise<Row | undefined>;
}

/** A further isolated context of a user, with its first page. */
export interface OpenedContext {
  readonly page: PagePort;
  /** Takes the last measurements and closes it; never rejects. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens a further isolated context of a user. It is opened with the options of the user's own context, over which the given ones
 * take precedence, also where they are `undefined`.
 */
export type OpenContext = (options: BrowserOptions, signal: AbortSignal) => Promise<OpenedContext>;

/** What an iteration needs from outside. */
export interface IterationPorts {
  readonly page: PagePort;
  readonly clock: Clock;
  readonly observer: IterationObserver;
  /** Absent: the user has its own context only. */
  readonly openContext?: OpenContext | undefined;
  /** Absent: steps that wait for a throttle fail. */
  readonly throttle?: ThrottlePort | undefined;
  readonly commandTimeoutMs: number;
  /** Think time and waits for throttles and rows do not count. */
  readonly iterationTimeoutMs: number;
  /** Aborted at the end of the load: ends think time and throttle waits early; everything else goes on. */
  readonly endOfLoad: AbortSignal;
  /** Aborted when the iteration must stop at once. */
  readonly interrupt: AbortSignal;
  /** Called when the iteration is over and timed, while its pages are still as they were. Must not reject. */
  readonly onEnded?: ((ended: EndedIteration) => Promise<void>) | undefined;
}

/** An iteration, or a user hook, that is over. */
export interface EndedIteration {
  readonly result: IterationResult;
  /** From 1; 0 for a hook before the first iteration. */
  readonly iteration: number;
  /** The page that the last step acted on, or failed on. */
  readonly page: PagePort;
}

/** How an iteration ended. */
export type IterationOutcome = "succeeded" | "failed" | "interrupted";

/**
 * What an iteration makes of its context for the user's next one: `kept` goes on in it as it is, `isolated` begins with the storage
 * of a new one, and `spent` needs a new one, as what was changed cannot be undone.
 */
export type ContextAfter = "kept" | "isolated" | "spent";

/** The result of an iteration. */
export interface IterationResult {
  readonly outcome: IterationOutcome;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Think time and waits for throttles and rows, within the iteration. */
  readonly pausedMs: number;
  /** Why the user starts no further iteration: it called `halt()`, or a data pool that it needs is used up. */
  readonly halted: false | "halted" | "data-used-up";
  /** The reason given to `abort()`, which ends the whole run. */
  readonly abortReason: string | undefined;
  readonly contextAfter?: ContextAfter;
  /** Present when the iteration failed. */
  readonly failure: IterationFailure | undefined;
}

/** Why an iteration failed. */
export interface IterationFailure {
  /**
   * `step`: an operation failed; `http`: the server answered a document with 4xx or 5xx; `check`: an expectation did not hold;
   * `fail`: the scenario called `fail` or `abort`; `scenario`: its code threw; `timeout`: the iteration took too long;
   * `stray`: an unhandled rejection or exception.
   */
  readonly category: "step" | "http" | "check" | "fail" | "scenario" | "timeout" | "stray";
  readonly message: string;
  readonly stack: string | undefined;
  /** The step that failed, or at which the iteration timed out. */
  readonly step: { readonly number: number; readonly operation: string; readonly label: string } | undefined;
  /** The page's URL at the time of the failure. */
  readonly url: string | undefined;
  /** What had gone wrong in the page before: failed requests, and errors that the page threw. */
  readonly likelyCauses: readonly string[];
}

/** A virtual user of a scenario. It keeps its `assigns` from one iteration to the next. */
export interface ScenarioUser {
  readonly userId: number;
  /**
   * Calls the scenario's `run` once and waits for the steps that it left in the queue. Never rejects. Iterations are numbered
   * from 1 over the life of the user id.
   */
  runIteration(ports: IterationPorts): Promise<IterationResult>;
  /** Runs a hook in the same way; it does not count as an iteration. `undefined` when the scenario has no such hook. */
  runHook(hook: "beforeUser" | "afterUser", ports: IterationPorts): Promise<IterationResult> | undefined;
  /** Resets `assigns`, as for a user that was replaced. */
  resetAssigns(): void;
}
