import { LiveLoadError } from "../../base/errors.js";
import { closest } from "../../base/wording/suggest.js";
import { type MetricSpec, metricSpec } from "../../telemetry/metrics.js";
import { limitIn } from "./limit.js";
import { metricHint } from "./metric-hint.js";
import {
  AGGREGATIONS,
  type AggregationName,
  OPERATORS,
  type Operator,
  type Threshold,
  unitOf,
  WHOLE_OF,
  withoutPrefix,
} from "./threshold.js";

/** Names of the scenario that a threshold may refer to. */
export interface ThresholdContext {
  /** Whether the scenario records a custom metric of this name. Default: it records none. */
  readonly isOwnMetric?: (name: string) => boolean;
  /** Whether there are background users. Default: there may be. */
  readonly hasBackground?: boolean;
  /** Names of the scenario's own metrics, as far as they are known, for suggestions. */
  readonly ownMetrics?: readonly string[];
  /** All possible values of a metric's dimension, if known. */
  readonly dimensionValues?: (metric: string, dimension: string) => readonly string[] | undefined;
}

const EXAMPLE = '"step_duration: p(95)<500" or "iterations{failed}: share<0.01"';
/** The dimension may contain any character: it ends at the last `}` after which the rest still matches. */
const FORM = /^\s*([A-Za-z_][\w.-]*)\s*(?:\{(.*)\}\s*)?:\s*([A-Za-z]\w*)\s*(?:\(\s*([^()]*?)\s*\))?\s*([<>=!]+)\s*(\S.*?)\s*$/s;

/**
 * Parses a threshold such as `step_duration{click #inc}: p(99.9)<800`: a metric, optionally one of its dimension values,
 * an aggregation, an operator, and a limit, with a unit (`2s`, `1.5MB`, `1%`) or without.
 * @throws LiveLoadError `INVALID_OPTION`, with a suggestion
 */
export function parseThreshold(expression: string, context: ThresholdContext = {}): Threshold {
  const refuse: Refuse = (why, hint) => {
    throw new LiveLoadError("INVALID_OPTION", `the threshold "${expression}" ${why}`, {
      hint,
      details: { option: "thresholds", value: expression },
    });
  };
  const [, named, dimension, name, argument, operator, limitText] = FORM.exec(expression) ?? refuse(...formProblem(expression));
  const { metric, ofBackground } = withoutPrefix(named ?? "");
  if (metric === "" || name === undefined || limitText === undefined) return refuse("cannot be read", `write ${EXAMPLE}`);
  if (ofBackground && context.hasBackground === false)
    refuse("names background users, and the run has none", "add some with --background-users, or leave the threshold out");
  const spec = specOf(metric, { aggregation: name, context, refuse });
  const { aggregation, quantile } = aggregationOf({ name, argument, metric, spec }, refuse);
  checkDimension({ metric, dimension, aggregation, spec }, refuse);
  if (dimension !== undefined && spec !== undefined) checkDimensionValue({ metric, dimension, spec, context }, refuse);
  const unit = unitOf(aggregation, spec?.unit);
  const limit = limitIn(unit, limitText);
  if (limit === undefined) return refuse(`has the invalid limit "${limitText}"`, limitHint(unit));
  return {
    expression,
    metric,
    ofBackground,
    dimension,
    aggregation,
    quantile,
    operator: operatorOf(operator ?? "", refuse),
    limit,
  };
}

type Refuse = (why: string, hint: string) => never;

function formProblem(expression: string): [why: string, hint: string] {
  if (!expression.includes(":")) return ["names no metric", `write a metric, a colon and a condition: ${EXAMPLE}`];
  if (!/[<>=!]/.test(expression)) return ["has no limit", `write a limit: ${EXAMPLE}`];
  return ["cannot be read", `write ${EXAMPLE}`];
}

interface NamedMetric {
  readonly aggregation: string;
  readonly context: ThresholdContext;
  readonly refuse: Refuse;
}

function specOf(metric: string, { aggregation, context, refuse }: NamedMetric) {
  const spec: MetricSpec | undefined = metricSpec(metric);
  if (spec?.kind === "gauge")
    return refuse(
      `names ${metric}, a gauge of single nodes`,
      "thresholds apply to histograms and counters; sick nodes make a result invalid without a threshold",
    );
  if (spec === undefined && context.isOwnMetric?.(metric) !== true)
    return refuse(`names ${metric}, which is not a metric`, metricHint(metric, { aggregation, own: context.ownMetrics ?? [] }));
  return spec;
}

interface NamedAggregation {
  readonly name: string;
  readonly argument: string | undefined;
  readonly metric: string;
  readonly spec: MetricSpec | undefined;
}

