import { type MetricKind, type MetricUnit, metricSpec } from "../../telemetry/metrics.js";

/** The comparisons that a threshold can make. */
export const OPERATORS = ["<=", ">=", "==", "!=", "<", ">"] as const;
/** A comparison. */
export type Operator = (typeof OPERATORS)[number];

/** The aggregations other than quantiles, each with the kinds of metrics it applies to. */
export const AGGREGATIONS = {
  avg: ["histogram"],
  min: ["histogram"],
  max: ["histogram"],
  med: ["histogram"],
  count: ["histogram", "counter"],
  share: ["counter"],
  perSecond: ["counter"],
} as const satisfies Record<string, readonly MetricKind[]>;
/** The name of an aggregation; `p` is a quantile. */
export type AggregationName = keyof typeof AGGREGATIONS | "p";

/** Begins the metric of a threshold that is judged on background users: `background.step_duration`. */
export const BACKGROUND_PREFIX = "background.";

/** A metric as it is recorded, and whether it is asked of background users. */
export function withoutPrefix(metric: string): { readonly metric: string; readonly ofBackground: boolean } {
  const ofBackground = metric.startsWith(BACKGROUND_PREFIX);
  return { metric: ofBackground ? metric.slice(BACKGROUND_PREFIX.length) : metric, ofBackground };
}

/** A condition that must hold for a run to pass. */
export interface Threshold {
  /** As the user wrote it. */
  readonly expression: string;
  /** Without the prefix for background users. */
  readonly metric: string;
  /** Judged on what background users measured. */
  readonly ofBackground: boolean;
  /** The dimension value to judge; absent for the whole metric. */
  readonly dimension: string | undefined;
  readonly aggregation: AggregationName;
  /** From 0 to 1; present for the aggregation `p`. */
  readonly quantile: number | undefined;
  readonly operator: Operator;
  /** In the unit of the metric: milliseconds, bytes, or a share from 0 to 1. */
  readonly limit: number;
}

/**
 * Counters that are part of another counter, for each dimension value: their `share` is relative to that counter. For any
 * other counter, `share` is one dimension value relative to the whole metric.
 */
export const WHOLE_OF: Readonly<Record<string, string>> = { failed_steps: "steps", failed_checks: "checks" };

/** The unit of an aggregation of a metric. */
export function unitOf(aggregation: string, metricUnit: MetricUnit | undefined): MetricUnit | undefined {
  if (aggregation === "share") return "ratio";
  if (aggregation === "perSecond") return metricUnit === "bytes" ? "bytes" : "count";
  return aggregation === "count" && metricUnit !== "bytes" ? "count" : metricUnit;
}

/** The unit of what a threshold judges, with or without the prefix for background users. */
export function unitOfThreshold({ metric, aggregation }: { readonly metric: string; readonly aggregation: string }) {
  return unitOf(aggregation, metricSpec(withoutPrefix(metric).metric)?.unit);
}
