import { closest } from "../../base/wording/suggest.js";
import { boundedName } from "../../telemetry/bounded-name.js";
import { metricSpec } from "../../telemetry/metrics.js";
import type { Sketch } from "../../telemetry/sketch.js";
import type { ThresholdResult } from "../model.js";
import { formatValue } from "../wording/wording.js";
import { parseThreshold } from "./parse-threshold.js";
import { BACKGROUND_PREFIX, type Operator, type Threshold, unitOf, WHOLE_OF, withoutPrefix } from "./threshold.js";

/** Totals by metric and dimension value. */
interface Totals<T> {
  find(metric: string, dimension?: string): T | undefined;
  dimensions(metric: string): readonly string[];
  readonly metrics: readonly string[];
}

/** The measurements that thresholds are judged on: healthy samples, and all counters. */
export interface JudgedMeasurements {
  readonly healthy: Totals<Sketch>;
  readonly counters: Totals<number>;
  /** Duration of these users' load so far. */
  readonly durationMs: number;
  /** Those of background users, for thresholds that name them. */
  readonly background?: Omit<JudgedMeasurements, "background"> | undefined;
}

/** A threshold as an option. */
export interface ThresholdOption {
  readonly threshold: string;
  /** End the run as soon as it does not hold. */
  readonly abortOnFail: boolean;
  /** Milliseconds from T0 before which `abortOnFail` is not judged. */
  readonly delayAbortEvalMs: number;
}

/** Judges one threshold. If nothing was measured for it, its value is null and it has not passed. */
export function judgeThreshold(option: ThresholdOption, measurements: JudgedMeasurements): ThresholdResult {
  const threshold = asRecorded(parseThreshold(option.threshold, { isOwnMetric: () => true }));
  const { expression, metric, dimension, limit, operator, ofBackground } = threshold;
  const judged = ofBackground ? measurements.background : measurements;
  const value = (judged === undefined ? undefined : observedValue(threshold, judged)) ?? null;
  return {
    expression,
    metric: ofBackground ? `${BACKGROUND_PREFIX}${metric}` : metric,
    ...(dimension === undefined ? {} : { dimension }),
    aggregation: aggregationText(threshold),
    value,
    limit,
    passed: value !== null && holds(value, operator, limit),
    abortOnFail: option.abortOnFail,
  };
}

/** Recorded names are bounded in length, so the names to look up must be bounded in the same way. */
function asRecorded(threshold: Threshold): Threshold {
  const { metric, dimension } = threshold;
  return { ...threshold, metric: boundedName(metric), dimension: dimension === undefined ? undefined : boundedName(dimension) };
}

/** The first threshold that must end the run now; `undefined` if there is none. */
export function brokenThreshold(
  options: readonly ThresholdOption[],
  measurements: JudgedMeasurements,
): ThresholdResult | undefined {
  const { durationMs, background } = measurements;
  // One kind of users may have ended already.
  const elapsedMs = Math.max(durationMs, background?.durationMs ?? 0);
  return options
    .filter(({ abortOnFail, delayAbortEvalMs }) => abortOnFail && elapsedMs >= delayAbortEvalMs)
    .map((option) => judgeThreshold(option, measurements))
    .find(({ passed, value }) => !passed && value !== null);
}

/** Explains why a threshold does not hold. */
export function whyBroken(
  result: ThresholdResult,
  { background, ...users }: Pick<JudgedMeasurements, "healthy" | "counters" | "background">,
): string {
  const { expression, dimension, aggregation, value } = result;
  const { metric, ofBackground } = withoutPrefix(result.metric);
  const measurements = ofBackground ? background : users;
  const name = `the threshold "${expression}"`;
  if (value !== null) {
    const shown = formatValue(value, unitOf(aggregation, metricSpec(metric)?.unit));
    return `${name} does not hold: ${aggregation} is ${shown}${aggregation === "perSecond" ? " a second" : ""}`;
  }
  if (measurements === undefined) return `${name} cannot be judged: the run had no background users`;
  const [wanted, near] =
    dimension === undefined
      ? [metric, closest(metric, [...measurements.healthy.metrics, ...measurements.counters.metrics])]
      : [`${metric}{${dimension}}`, nearestDimension(metric, dimension, measurements)];
  const nearText = near === undefined || near === metric ? "" : `; the closest name that was is "${near}"`;
  return `${name} cannot be judged: ${wanted} was not measured${nearText}`;
}

function nearestDimension(
  metric: string,
  dimension: string,
  { healthy, counters }: Pick<JudgedMeasurements, "healthy" | "counters">,
): string | undefined {
  const seen = [...healthy.dimensions(metric), ...counters.dimensions(metric)];
  return closest(dimension, seen) ?? seen.find((candidate) => candidate.includes(dimension) || dimension.includes(candidate));
}

function observedValue(threshold: Threshold, measurements: JudgedMeasurements): number | undefined {
  const sketch = measurements.healthy.find(threshold.metric, threshold.dimension);
  const kind = metricSpec(threshold.metric)?.kind;
  const isHistogram = kind === undefined ? threshold.aggregation !== "share" && sketch !== undefined : kind === "histogram";
  return isHistogram ? histogramValue(threshold, sketch) : counterValue(threshold, measurements);
}

function histogramValue({ aggregation, quantile }: Threshold, sketch: Sketch | undefined): number | undefined {
  if (aggregation === "count") return sketch?.count ?? 0;
  if (sketch === undefined || sketch.isEmpty) return undefined;
  if (aggregation === "p") return sketch.quantile(quantile ?? 0);
  if (aggregation === "med") return sketch.quantile(0.5);
  if (aggregation === "avg") return sketch.mean;
  if (aggregation === "min") return sketch.min;
  return aggregation === "max" ? sketch.max : undefined;
}

function counterValue({ metric, dimension, aggregation }: Threshold, measurements: JudgedMeasurements): number | undefined {
  const { counters, durationMs } = measurements;
  const sum = counters.find(metric, dimension) ?? 0;
  if (aggregation === "count") return sum;
  if (aggregation === "perSecond") return durationMs > 0 ? sum / (durationMs / 1000) : undefined;
  if (aggregation !== "share") return undefined;
  const whole = Object.hasOwn(WHOLE_OF, metric) ? counters.find(WHOLE_OF[metric] ?? metric, dimension) : counters.find(metric);
  return whole === undefined || whole === 0 ? undefined : sum / whole;
}

function holds(value: number, operator: Operator, limit: number): boolean {
  switch (operator) {
    case "<":
      return value < limit;
    case "<=":
      return value <= limit;
    case ">":
      return value > limit;
    case ">=":
      return value >= limit;
    case "==":
      return value === limit;
    case "!=":
      return value !== limit;
  }
}

function aggregationText({ aggregation, quantile }: Threshold): string {
  return aggregation === "p" ? `p(${Number(((quantile ?? 0) * 100).toPrecision(12))})` : aggregation;
}
