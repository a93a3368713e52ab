import type { Clock } from "../../base/clock.js";
import type { PagePort } from "../page-port.js";

/** A step that ended, as it is measured. */
export interface EndedStep {
  /** From 1 within the iteration. */
  readonly number: number;
  /** Name of the step's method, e.g. `click`. */
  readonly operation: string;
  /** Operation and selector or page, with ids templated: the dimension of `step_duration`. */
  readonly label: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly failed: boolean;
  /** A click that waited because the element was still waiting for LiveView's reply to an earlier event. */
  readonly wasHeld: boolean;
}

/** What an iteration tells while it runs. Instants are on `clock`. */
export interface IterationObserver {
  /** A browser step ended, failed ones too. Steps that were skipped or interrupted are not told. */
  stepEnded(step: EndedStep): void;
  groupEnded(group: {
    readonly name: string;
    readonly startedAtMs: number;
    readonly endedAtMs: number;
    readonly failed: boolean;
  }): void;
  checkEnded(check: { readonly name: string; readonly passed: boolean; readonly soft: boolean; readonly message?: string }): void;
  metric(name: string, kind: "histogram" | "counter", value: number): void;
  /** A picture that the scenario asked for. */
  screenshot(name: string, png: Uint8Array): void;
  /** A step was called after its iteration was over; it rejected. */
  lateStep(operation: string): void;
}

/** The cluster's throttles, as steps reach them. */
export interface ThrottlePort {
  /** Waits in line. Rejects when the signal aborts; a lease that is granted after that is released at once. */
  acquire(name: string, signal: AbortSignal): Promise<ThrottleLease>;
}

/** What a throttle has lent. */
export interface ThrottleLease {
  /** Gives it back; called once. */
  release(): void;
}

/** A row of a data pool. */
export type Row = Readonly<Record<string, unknown>>;

/** Who asks for a row: what is drawn at random depends on nothing else. */
export interface RowDraw {
  readonly userId: number;
  readonly iteration: number;
  readonly scope: IterationScope;
}

/** What of a scenario is run: an iteration, or one of the hooks around all of them. */
export type IterationScope = "run" | "beforeUser" | "afterUser";

/** How long a row is waited for. */
export interface RowWait {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The cluster's data pools, as steps reach them. */
export interface RowPort {
  readonly pools: readonly string[];
  /** A row, at once where there is one on this node; `undefined` when the pool is used up. Rejects when its time is over or the signal aborts. */
  take(pool: string, draw: RowDraw, wait: RowWait): Row | undefined | Promise<Row | undefined>;
}

/** What one iteration needs from outside. */
export interface IterationPorts {
  readonly page: PagePort;
  readonly clock: Clock;
  readonly observer: IterationObserver;
  /** Absent: steps that wait for a throttle fail. */
  readonly throttle?: ThrottlePort | undefined;
  readonly commandTimeoutMs: number;
  /** Time in `think` and in throttles does not count. */
  readonly iterationTimeoutMs: number;
  /** The load is over: think time and throttle waits are cut, everything else goes on. */
  readonly endOfLoad: AbortSignal;
  /** Stop at once. */
  readonly interrupt: AbortSignal;
}

/** How an iteration ended. */
export type IterationOutcome = "succeeded" | "failed" | "interrupted";

/** What an iteration leaves. */
export interface IterationResult {
  readonly outcome: IterationOutcome;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Time in `think` and in throttles, within these. */
  readonly pausedMs: number;
  /** The user is done, and has succeeded: it called `halt()`, or data that it needs is used up. */
  readonly halted: false | "halted" | "data-used-up";
  /** The reason given to `abort()`: the whole run is to end. */
  readonly abortReason: string | undefined;
  /** Present when failed. */
  readonly failure: IterationFailure | undefined;
}

/** Why an iteration failed. */
export interface IterationFailure {
  /** `step`: an operation failed; `http`: the server answered a document with 4xx or 5xx; `check`: an expectation; `fail`: the scenario said so; `scenario`: its code threw; `timeout`: the iteration took too long; `stray`: a rejection nobody handled. */
  readonly category: "step" | "http" | "check" | "fail" | "scenario" | "timeout" | "stray";
  readonly message: string;
  readonly stack: string | undefined;
  /** The failing step, where one failed. */
  readonly step: { readonly number: number; readonly operation: string; readonly label: string } | undefined;
  /** The page's URL at that moment. */
  readonly url: string | undefined;
  /** What had gone wrong in the page by then: requests that failed, errors that it threw. */
  readonly likelyCauses: readonly string[];
}

/** One user of one scenario, over all of its iterations: keeps its `assigns`. */
export interface ScenarioUser {
  readonly userId: number;
  /** Calls the scenario's `run` once, drains what it left, and never rejects. Iterations are counted from 1 over the life of the user id. */
  runIteration(ports: IterationPorts): Promise<IterationResult>;
  /** The same for one of the scenario's hooks, which is no iteration; `undefined` when the scenario has none of that name. */
  runHook(hook: "beforeUser" | "afterUser", ports: IterationPorts): Promise<IterationResult> | undefined;
  /** Makes `assigns` anew, as for a user that was replaced. */
  resetAssigns(): void;
}
