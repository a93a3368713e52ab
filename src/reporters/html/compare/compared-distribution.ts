import { CURVE_QUANTILES } from "../../../pages/curve-quantiles.js";
import type { HistogramFigures } from "../../../result/model.js";
import { formatValue } from "../../../result/wording/wording.js";
import type { MetricUnit } from "../../../telemetry/metrics.js";
import { Sketch } from "../../../telemetry/sketch.js";
import { comparedChart, roundTicks } from "./compared-chart.js";

const RUNS = ["a", "b"] as const;
/** Lines across the curves. */
const SHARES = [0.5, 0.9, 0.99, 0.999];

/** Both distributions up to p99.9 in one picture; the slow end gets as much room as the fast half. */
export function comparedDistribution(a: HistogramFigures, b: HistogramFigures, unit: MetricUnit | undefined): string {
  const curves = { a: curveOf(a), b: curveOf(b) };
  const highest = Math.max(...curves.a, ...curves.b) * 1.05 || 1;
  const spoken = (figures: HistogramFigures) => `p50 ${formatValue(figures.p50, unit)}, p99 ${formatValue(figures.p99, unit)}`;
  return comparedChart({
    label: `Distributions: A ${spoken(a)}; B ${spoken(b)}`,
    rows: SHARES.map((share) => ({ at: 1 - heightOf(share), text: nameOf(share) })),
    ticks: roundTicks(highest).map((value) => ({ at: value / highest, text: value === 0 ? "0" : formatValue(value, unit) })),
    lines: RUNS.map((run) => ({
      run,
      points: curves[run].map((value, at) => [value / highest, 1 - heightOf(CURVE_QUANTILES[at] ?? 0)]),
    })),
  });
}

function curveOf({ sketch: text }: HistogramFigures): readonly number[] {
  const sketch = Sketch.fromBase64(text);
  return CURVE_QUANTILES.map((quantile) => sketch.quantile(quantile) ?? 0);
}

/** Position of a share, from 0 to 1: even by the number of nines, so that the tail can be read. */
function heightOf(share: number): number {
  return -Math.log10(Math.max(0.001, 1 - share)) / 3;
}

function nameOf(share: number): string {
  return `p${Number((share * 100).toFixed(1))}`;
}
