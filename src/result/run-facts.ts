import type { ErrorCode } from "../base/errors.js";
import type { RunResult } from "./model.js";
import type { ThresholdOption } from "./thresholds/judge-threshold.js";

/** What is known of a run beside its measurements. */
export interface RunFacts {
  readonly runId: string;
  /** The scenario's name. */
  readonly name: string;
  readonly liveloadVersion: string;
  /** When the result was made, milliseconds of wall time. */
  readonly generatedAtMs: number;
  /** The options as they were resolved; secrets as `***`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** T0 in milliseconds of wall time; `undefined` when the load never started. */
  readonly startedAtMs: number | undefined;
  readonly startSkewMs: number;
  /** From T0 until the last user ended. */
  readonly durationMs: number;
  readonly users: UserAccount;
  readonly nodes: readonly NodeFacts[];
  /** What the plan wanted, user-seconds or, where it is a rate, iterations; of a run that was stopped, until then. */
  readonly plannedLoad: number;
  /** The part of it that went with lost nodes, or with the controller. */
  readonly lostLoad: number;
  /** User-seconds that the plan wanted; absent where it is a rate: those that there were count then. */
  readonly plannedUserSeconds?: number | undefined;
  readonly thresholds: readonly ThresholdOption[];
  /** Share of the finished iterations that may fail. */
  readonly maxFailureRate: number;
  /** Share of the planned user-seconds that may be lost. */
  readonly lostLoadTolerance: number;
  /** Share of the planned user-seconds that may be sick. Default: 5 %. */
  readonly sickTolerance?: number;
  /** Metrics that the browser could not measure. */
  readonly notMeasured: readonly string[];
  readonly journal: RunResult["journal"];
  /** Present when the run ended before its time. */
  readonly stopped?: RunStop | undefined;
  /** The controller died before the run was over, and the result was made from its journal. */
  readonly isControllerLost?: boolean;
  /** What kept the load from taking place, or ended it. A `LiveLoadError` is one. */
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly hint?: string | undefined } | undefined;
}

/** Where the users of a run went; who is in none of these was lost with a node. */
export interface UserAccount {
  readonly requested: number;
  /** Reached the end, or halted. */
  readonly succeeded: number;
  /** Ended by `onFailure: "stop"`, or by aborting the run. */
  readonly failed: number;
  readonly neverStarted: number;
}

/** Why a run ended before its time. */
export interface RunStop {
  readonly reason: "interrupted" | "terminated" | "aborted" | "threshold";
  /** What the scenario gave as its reason. */
  readonly message?: string | undefined;
  readonly node?: string | undefined;
  readonly offsetMs?: number | undefined;
}

/** What is known of a node beside what it measured. */
export interface NodeFacts {
  readonly name: string;
  /** How it ended. Iterations that were under way on a node that is `lost` or `failed` count as `abortedInfra`. */
  readonly status: "finished" | "stopped" | "lost" | "failed";
  readonly resources?: Readonly<Record<string, string | number>> | undefined;
  readonly browser?: { readonly connection: string; readonly version: string } | undefined;
  /** Users that it was given. */
  readonly users: number;
  /** When the controller could not hear it, in milliseconds from T0. */
  readonly disconnections?: readonly { readonly fromMs: number; readonly toMs: number }[] | undefined;
  /** When it was known to be lost, in milliseconds from T0. */
  readonly lostAtMs?: number | undefined;
}

/** The share of the planned load that may fall into sick seconds of the generator. */
export const DEFAULT_SICK_TOLERANCE = 0.05;