function aggregationOf({ name, argument, metric, spec }: NamedAggregation, refuse: Refuse) {
  const kind = spec?.kind;
  const fitting =
    kind === undefined ? "avg, min, max, med, p(N), count, share or perSecond" : FITTING[kind as keyof typeof FITTING];
  const hint = `the aggregations of ${metric} ${kind === undefined ? "may be" : "are"} ${fitting}`;
  if (name === "rate") return refuse('uses "rate"', 'k6\'s rate is "share" (of the whole, 0 to 1) or "perSecond" here');
  if (name === "p") {
    if (kind === "counter") return refuse(`asks for a percentile of ${metric}, a counter`, hint);
    return { aggregation: "p" as const, quantile: quantileOf(argument, refuse) };
  }
  if (!Object.hasOwn(AGGREGATIONS, name)) return refuse(`uses "${name}"`, meant(name) ?? hint);
  const aggregation = name as keyof typeof AGGREGATIONS;
  if (argument !== undefined) return refuse(`gives "${name}" an argument`, "only p takes one: p(95)");
  const kinds: readonly string[] = AGGREGATIONS[aggregation];
  if (kind !== undefined && !kinds.includes(kind)) return refuse(`asks for "${name}" of ${metric}, a ${kind}`, hint);
  return { aggregation, quantile: undefined };
}

const FITTING = { histogram: "avg, min, max, med, p(N) and count", counter: "count, share and perSecond" } as const;

function quantileOf(argument: string | undefined, refuse: Refuse): number {
  const percent = argument === undefined || argument === "" ? Number.NaN : Number(argument.replace(/\s*%$/, ""));
  if (!(percent >= 0 && percent <= 100)) return refuse("asks for an invalid percentile", "write p(95), from 0 to 100");
  // Gives 0.999 for 99.9, not 0.9990000000000001.
  return Number((percent / 100).toPrecision(15));
}

function meant(name: string): string | undefined {
  const [, percent] = /^p(\d+(?:\.\d+)?)$/i.exec(name) ?? [];
  if (percent !== undefined) return `write p(${percent})`;
  const alias = { mean: "avg", average: "avg", median: "med", total: "count", sum: "count", value: "count", rps: "perSecond" }[
    name
  ];
  const best = alias ?? closest(name, [...Object.keys(AGGREGATIONS), "p"]);
  return best === undefined ? undefined : `did you mean "${best === "p" ? "p(95)" : best}"?`;
}

function checkDimension(
  of: {
    readonly metric: string;
    readonly dimension: string | undefined;
    readonly aggregation: AggregationName;
    readonly spec: MetricSpec | undefined;
  },
  refuse: Refuse,
): void {
  const { metric, dimension, aggregation, spec } = of;
  if (dimension === "") refuse("has empty braces", `leave them out to judge all of ${metric}`);
  if (dimension !== undefined && spec?.dimension === undefined)
    refuse(`names a dimension of ${metric}, which has none`, `write "${metric}: …"`);
  if (aggregation === "share" && dimension === undefined && !Object.hasOwn(WHOLE_OF, metric))
    refuse(`asks for the share of all of ${metric}, which is always 1`, `name a part of it: "${metric}{…}: share<0.01"`);
}

function checkDimensionValue(
  of: { readonly metric: string; readonly dimension: string; readonly spec: MetricSpec; readonly context: ThresholdContext },
  refuse: Refuse,
): void {
  const { metric, dimension, spec, context } = of;
  const known = context.dimensionValues?.(metric, spec.dimension ?? "");
  if (known === undefined || known.includes(dimension)) return;
  const near = closest(dimension, known);
  const hint = `${near === undefined ? "" : `did you mean "${near}"? `}${known.length === 0 ? "It has no values" : `Its values are ${known.join(", ")}`}`;
  refuse(`names "${dimension}", which is not a value of ${metric}`, hint);
}

function operatorOf(text: string, refuse: Refuse): Operator {
  const plain = text.replace(/^([=!])==$/, "$1=");
  const operator = OPERATORS.find((candidate) => candidate === plain);
  return operator ?? refuse(`has the unknown operator "${text}"`, `the operators are ${OPERATORS.join(" ")}`);
}

function limitHint(unit: ReturnType<typeof unitOf>): string {
  switch (unit) {
    case "ms":
      return "write milliseconds, or a duration such as 500ms or 2s";
    case "bytes":
      return "write bytes, or a size such as 20kB or 1.5MB";
    case "ratio":
      return "write a share from 0 to 1, or a percentage such as 1%";
    case "score":
    case "count":
    case undefined:
      return "write a number";
  }
}
