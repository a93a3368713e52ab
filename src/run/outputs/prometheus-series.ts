import { compare } from "../../result/aggregate/bounded-table.js";
import { mergeSketches } from "../../result/aggregate/metric-totals.js";
import type { MetricUnit } from "../../telemetry/metrics.js";
import type { Sketch } from "../../telemetry/sketch.js";
import { BACKGROUND } from "./measured-totals.js";
import type { Measured, MeasuredTotals, Point } from "./output.js";

/** A series with its one sample, in the form of remote write. */
export interface PrometheusSeries {
  /** Sorted by name, as receivers require. */
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly samples: readonly [{ readonly value: number; readonly timestamp: number }];
}

/** Quantiles of a summary; 0 and 1 are the exact minimum and maximum. */
const QUANTILES = [0, 0.5, 0.75, 0.9, 0.95, 0.99, 1] as const;

/**
 * The totals by Prometheus' conventions: seconds and bytes, `_total` for counters, summaries for histograms. A summary
 * has `_count` and `_sum` for each value of the dimension, and quantiles also over all values, without the label, because
 * quantiles cannot be aggregated.
 */
export function prometheusSeries(totals: MeasuredTotals): readonly PrometheusSeries[] {
  const { run, atMs, histograms, sickHistograms, counters, gauges } = totals;
  const common = { job: "live-load", run_id: run.id, scenario: run.scenario };
  const timestamp = Math.round(atMs);
  const series = (name: string, labels: Readonly<Record<string, string>>, value: number): PrometheusSeries => ({
    labels: labelsOf({ ...labels, ...common, __name__: name }),
    samples: [{ value, timestamp }],
  });
  const summary = (metric: Measured<Sketch>, prefix: string) => summaryOf(metric, { prefix, series });
  return [
    ...histograms.flatMap((metric) => summary(metric, "liveload_")),
    ...sickHistograms.flatMap((metric) => summary(metric, "liveload_sick_")),
    ...counters.flatMap((metric) => plainOf(metric, { suffix: "_total", series })),
    ...gauges.flatMap((metric) => plainOf(metric, { suffix: "", series })),
  ];
}

type MakeSeries = (name: string, labels: Readonly<Record<string, string>>, value: number) => PrometheusSeries;

function summaryOf(
  metric: Measured<Sketch>,
  { prefix, series }: { readonly prefix: string; readonly series: MakeSeries },
): readonly PrometheusSeries[] {
  const { name, own, factor } = namingOf(metric, prefix);
  const quantiles = (sketch: Sketch, labels: Readonly<Record<string, string>>) =>
    QUANTILES.map((quantile) =>
      series(name, { ...labels, quantile: String(quantile) }, (sketch.quantile(quantile) ?? Number.NaN) * factor),
    );
  const parts = metric.points.flatMap(({ attributes, value: sketch }) => {
    const labels = { ...attributes, ...own };
    return [
      ...quantiles(sketch, labels),
      series(`${name}_count`, labels, sketch.count),
      series(`${name}_sum`, labels, sketch.sum * factor),
    ];
  });
  const isBackground = ({ attributes }: Point<Sketch>) => attributes.users === BACKGROUND.users;
  const kinds = [
    { points: metric.points.filter((point) => !isBackground(point)), labels: own },
    { points: metric.points.filter(isBackground), labels: { ...BACKGROUND, ...own } },
  ];
  const wholes = kinds.flatMap(({ points, labels }) => {
    const whole = wholeOf(points);
    return whole === undefined ? [] : quantiles(whole, labels);
  });
  return [...parts, ...wholes];
}

/** All values of a dimension together; `undefined` for a metric without a dimension. */
function wholeOf(points: readonly Point<Sketch>[]): Sketch | undefined {
  const hasDimension = points.some(({ attributes }) => Object.keys(attributes).some((label) => label !== "users"));
  if (!hasDimension) return undefined;
  return points.reduce<Sketch | undefined>((merged, { value }) => mergeSketches(merged, value), undefined);
}

function plainOf(
  metric: Measured<number>,
  { suffix, series }: { readonly suffix: string; readonly series: MakeSeries },
): readonly PrometheusSeries[] {
  const { name, own, factor } = namingOf(metric, "liveload_");
  return metric.points.map(({ attributes, value }) => series(`${name}${suffix}`, { ...attributes, ...own }, value * factor));
}

/** Suffix of the base unit, and the factor that converts to it. */
const BASE_UNITS: Readonly<Record<MetricUnit, readonly [suffix: string, factor: number]>> = {
  ms: ["_seconds", 0.001],
  bytes: ["_bytes", 1],
  score: ["", 1],
  count: ["", 1],
  ratio: ["_ratio", 1],
};

function namingOf({ name, unit }: Measured<unknown>, prefix: string) {
  const [suffix, factor] = unit === undefined ? (["", 1] as const) : BASE_UNITS[unit];
  const legal = name.replace(/[^a-zA-Z0-9_:]/g, "_");
  // Two of a scenario's own names may become the same; a label with the original name keeps them apart.
  const own: Readonly<Record<string, string>> = legal === name ? {} : { metric: name };
  return { name: `${prefix}${legal}${legal.includes(suffix) ? "" : suffix}`, own, factor };
}

function labelsOf(labels: Readonly<Record<string, string>>): PrometheusSeries["labels"] {
  return Object.entries(labels)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => compare(a.name, b.name));
}
