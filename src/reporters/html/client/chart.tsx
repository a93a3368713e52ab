import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import type { ShownResult } from "../shown-result.js";
import { color, type Theme } from "./theme.js";

/** One line of a chart; the colour is the name of one of the page's. */
export interface ChartLine {
  readonly label: string;
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly filled?: boolean;
  readonly dashed?: boolean;
}

/** What a chart shows. */
export interface ChartProps {
  readonly title: string;
  /** Milliseconds since T0. */
  readonly offsets: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  /** Times in which the generator was not healthy. */
  readonly sick: ShownResult["sick"]["windows"];
  readonly theme: Theme;
  readonly height?: number;
}

const FONT = "12px system-ui, sans-serif";
/** All charts of the page have their time axes and cursors in line. */
const SYNC = UPlot.sync("time");
const AXIS_WIDTH = 76;

/** Lines over the time of the run. */
export function Chart(props: ChartProps) {
  const { title, offsets, lines, theme, height = 200 } = props;
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const data = [offsets.map((ms) => ms / 1000), ...lines.map(({ values }) => [...values])] as UPlot.AlignedData;
    const plot = new UPlot(optionsOf(props, element.clientWidth, height), data, element);
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [offsets, lines, theme, height]);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div ref={frame} />
    </figure>
  );
}

function optionsOf({ lines, format, sick }: ChartProps, width: number, height: number): UPlot.Options {
  const axis = { stroke: color("muted"), font: FONT, grid: { stroke: color("grid"), width: 1 }, ticks: { show: false } };
  return {
    width,
    height,
    padding: [12, 12, 0, 0],
    cursor: { sync: { key: SYNC.key }, y: false, points: { size: 6 } },
    legend: { live: true, markers: { width: 0, fill: (_plot, index) => color(lines[index - 1]?.color ?? "line-1") } },
    scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.08 : 1] } },
    axes: [
      { ...axis, values: (_plot, ticks) => ticks.map(clock), size: 32 },
      { ...axis, values: (_plot, ticks) => ticks.map((tick) => format(tick)), size: AXIS_WIDTH },
    ],
    series: [{ label: "time", value: (_plot, second) => clock(second) }, ...lines.map((line) => seriesOf(line, format))],
    hooks: { drawClear: [(plot) => drawSick(plot, sick)] },
  };
}

function seriesOf({ label, color: name, filled, dashed }: ChartLine, format: (value: number) => string): UPlot.Series {
  const stroke = color(name);
  return {
    label,
    stroke,
    width: 1.75,
    spanGaps: false,
    points: { show: false },
    ...(filled === true ? { fill: `${stroke}26` } : {}),
    ...(dashed === true ? { dash: [5, 4] } : {}),
    value: (_plot, value: number | null) => (value === null || value === undefined ? "–" : format(value)),
  };
}

/** Shades the times in which the generator distorted what it measured. */
function drawSick(plot: UPlot, windows: ChartProps["sick"]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = color("sick");
  for (const { fromMs, toMs } of windows) {
    const from = Math.max(bbox.left, plot.valToPos(fromMs / 1000, "x", true));
    const to = Math.min(bbox.left + bbox.width, plot.valToPos(toMs / 1000, "x", true));
    if (to > from) ctx.fillRect(from, bbox.top, to - from, bbox.height);
  }
  ctx.restore();
}

/** `1:05`, `1:00:05`. */
export function clock(seconds: number | null): string {
  if (seconds === null || seconds === undefined) return "–";
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Says what the shaded times are; nothing where there are none. */
export function SickLegend({ windows }: { readonly windows: ChartProps["sick"] }) {
  if (windows.length === 0) return null;
  return (
    <p class="sick-legend">
      <span class="swatch" /> The load generator itself was too slow here; samples from these times are kept apart and not judged.
    </p>
  );
}
