import type { HistogramFigures, RunResult } from "../result/model.js";
import { plainSentence } from "../result/wording/plain-sentence.js";

/** A histogram without its sketch, which pages do not need. */
export type ShownFigures = Omit<HistogramFigures, "sketch">;
/** Histograms by metric and dimension value. */
export type ShownHistograms = Readonly<
  Record<string, { readonly aggregate: ShownFigures; readonly by: Readonly<Record<string, ShownFigures>> }>
>;
/** A point of the charts. */
export interface ShownBucket {
  readonly offsetMs: number;
  readonly activeUsers: number;
  /** Iterations that succeeded in this bucket. */
  readonly succeeded: number;
  readonly failed: number;
  readonly histograms: Readonly<Record<string, ShownPoint>>;
}
/** A histogram at a point of the charts. */
export type ShownPoint = Readonly<Record<"mean" | "p50" | "p95" | "p99", number>>;

/** A result reduced to what pages show. */
export interface ShownResult extends Omit<RunResult, "histograms" | "sick" | "nodes" | "timeSeries" | "background"> {
  readonly sentence: string;
  readonly histograms: ShownHistograms;
  readonly sick: Omit<RunResult["sick"], "histograms"> & { readonly histograms: ShownHistograms };
  readonly timeSeries: readonly ShownBucket[];
  readonly nodes: readonly Omit<RunResult["nodes"][number], "histograms">[];
}

/** A node, or a process of background users, as its dialog shows it. */
export interface DetailedNode
  extends Pick<
    RunResult["nodes"][number],
    "name" | "users" | "iterations" | "finishedIterations" | "failedIterations" | "latencySeries" | "health"
  > {
  /** Times during which it was sick. */
  readonly sickWindows: readonly { readonly fromMs: number; readonly toMs: number }[];
}

/** Reduces a result to what pages show, without its background users: they are shown as a result of their own. */
export function shownResult(result: RunResult): ShownResult {
  return {
    ...without(result, "background"),
    sentence: plainSentence(result),
    histograms: withoutSketches(result.histograms),
    sick: { ...result.sick, histograms: withoutSketches(result.sick.histograms) },
    timeSeries: result.timeSeries.map(shownBucket),
    ...(result.dimensionSeries === undefined
      ? {}
      : { dimensionSeries: mapValues(result.dimensionSeries, (series) => mapValues(series, drawableSeries)) }),
    ...(result.byNode === undefined ? {} : { byNode: mapValues(result.byNode, (values) => mapValues(values, drawableNodes)) }),
    nodes: result.nodes.map((node) => drawableNode(without(node, "histograms"))),
  };
}

/** A node with values rounded for its charts. */
export function drawableNode<T extends Pick<RunResult["nodes"][number], "latencySeries" | "health">>(node: T): T {
  return {
    ...node,
    ...(node.latencySeries === undefined ? {} : { latencySeries: drawableSeries(node.latencySeries) }),
    health: node.health.map((row) => ({ ...row, gauges: mapValues(row.gauges, drawable) })),
  };
}

type Series = NonNullable<RunResult["dimensionSeries"]>[string][string];

function drawableSeries<T extends Series>({ p50, p95, p99, ...series }: T) {
  return { ...series, p50: p50.map(drawable), p95: p95.map(drawable), p99: p99.map(drawable) };
}

type NodeValues = NonNullable<RunResult["byNode"]>[string][string];

function drawableNodes({ node, count, p50, p95, p99 }: NodeValues): NodeValues {
  return { node, count, p50: p50.map(drawable), p95: p95.map(drawable), p99: p99.map(drawable) };
}

function withoutSketches(histograms: RunResult["histograms"]): ShownHistograms {
  const lean = (figures: HistogramFigures): ShownFigures => without(figures, "sketch");
  return mapValues(histograms, ({ aggregate, by }) => ({ aggregate: lean(aggregate), by: mapValues(by, lean) }));
}

function shownBucket({ offsetMs, activeUsers, histograms, counters }: RunResult["timeSeries"][number]): ShownBucket {
  return {
    offsetMs,
    activeUsers,
    succeeded: counters["iterations{succeeded}"] ?? 0,
    failed: counters["iterations{failed}"] ?? 0,
    histograms: mapValues(histograms, ({ count, sum, p50, p95, p99 }) => ({
      mean: drawable(count === 0 ? 0 : sum / count),
      p50: drawable(p50),
      p95: drawable(p95),
      p99: drawable(p99),
    })),
  };
}

/** Rounds a value of a chart. Charts make up most of the page's data, and four digits are more than anybody can see. */
function drawable(value: number): number {
  return Number(value.toPrecision(4));
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function without<T extends object, K extends keyof T>(whole: T, key: K): Omit<T, K> {
  const { [key]: _left, ...rest } = whole;
  return rest;
}
