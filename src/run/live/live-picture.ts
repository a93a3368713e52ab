import type { ShownHistograms, ShownPoint } from "../../pages/shown-result.js";
import type { LoadChange, RunResult } from "../../result/model.js";

/** The state of a load in progress, for the dashboard. Plain data, bounded in size for any run. */
export interface LivePicture {
  /** The scenario's name. */
  readonly name: string;
  /** Time since T0. */
  readonly elapsedMs: number;
  /** Duration of the plan. */
  readonly durationMs: number;
  /** The instant up to which all nodes have reported. */
  readonly knownMs: number;
  /** The plan's target over time. */
  readonly plan: LivePlan;
  readonly isPaused: boolean;
  /** What was changed about the load, in order. */
  readonly changes: readonly LoadChange[];
  /** The most users that were planned. */
  readonly users: number;
  readonly activeUsers: number;
  readonly iterations: RunResult["iterations"];
  /** Over the last five complete seconds. */
  readonly iterationsPerSecond: number;
  readonly nodes: LiveNodes;
  /** Main latencies since T0, of healthy samples; broken down by step, interaction, page and endpoint. */
  readonly histograms: ShownHistograms;
  readonly recent: LiveRecent;
  /** The counters worth watching; broken down by step. */
  readonly counters: RunResult["counters"];
  /** Thresholds as they would be judged now. */
  readonly thresholds: RunResult["thresholds"];
  /** Failures, the most frequent first, with the evidence so far. */
  readonly failures: RunResult["failures"];
  /** Errors of the pages' own code, the most frequent first. */
  readonly pageErrors: NonNullable<RunResult["pageErrors"]>;
  /** New slices of the time series. */
  readonly series: LiveSeries;
  /** Present when the run has background users. */
  readonly background?: LiveBackground;
}

/** Figures of background users, apart from those of the users in browsers; `nodes` are their processes. */
export interface LiveBackground
  extends Pick<
    LivePicture,
    "plan" | "nodes" | "users" | "activeUsers" | "iterations" | "iterationsPerSecond" | "histograms" | "counters"
  > {
  /** How long they were there, once they have ended and the users in browsers go on. */
  readonly ownDurationMs?: number;
  /** The most frequent of their failures. */
  readonly failures: RunResult["failures"];
  readonly series: LiveSeries;
}

/** A plan's target: users, or arrivals per second; linear between these points. */
export interface LivePlan {
  readonly of: "users" | "arrivals";
  readonly points: readonly (readonly [offsetMs: number, value: number])[];
}

/** Latencies over the most recent seconds. */
export interface LiveRecent {
  /** Length of that window. */
  readonly overMs: number;
  readonly histograms: Readonly<Record<string, LatencyPoint>>;
}

/** A latency's distribution at one point in time. */
export type LatencyPoint = ShownPoint & { readonly count: number };

/** The nodes of a run; of many, those with trouble first. */
export interface LiveNodes {
  readonly total: number;
  /** Nodes that have joined, and are not lost. */
  readonly joined: number;
  /** Nodes that are running. */
  readonly running: number;
  readonly shown: readonly LiveNode[];
}

/** A node's last known state. */
export interface LiveNode {
  readonly name: string;
  readonly status: string;
  /** Whether the controller is connected to it. */
  readonly isReachable: boolean;
  readonly users: number;
  readonly activeUsers: number;
  readonly iterations: number;
  readonly gauges: Readonly<Record<string, number>>;
  readonly busy: boolean;
  readonly sick: RunResult["sick"]["windows"][number]["cause"] | undefined;
  /** User-seconds during which it was sick. */
  readonly sickUserSeconds: number;
}

/** Slices of the time series. A slice with a known offset replaces the earlier one; a new width replaces all. */
export interface LiveSeries {
  readonly widthMs: number;
  readonly buckets: readonly LiveBucket[];
}

/** A slice of the time series. */
export interface LiveBucket {
  readonly offsetMs: number;
  readonly activeUsers: number;
  /** Iterations that ended in this slice. */
  readonly succeeded: number;
  readonly failed: number;
  readonly histograms: Readonly<Record<string, ShownPoint>>;
  /** Whether any node was unhealthy in this slice. */
  readonly isSick: boolean;
}
