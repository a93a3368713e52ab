import type { MetricKind, MetricUnit } from "../../telemetry/metrics.js";

/** The comparisons that a threshold can make. */
export const OPERATORS = ["<=", ">=", "==", "!=", "<", ">"] as const;
/** A comparison. */
export type Operator = (typeof OPERATORS)[number];

/** What is taken of a metric, beside quantiles, by the kinds of metrics that have it. */
export const AGGREGATIONS = {
  avg: ["histogram"],
  min: ["histogram"],
  max: ["histogram"],
  med: ["histogram"],
  count: ["histogram", "counter"],
  share: ["counter"],
  perSecond: ["counter"],
} as const satisfies Record<string, readonly MetricKind[]>;
/** The name of an aggregation; `p` is the quantile. */
export type AggregationName = keyof typeof AGGREGATIONS | "p";

/** What must hold for a run to pass. */
export interface Threshold {
  /** As the user wrote it. */
  readonly expression: string;
  readonly metric: string;
  /** The one dimension value that is judged; absent: all together. */
  readonly dimension: string | undefined;
  readonly aggregation: AggregationName;
  /** Of the aggregation `p`: from 0 to 1. */
  readonly quantile: number | undefined;
  readonly operator: Operator;
  /** In the unit of the metric, milliseconds and bytes; shares from 0 to 1. */
  readonly limit: number;
}

/**
 * Counters that are a part of another one, dimension value by dimension value: `share` of them is the share of that one.
 * `share` of any other counter is that of one dimension value in the whole.
 */
export const WHOLE_OF: Readonly<Record<string, string>> = { failed_steps: "steps", failed_checks: "checks" };

/** The unit that an aggregation of a metric is in. */
export function unitOf(aggregation: string, metricUnit: MetricUnit | undefined): MetricUnit | undefined {
  if (aggregation === "share") return "ratio";
  if (aggregation === "perSecond") return metricUnit === "bytes" ? "bytes" : "count";
  return aggregation === "count" && metricUnit !== "bytes" ? "count" : metricUnit;
}
