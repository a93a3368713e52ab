import type { ErrorCode } from "../base/errors.js";
import type { KeptEvidence } from "./kept-evidence.js";
import type { LoadChange, RunResult, Trace } from "./model.js";
import type { ThresholdOption } from "./thresholds/judge-threshold.js";

/** Everything about a run that is not a measurement. */
export interface RunFacts {
  readonly runId: string;
  /** The scenario's name. */
  readonly name: string;
  readonly liveloadVersion: string;
  /** When the result was built, in milliseconds of wall time. */
  readonly generatedAtMs: number;
  /** The resolved options; secrets as `***`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** T0 in milliseconds of wall time; `undefined` when the load never started. */
  readonly startedAtMs: number | undefined;
  readonly startSkewMs: number;
  /** From T0 until the last user ended. */
  readonly durationMs: number;
  /** From T0 until the last user in a browser ended; absent when that is the end of the run. */
  readonly ownDurationMs?: number | undefined;
  readonly users: UserAccount;
  readonly nodes: readonly NodeFacts[];
  /** The load that was planned up to the end or the stop of the run: in iterations for an arrival rate, otherwise in user-seconds. */
  readonly plannedLoad: number;
  /** The part of it that was lost with nodes, or with the controller. */
  readonly lostLoad: number;
  /** Planned user-seconds; absent for an arrival rate, for which the actual user-seconds are used instead. */
  readonly plannedUserSeconds?: number | undefined;
  /** Changes of the load while it ran, in order. */
  readonly changes?: readonly LoadChange[] | undefined;
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
  /** Default: none. */
  readonly evidence?: readonly KeptEvidence[] | undefined;
  readonly traces?: readonly Trace[] | undefined;
  /** Present when the run ended before its time. */
  readonly stopped?: RunStop | undefined;
  /** The controller died before the run was over, and the result was made from its journal. */
  readonly isControllerLost?: boolean;
  /** The error that prevented the load or ended it; may be a `LiveLoadError`. */
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly hint?: string | undefined } | undefined;
  /** Present when the run had background users: the facts about them. The others do not include them. */
  readonly background?: BackgroundFacts | undefined;
}

/** Facts about background users beside their measurements. */
export type BackgroundFacts = Pick<
  RunFacts,
  "users" | "nodes" | "ownDurationMs" | "plannedLoad" | "lostLoad" | "plannedUserSeconds" | "notMeasured"
>;

/** The users of a run by outcome; a user in none of these was lost with a node. */
export interface UserAccount {
  readonly requested: number;
  /** Users that reached the end, or halted. */
  readonly succeeded: number;
  /** Users that ended by `onFailure: "stop"`, or by aborting the run. */
  readonly failed: number;
  readonly neverStarted: number;
}

/** Why a run ended before its time. */
export interface RunStop {
  readonly reason: "interrupted" | "terminated" | "aborted" | "threshold";
  /** The reason that the scenario gave. */
  readonly message?: string | undefined;
  readonly node?: string | undefined;
  readonly offsetMs?: number | undefined;
}

/** A node's share of all users, from an instant on. */
export interface NodeShareFrom {
  readonly fromMs: number;
  readonly share: number;
}

/** Everything about a node that is not a measurement. */
export interface NodeFacts {
  readonly name: string;
  /** The node whose machine it runs on, for a further process there. */
  readonly host?: string | undefined;
  /** How it ended. Iterations in flight on a `lost` or `failed` node count as `abortedInfra`. */
  readonly status: "finished" | "stopped" | "lost" | "failed";
  readonly resources?: Readonly<Record<string, string | number>> | undefined;
  readonly browser?: { readonly connection: string; readonly version: string } | undefined;
  /** Users that were assigned to it. */
  readonly users: number;
  /** Its share of all users from each instant on, in milliseconds from T0; absent when it was the same all the time. */
  readonly shares?: readonly NodeShareFrom[] | undefined;
  /** When the controller had no contact with it, in milliseconds from T0. */
  readonly disconnections?: readonly { readonly fromMs: number; readonly toMs: number }[] | undefined;
  /** When it was declared lost, in milliseconds from T0. */
  readonly lostAtMs?: number | undefined;
}

/** The share of the planned load that may fall into sick seconds of the generator. */
export const DEFAULT_SICK_TOLERANCE = 0.05;
