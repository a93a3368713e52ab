const [WIDTH, HEIGHT] = [100, 28];

/** A time during which a node was near its limits, or beyond them. */
export interface SparkMark {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: "busy" | "sick";
}

/** A small chart of a gauge over time, with its highest value. */
export function Sparkline(props: {
  readonly points: readonly (readonly [offsetMs: number, value: number])[];
  readonly marks: readonly SparkMark[];
  readonly toMs: number;
  /** The value at the upper edge, unless the data exceeds it. */
  readonly top: number;
  readonly format: (value: number) => string;
}) {
  const { points, marks, toMs, top, format } = props;
  if (points.length === 0) return <span class="faint">–</span>;
  const highest = points.reduce((most, [, value]) => Math.max(most, value), 0);
  const scale = Math.max(top, highest);
  const x = (ms: number) => (Math.min(1, ms / Math.max(1, toMs)) * WIDTH).toFixed(1);
  const y = (value: number) => (HEIGHT - 1 - (value / scale) * (HEIGHT - 3)).toFixed(1);
  const line = points.map(([ms, value]) => `${x(ms)},${y(value)}`).join(" ");
  return (
    <span class="spark">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`highest: ${format(highest)}`}>
        {marks.map(({ fromMs, toMs: end, kind }) => (
          <rect
            key={fromMs}
            class={kind}
            x={x(fromMs)}
            y={0}
            width={Math.max(1, Number(x(end)) - Number(x(fromMs)))}
            height={HEIGHT}
          />
        ))}
        <polyline points={line} />
      </svg>
      <small>max {format(highest)}</small>
    </span>
  );
}
