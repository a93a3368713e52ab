import { formatValue } from "../../../result/wording/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";
import { CURVE_QUANTILES } from "../../curve-quantiles.js";

const [HEIGHT, LEFT, BOTTOM, TOP] = [220, 46, 26, 18];
/** Drawn as wide as there is room, so that its texts are as large on a telephone. */
const WIDTHS = { least: 300, most: 902, besides: 60 };
/** Lines across the curve. */
const SHARES = [0.5, 0.9, 0.95, 0.99, 0.999];

/** A value that the curve is compared with. */
export interface CurveLimit {
  readonly value: number;
  readonly label: string;
}

/** The share of the samples that took at most so long, up to p99.9. The slow end gets as much room as the fast half. */
export function Distribution(props: {
  readonly metric: string;
  readonly curve: readonly number[];
  readonly limits: readonly CurveLimit[];
}) {
  const { metric, curve, limits } = props;
  const unit = metricSpec(metric)?.unit;
  const width = Math.max(WIDTHS.least, Math.min(WIDTHS.most, innerWidth - WIDTHS.besides));
  const highest = Math.max(...curve, ...limits.map(({ value }) => value)) * 1.05 || 1;
  const x = (value: number) => LEFT + (value / highest) * (width - LEFT - 12);
  const y = (share: number) => TOP + (1 - heightOf(share)) * (HEIGHT - TOP - BOTTOM);
  const points = curve.map((value, at) => `${x(value).toFixed(1)},${y(CURVE_QUANTILES[at] ?? 0).toFixed(1)}`).join(" ");
  const at = (share: number) => curve[CURVE_QUANTILES.findIndex((quantile) => quantile >= share - 1e-9)] ?? 0;
  const text = SHARES.map((share) => `${nameOf(share)} ${formatValue(at(share), unit)}`).join(", ");
  return (
    <svg class="distribution" viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={`Distribution: ${text}`}>
      {SHARES.map((share) => (
        <g key={share}>
          <line class="grid" x1={LEFT} x2={width} y1={y(share)} y2={y(share)} />
          <text x={LEFT - 6} y={y(share) + 4} text-anchor="end">
            {nameOf(share)}
          </text>
        </g>
      ))}
      {[0.25, 0.5, 0.75, 1].map((part) => (
        <text key={part} x={x(highest * part)} y={HEIGHT - 8} text-anchor={part === 1 ? "end" : "middle"}>
          {formatValue(highest * part, unit)}
        </text>
      ))}
      {limits.map(({ value, label }) => (
        <g key={label}>
          <line class="limit" x1={x(value)} x2={x(value)} y1={TOP} y2={HEIGHT - BOTTOM} />
          <text class="limit" x={x(value) - 4} y={TOP - 5} text-anchor={value < highest / 3 ? "start" : "end"}>
            {label}
          </text>
        </g>
      ))}
      <polyline points={points} />
    </svg>
  );
}

/** Position of a share, from 0 to 1: even by the number of nines, so that the tail can be read. */
function heightOf(share: number): number {
  return -Math.log10(Math.max(0.001, 1 - share)) / 3;
}

function nameOf(share: number): string {
  return `p${Number((share * 100).toFixed(1))}`;
}
