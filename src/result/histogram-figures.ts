import type { Sketch } from "../telemetry/sketch.js";
import type { HistogramTotals } from "./aggregate/metric-totals.js";
import type { HistogramFigures, RunResult } from "./model.js";

/** The figures of a sketch that has values, and the sketch itself. */
export function figuresOf(sketch: Sketch): HistogramFigures {
  const summary = sketch.summary() ?? { count: 0, sum: 0, min: 0, max: 0, p50: 0, p75: 0, p90: 0, p95: 0, p99: 0, p999: 0 };
  return { ...summary, sketch: sketch.toBase64() };
}

/** The figures of every metric that has values. */
export function figuresByMetric(totals: HistogramTotals): RunResult["histograms"] {
  return Object.fromEntries(
    totals.metrics.flatMap((metric) => {
      const total = totals.total(metric);
      if (total === undefined || total.aggregate.isEmpty) return [];
      const by = total.by.filter(([, sketch]) => !sketch.isEmpty).map(([dimension, sketch]) => [dimension, figuresOf(sketch)]);
      return [[metric, { aggregate: figuresOf(total.aggregate), by: Object.fromEntries(by) }]];
    }),
  );
}
