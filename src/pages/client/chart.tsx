import { useEffect, useRef } from "preact/hooks";
import type { ChartLine, ChartProps } from "./chart-content.js";
import { ChartTools } from "./chart-tools.js";
import { type DrawnChart, keepDrawn } from "./drawn-chart.js";

/** Lines over the time of the run. The arrow keys move the cursor of a chart that has the focus. */
export function Chart(props: ChartProps) {
  const { title, offsets, lines, shade, height = 200 } = props;
  const frame = useRef<HTMLElement>(null);
  const latest = useRef(props);
  const drawn = useRef<DrawnChart>(undefined);
  latest.current = props;
  const names = lines.map(({ label, color: name }) => `${label} ${name}`).join();
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    drawn.current = keepDrawn(element, latest, height);
    return () => drawn.current?.end();
  }, [title, names, shade, height]);
  useEffect(() => drawn.current?.update(), [offsets, lines]);
  const text = `${title}: ${lines.map((line) => rangeText(line, formatOf(line, props))).join("; ")}`;
  return (
    <figure class="chart" aria-label={text}>
      <figcaption>
        <span>{title}</span>
        <ChartTools title={title} canvasOf={() => drawn.current?.canvas} legend={lines} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a tab stop, the cursor cannot be moved by keyboard. */}
      <section ref={frame} aria-label={`Values of ${title}: use the arrow keys`} tabIndex={0} />
    </figure>
  );
}

function formatOf({ isOnRight }: ChartLine, { format, formatRight }: ChartProps): (value: number) => string {
  return isOnRight === true && formatRight !== undefined ? formatRight : format;
}

/** `p95 from 12 ms to 84 ms`, for screen readers. */
function rangeText({ label, values }: ChartLine, format: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return `${label} has no values`;
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return `${label} from ${format(least)} to ${format(most)}`;
}

/** Explains the shaded times; renders nothing if there are none. */
export function SickLegend({ windows }: { readonly windows: ChartProps["sick"] }) {
  if (windows.length === 0) return null;
  return (
    <p class="sick-legend">
      <span class="swatch" /> The load generator itself was too slow here, the darker, the more of its nodes; samples from these
      times are kept separate and are not judged.
    </p>
  );
}
