import type { LiveLoadError } from "../base/errors.js";
import type { RunResult } from "../result/model.js";

/** What a load test tells while it runs; terminal views and others follow these. Plain data. */
export type RunEvent =
  /** A page follows the run; comes first. */
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
  /** What a calibration has shown; without a limit all users that were tried fit. */
  | {
      readonly type: "calibrated";
      readonly usersPerCore: number;
      readonly healthyUsers: number;
      readonly limit: string | undefined;
    }
  /** How far something is that takes long, such as fetching an image. */
  | { readonly type: "boot-progress"; readonly message: string }
  | { readonly type: "users-prepared"; readonly prepared: number; readonly total: number }
  | { readonly type: "load-started"; readonly load: string; readonly users: number; readonly durationMs: number }
  | { readonly type: "progress"; readonly progress: RunProgress }
  | { readonly type: "warning"; readonly message: string }
  /** A line that the scenario wrote with `console`; the user is absent where no iteration was under way. */
  | {
      readonly type: "scenario-output";
      readonly node: string;
      readonly userId?: number;
      readonly level: "log" | "warn" | "error";
      readonly text: string;
    }
  | { readonly type: "stopping"; readonly reason: StopReason }
  | { readonly type: "scenario-ended"; readonly outcome: ScenarioOutcome };

/** How the load stands, about once a second. */
export interface RunProgress {
  readonly elapsedMs: number;
  readonly durationMs: number;
  readonly activeUsers: number;
  readonly iterations: number;
  readonly iterationsPerSecond: number;
  readonly failedIterations: number;
  /** 95th percentile of the most telling latency so far; absent while there is none. */
  readonly latency: { readonly metric: string; readonly p95Ms: number } | undefined;
}

/** Why a run ends before its time. */
export type StopReason = "interrupted" | "terminated" | "aborted" | "threshold";

/** How one scenario ended. */
export interface ScenarioOutcome {
  readonly name: string;
  readonly file: string;
  readonly outputFolder: string;
  /** Written also when the load never started. Absent when there was nowhere to write it. */
  readonly result: RunResult | undefined;
  /** What kept the scenario from running, or made it end. */
  readonly error: LiveLoadError | undefined;
  /** Why it ended before its time. */
  readonly stopped: StopReason | undefined;
  /** What the reporters want to say on the terminal. */
  readonly console: string;
}
