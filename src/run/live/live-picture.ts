import type { ShownHistograms, ShownPoint } from "../../pages/shown-result.js";
import type { RunResult } from "../../result/model.js";

/** All that is known of a load while it goes on, for who watches it closely. Plain data, bounded whatever the run is like. */
export interface LivePicture {
  /** The scenario's name. */
  readonly name: string;
  /** Since T0. */
  readonly elapsedMs: number;
  /** Of the plan. */
  readonly durationMs: number;
  /** Until when all nodes have told what they measured. */
  readonly knownMs: number;
  /** What the plan wants over time. */
  readonly plan: LivePlan;
  /** The most users that the plan wants. */
  readonly users: number;
  readonly activeUsers: number;
  readonly iterations: RunResult["iterations"];
  /** Over the last five seconds that are known. */
  readonly iterationsPerSecond: number;
  readonly nodes: LiveNodes;
  /** Main latencies since T0, healthy samples; steps are told apart. */
  readonly histograms: ShownHistograms;
  readonly recent: LiveRecent;
  /** Counters that say how the run goes; steps are told apart. */
  readonly counters: RunResult["counters"];
  /** As they would be judged now. */
  readonly thresholds: RunResult["thresholds"];
  /** The most frequent first. */
  readonly failures: RunResult["failures"];
  /** What is new in the run over time. */
  readonly series: LiveSeries;
}

/** What a plan wants: users, or arrivals a second; straight lines between these points. */
export interface LivePlan {
  readonly of: "users" | "arrivals";
  readonly points: readonly (readonly [offsetMs: number, value: number])[];
}

/** Latencies over the last seconds. */
export interface LiveRecent {
  /** How long that is. */
  readonly overMs: number;
  readonly histograms: Readonly<Record<string, LatencyPoint>>;
}

/** A latency at a point of time. */
export type LatencyPoint = ShownPoint & { readonly count: number };

/** The nodes of a run; of many, those with trouble first. */
export interface LiveNodes {
  readonly total: number;
  /** Those that are at work. */
  readonly running: number;
  readonly shown: readonly LiveNode[];
}

/** A node as it was when it was last heard of. */
export interface LiveNode {
  readonly name: string;
  readonly status: string;
  /** Whether there is a connection to it. */
  readonly isReachable: boolean;
  readonly users: number;
  readonly activeUsers: number;
  readonly iterations: number;
  readonly gauges: Readonly<Record<string, number>>;
  readonly busy: boolean;
  readonly sick: RunResult["sick"]["windows"][number]["cause"] | undefined;
  /** Users times the seconds in which it was sick while they were active. */
  readonly sickUserSeconds: number;
}

/** Pieces of the run over time. One that is there already is replaced; with another width all are new. */
export interface LiveSeries {
  readonly widthMs: number;
  readonly buckets: readonly LiveBucket[];
}

/** A piece of the run. */
export interface LiveBucket {
  readonly offsetMs: number;
  readonly activeUsers: number;
  /** Iterations that ended in it. */
  readonly succeeded: number;
  readonly failed: number;
  readonly histograms: Readonly<Record<string, ShownPoint>>;
  /** Whether a node was not healthy in it. */
  readonly isSick: boolean;
}
