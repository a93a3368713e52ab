import type { BackgroundResult, RunResult } from "../../result/model.js";
import { metricSpec } from "../../telemetry/metrics.js";
import type { Reporter } from "../reporter.js";
import { type CsvCell, csvText } from "./csv-text.js";

/**
 * `metrics.csv`: every metric with its figures. `timeseries.csv`: the run over time. One row for each value of a metric. The
 * same of background users, when there were any, is in files of its own.
 */
export const csvReporter: Reporter = {
  name: "csv",
  report: (result) => ({
    files: [...filesOf(result, ""), ...(result.background === undefined ? [] : filesOf(result.background, "background-"))],
  }),
};

function filesOf(result: BackgroundResult, prefix: string) {
  return [
    { path: `${prefix}metrics.csv`, content: csvText(METRIC_COLUMNS, metricRows(result)) },
    { path: `${prefix}timeseries.csv`, content: csvText(SERIES_COLUMNS, seriesRows(result)) },
  ];
}

const METRIC_COLUMNS = [
  "metric",
  "kind",
  "unit",
  "health",
  "dimension",
  "value",
  ...["count", "sum", "min", "max", "p50", "p75", "p90", "p95", "p99", "p999"],
];
const SERIES_COLUMNS = [
  "offset_ms",
  "active_users",
  "nodes",
  "metric",
  "kind",
  "unit",
  ...["count", "sum", "p50", "p95", "p99", "max"],
];

type Row = readonly CsvCell[];

function metricRows({ histograms, sick, counters }: BackgroundResult): readonly Row[] {
  return [...histogramRows(histograms, "healthy"), ...histogramRows(sick.histograms, "sick"), ...counterRows(counters)];
}

function histogramRows(histograms: RunResult["histograms"], health: "healthy" | "sick"): readonly Row[] {
  return Object.entries(histograms).flatMap(([metric, { aggregate, by }]) => {
    const values: readonly (readonly [string | undefined, typeof aggregate])[] = [[undefined, aggregate], ...Object.entries(by)];
    return values.map(([value, { count, sum, min, max, p50, p75, p90, p95, p99, p999 }]) => [
      ...metricHead(metric, "histogram", { health, value }),
      ...[count, sum, min, max, p50, p75, p90, p95, p99, p999],
    ]);
  });
}

/** A counter has only a sum, over healthy and sick seconds alike. */
function counterRows(counters: RunResult["counters"]): readonly Row[] {
  return Object.entries(counters).flatMap(([metric, { aggregate, by }]) => {
    const values: readonly (readonly [string | undefined, number])[] = [[undefined, aggregate], ...Object.entries(by)];
    return values.map(([value, sum]) => [
      ...metricHead(metric, "counter", { health: "all", value }),
      undefined,
      sum,
      ...new Array<undefined>(8).fill(undefined),
    ]);
  });
}

function metricHead(
  metric: string,
  kind: "histogram" | "counter",
  { health, value }: { readonly health: string; readonly value: string | undefined },
): Row {
  const spec = metricSpec(metric);
  return [metric, kind, spec?.unit, health, value === undefined ? undefined : (spec?.dimension ?? "value"), value];
}

function seriesRows({ timeSeries }: BackgroundResult): readonly Row[] {
  return timeSeries.flatMap(({ offsetMs, activeUsers, nodeCount, histograms, counters }) => {
    const when = [offsetMs, activeUsers, nodeCount];
    const headOf = (metric: string, kind: string) => [...when, metric, kind, metricSpec(metric.replace(/\{.*$/, ""))?.unit];
    return [
      ...Object.entries(histograms).map(([metric, { count, sum, p50, p95, p99, max }]) => [
        ...headOf(metric, "histogram"),
        ...[count, sum, p50, p95, p99, max],
      ]),
      ...Object.entries(counters).map(([metric, sum]) => [
        ...headOf(metric, "counter"),
        undefined,
        sum,
        ...new Array<undefined>(4).fill(undefined),
      ]),
    ];
  });
}
