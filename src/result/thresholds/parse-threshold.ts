import { LiveLoadError } from "../../base/errors.js";
import { closest } from "../../base/wording/suggest.js";
import { type MetricSpec, metricSpec } from "../../telemetry/metrics.js";
import { limitIn } from "./limit.js";
import { metricHint } from "./metric-hint.js";
import { AGGREGATIONS, type AggregationName, OPERATORS, type Operator, type Threshold, unitOf, WHOLE_OF } from "./threshold.js";

/** What is known of the scenario that a threshold is for. */
export interface ThresholdContext {
  /** Whether the scenario records a metric of its own by this name. Default: it has none. */
  readonly isOwnMetric?: (name: string) => boolean;
  /** Names of the scenario's own metrics, as far as they are known, for suggestions. */
  readonly ownMetrics?: readonly string[];
  /** All that a metric's dimension can hold, where that is known. */
  readonly dimensionValues?: (metric: string, dimension: string) => readonly string[] | undefined;
}

const EXAMPLE = '"step_duration: p(95)<500" or "iterations{failed}: share<0.01"';
/** The dimension may hold anything: it ends with the last `}` behind which the rest makes sense. */
const FORM = /^\s*([A-Za-z_][\w.-]*)\s*(?:\{(.*)\}\s*)?:\s*([A-Za-z]\w*)\s*(?:\(\s*([^()]*?)\s*\))?\s*([<>=!]+)\s*(\S.*?)\s*$/s;

/**
 * Reads a threshold such as `step_duration{click #inc}: p(99.9)<800`: a metric, one of its dimension values where only
 * that is meant, an aggregation, an operator, and a limit, with a unit (`2s`, `1.5MB`, `1%`) or without.
 * @throws LiveLoadError `INVALID_OPTION`, with what was probably meant
 */
export function parseThreshold(expression: string, context: ThresholdContext = {}): Threshold {
  const refuse: Refuse = (why, hint) => {
    throw new LiveLoadError("INVALID_OPTION", `the threshold "${expression}" ${why}`, {
      hint,
      details: { option: "thresholds", value: expression },
    });
  };
  const [, metric, dimension, name, argument, operator, limitText] = FORM.exec(expression) ?? refuse(...formProblem(expression));
  if (metric === undefined || name === undefined || limitText === undefined) return refuse("cannot be read", `write ${EXAMPLE}`);
  const spec = specOf(metric, { aggregation: name, context, refuse });
  const { aggregation, quantile } = aggregationOf({ name, argument, metric, spec }, refuse);
  checkDimension({ metric, dimension, aggregation, spec }, refuse);
  if (dimension !== undefined && spec !== undefined) checkDimensionValue({ metric, dimension, spec, context }, refuse);
  const unit = unitOf(aggregation, spec?.unit);
  const limit = limitIn(unit, limitText);
  if (limit === undefined) return refuse(`compares with "${limitText}"`, limitHint(unit));
  return { expression, metric, dimension, aggregation, quantile, operator: operatorOf(operator ?? "", refuse), limit };
}

type Refuse = (why: string, hint: string) => never;

function formProblem(expression: string): [why: string, hint: string] {
  if (!expression.includes(":")) return ["names no metric", `write a metric, a colon and what must hold: ${EXAMPLE}`];
  if (!/[<>=!]/.test(expression)) return ["compares with nothing", `write a limit: ${EXAMPLE}`];
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
      `is about ${metric}, a gauge of single nodes`,
      "thresholds judge histograms and counters; sick nodes make a result invalid by themselves",
    );
  if (spec === undefined && context.isOwnMetric?.(metric) !== true)
    return refuse(`is about ${metric}, which is no metric`, metricHint(metric, { aggregation, own: context.ownMetrics ?? [] }));
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
  const hint = `of ${metric} there ${kind === undefined ? "may be" : "are"} ${fitting}`;
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
  if (!(percent >= 0 && percent <= 100)) return refuse("asks for a percentile that there is not", "write p(95), from 0 to 100");
  // Not 0.9990000000000001 for 99.9.
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
  const hint = `${near === undefined ? "" : `did you mean "${near}"? `}There ${known.length === 0 ? "is none" : `is ${known.join(", ")}`}`;
  refuse(`names "${dimension}" of ${metric}, which there is not`, hint);
}

function operatorOf(text: string, refuse: Refuse): Operator {
  const plain = text.replace(/^([=!])==$/, "$1=");
  const operator = OPERATORS.find((candidate) => candidate === plain);
  return operator ?? refuse(`compares with "${text}"`, `there are ${OPERATORS.join(" ")}`);
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
