import type { DetailedSeries } from "./aggregate/dimension-series.js";
import type { NodesOfValue } from "./aggregate/node-breakdown.js";
import type { RunResult } from "./model.js";
import type { RunAggregate } from "./run-aggregate.js";

type SeriesOfValue = NonNullable<RunResult["dimensionSeries"]>[string][string];
type NodeValues = NonNullable<RunResult["byNode"]>[string][string];

/** Steps, interactions, groups, events, pages and endpoints over time. */
export function dimensionSeriesOf(aggregate: RunAggregate): NonNullable<RunResult["dimensionSeries"]> {
  const byDimension = (series: readonly DetailedSeries[]) => series.map((one) => [one.dimension, seriesOfValue(one)] as const);
  return Object.fromEntries(
    aggregate.detailedSeries().map(([metric, series]) => [metric, Object.fromEntries(byDimension(series))]),
  );
}

/** The same by node, if there are several. */
export function valuesByNode(aggregate: RunAggregate): Pick<RunResult, "byNode"> {
  const found = aggregate.valuesByNode();
  if (found.length === 0) return {};
  const byValue = (values: readonly NodesOfValue[]) => values.map((one) => [one.dimension, nodesOfValue(one)] as const);
  return { byNode: Object.fromEntries(found.map(([metric, values]) => [metric, Object.fromEntries(byValue(values))])) };
}

/** One dimension value over time. */
export function seriesOfValue({ widthMs, points }: DetailedSeries): SeriesOfValue {
  const at = (quantile: number) => points.map(({ sketch }) => sketch.quantile(quantile) ?? 0);
  const [offsetMs, count] = [points.map((point) => point.offsetMs), points.map(({ sketch }) => sketch.count)];
  return { widthMs, offsetMs, count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** One dimension value by node. */
export function nodesOfValue({ nodes }: NodesOfValue): NodeValues {
  const at = (quantile: number) => nodes.map(([, sketch]) => sketch.quantile(quantile) ?? 0);
  const [node, count] = [nodes.map(([name]) => name), nodes.map(([, sketch]) => sketch.count)];
  return { node, count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
