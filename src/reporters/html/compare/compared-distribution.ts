import { CURVE_QUANTILES } from "../../../pages/curve-quantiles.js";
import { escapeHtml } from "../../../pages/escape-html.js";
import type { HistogramFigures } from "../../../result/model.js";
import { formatValue } from "../../../result/wording/wording.js";
import type { MetricUnit } from "../../../telemetry/metrics.js";
import { Sketch } from "../../../telemetry/sketch.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [520, 190, 44, 26, 10];
/** Lines across the curves. */
const SHARES = [0.5, 0.9, 0.99, 0.999];

/** Both distributions up to p99.9 in one picture; the slow end gets as much room as the fast half. */
export function comparedDistribution(a: HistogramFigures, b: HistogramFigures, unit: MetricUnit | undefined): string {
  const curves = { a: curveOf(a), b: curveOf(b) };
  const highest = Math.max(...curves.a, ...curves.b) * 1.05 || 1;
  const x = (value: number) => LEFT + (value / highest) * (WIDTH - LEFT - 12);
  const y = (share: number) => TOP + (1 - heightOf(share)) * (HEIGHT - TOP - BOTTOM);
  const lines = SHARES.map(
    (share) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${y(share)}" y2="${y(share)}"/><text x="${LEFT - 6}" y="${y(share) + 4}" text-anchor="end">${nameOf(share)}</text>`,
  );
  const ticks = [0.5, 1].map(
    (part) =>
      `<text x="${x(highest * part)}" y="${HEIGHT - 8}" text-anchor="${part === 1 ? "end" : "middle"}">${escapeHtml(formatValue(highest * part, unit))}</text>`,
  );
  const polyline = (run: "a" | "b") =>
    `<polyline class="run-${run}" points="${curves[run].map((value, at) => `${x(value).toFixed(1)},${y(CURVE_QUANTILES[at] ?? 0).toFixed(1)}`).join(" ")}"/>`;
  const spoken = (figures: HistogramFigures) => `p50 ${formatValue(figures.p50, unit)}, p99 ${formatValue(figures.p99, unit)}`;
  const label = escapeHtml(`Distributions: A ${spoken(a)}; B ${spoken(b)}`);
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">${lines.join("")}${ticks.join("")}${polyline("a")}${polyline("b")}</svg>`;
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
