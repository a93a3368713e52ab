import type { LiveLoadError } from "../base/errors.js";
import type { ToldStep } from "../protocol/evidence-messages.js";
import type { LoadChange, RunResult } from "../result/model.js";
import type { SickCause } from "../telemetry/sick-cause.js";

/** An event of a load test, for terminal views and other listeners. Plain data. */
export type RunEvent =
  /** The dashboard is up. Always the first event. */
  | { readonly type: "dashboard-started"; readonly url: string }
  | { readonly type: "scenario-started"; readonly name: string; readonly index: number; readonly total: number }
  | { readonly type: "phase-started"; readonly title: string }
  | { readonly type: "phase-ended"; readonly title: string; readonly durationMs: number }
  | {
      readonly type: "sized";
      readonly nodes: number;
      readonly users: number;
      readonly usersPerNode: number;
      readonly browser: string;
    }
  /** The outcome of a calibration; without a limit, all users tried fit. */
  | {
      readonly type: "calibrated";
      /** Absent for the users in browsers, or the only kind that there is. */
      readonly of?: "background";
      readonly usersPerCore: number;
      readonly healthyUsers: number;
      readonly limit: string | undefined;
    }
  /** Progress of a slow step, such as pulling an image. */
  | { readonly type: "boot-progress"; readonly message: string }
  | { readonly type: "users-prepared"; readonly prepared: number; readonly total: number }
  | { readonly type: "load-started"; readonly load: string; readonly users: number; readonly durationMs: number }
  /** Somebody changed the load; `durationMs` is how long it lasts now, with the pauses so far. */
  | { readonly type: "load-changed"; readonly change: LoadChange; readonly durationMs: number }
  | { readonly type: "progress"; readonly progress: RunProgress }
  | { readonly type: "warning"; readonly message: string }
  /** A line that the scenario wrote with `console`; the user is absent outside of iterations. */
  | {
      readonly type: "scenario-output";
      readonly node: string;
      readonly userId?: number;
      readonly level: "log" | "warn" | "error";
      readonly text: string;
    }
  /** A step of a user, in a run that tells them. */
  | ({ readonly type: "step"; readonly node: string } & ToldStep)
  | { readonly type: "stopping"; readonly reason: StopReason }
  | { readonly type: "scenario-ended"; readonly outcome: ScenarioOutcome };

/** Progress of the load, about once a second. */
export interface RunProgress {
  readonly elapsedMs: number;
  readonly durationMs: number;
  readonly activeUsers: number;
  /** The planned value at this moment: users, or iterations per second. */
  readonly target: { readonly of: "users" | "rate"; readonly value: number };
  /** Whether the load is paused. */
  readonly isPaused: boolean;
  readonly iterations: number;
  readonly iterationsPerSecond: number;
  readonly failedIterations: number;
  /** 95th percentile of the most relevant latency so far; absent while there are no samples. */
  readonly latency: { readonly metric: string; readonly p95Ms: number } | undefined;
  /** How many kinds of failures there are so far, and the most frequent of them. */
  readonly failures: { readonly kinds: number; readonly top: readonly { readonly count: number; readonly message: string }[] };
  readonly nodes: {
    readonly total: number;
    readonly running: number;
    /** How many were unhealthy in the last second that they reported, and the first few of them. */
    readonly sick: number;
    readonly sickNow: readonly { readonly name: string; readonly cause: SickCause }[];
  };
  /** Present when there are background users; all other figures are those of the users in browsers. */
  readonly background?: BackgroundProgress;
}

/** Progress of the background users. */
export interface BackgroundProgress {
  readonly activeUsers: number;
  readonly iterationsPerSecond: number;
  /** Iterations that have failed. */
  readonly failed: number;
  /** How many of their processes were unhealthy in the last second that they reported. */
  readonly sick: number;
  /** How many of their processes were lost. */
  readonly lost: number;
}

/** Why a run ends early. */
export type StopReason = "interrupted" | "terminated" | "aborted" | "threshold";

/** How one scenario ended. */
export interface ScenarioOutcome {
  readonly name: string;
  readonly file: string;
  readonly outputFolder: string;
  /** Present even when the load never started. Absent when a report of an earlier run was kept, or there was nowhere to write. */
  readonly result: RunResult | undefined;
  /** Why the scenario could not run, or ended. */
  readonly error: LiveLoadError | undefined;
  /** Why it ended early. */
  readonly stopped: StopReason | undefined;
  /** The reporters' text for the terminal. */
  readonly console: string;
}
