const [WIDTH, HEIGHT] = [120, 28];

/** A gauge over time, and its highest value. */
export function Sparkline(props: {
  readonly points: readonly (readonly [offsetMs: number, value: number])[];
  readonly toMs: number;
  /** The value at the upper edge. Default: the highest there was. */
  readonly top: number | undefined;
  readonly format: (value: number) => string;
}) {
  const { points, toMs, top, format } = props;
  if (points.length === 0) return <span class="faint">–</span>;
  const highest = Math.max(...points.map(([, value]) => value));
  const scale = Math.max(top ?? highest, 1e-9);
  const x = (ms: number) => ((ms / Math.max(1, toMs)) * WIDTH).toFixed(1);
  const y = (value: number) => (HEIGHT - 1 - Math.min(1, value / scale) * (HEIGHT - 3)).toFixed(1);
  const line = points.map(([ms, value]) => `${x(ms)},${y(value)}`).join(" ");
  return (
    <span class="spark">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`highest: ${format(highest)}`}>
        <polyline points={line} />
      </svg>
      <small>max {format(highest)}</small>
    </span>
  );
}
