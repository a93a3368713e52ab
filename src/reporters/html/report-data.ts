import type { ShownResult } from "../../pages/shown-result.js";

/** What the report shows: a result, and the distributions of what can be looked at in detail. */
export interface ReportData extends ShownResult {
  /** Load and measurements of background users. */
  readonly background?: ReportData;
  /** The values at `CURVE_QUANTILES`, by metric and dimension value. */
  readonly curves: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  /** Percentiles of each node's most telling latency, by node. */
  readonly nodeLatencies: Readonly<Record<string, NodeLatency>>;
}

/** Latency of the users of a node, in milliseconds. */
export interface NodeLatency {
  readonly p50: number;
  readonly p95: number;
}
