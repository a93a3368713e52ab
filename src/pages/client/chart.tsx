import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import { clock } from "./clock.js";
import { color, type Shade } from "./theme.js";

/** One line of a chart; `color` names one of the page's colours. */
export interface ChartLine {
  readonly label: string;
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly filled?: boolean;
  readonly dashed?: boolean;
}

/** The content of a chart. */
export interface ChartProps {
  readonly title: string;
  /** Milliseconds since T0. */
  readonly offsets: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  /** Times during which the generator was not healthy. */
  readonly sick: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** What people changed about the load. */
  readonly changes?: readonly ChartChange[] | undefined;
  /** The page's colours: charts are redrawn when they change. */
  readonly shade: Shade;
  readonly height?: number;
}

/** A change of the load, drawn as a line. */
export interface ChartChange {
  readonly offsetMs: number;
  readonly label: string;
}

const FONT = "12px system-ui, sans-serif";
/** Keeps the time axes and cursors of all charts on the page in sync. */
const SYNC = UPlot.sync("time");
const AXIS_WIDTH = 76;

/** A width that fits on paper, as the width of the printed page cannot be measured. */
const PRINT_WIDTH = 620;
/** Steps of the time axis in seconds: whole seconds, or two ticks could have the same label. */
const TIME_STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Lines over the time of the run. */
export function Chart(props: ChartProps) {
  const { title, offsets, lines, shade, height = 200 } = props;
  const frame = useRef<HTMLDivElement>(null);
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
  return (
    <figure class="chart" aria-label={`${title}: ${lines.map((line) => rangeText(line, props.format)).join("; ")}`}>
      <figcaption>{title}</figcaption>
      <div ref={frame} />
    </figure>
  );
}

/** A chart that has been drawn. */
interface DrawnChart {
  /** Redraws the same lines with new values. */
  update(): void;
  end(): void;
}

/** Draws a chart, and redraws it when the page is resized or printed. */
function keepDrawn(element: HTMLElement, latest: { readonly current: ChartProps }, height: number): DrawnChart {
  let data = dataOf(latest.current);
  const draw = (width: number) => new UPlot(optionsOf(latest, width, height), data, element);
  let plot = draw(element.clientWidth);
  const drawAgain = (width: number) => {
    plot.destroy();
    plot = draw(width);
  };
  const toPaper = () => drawAgain(Math.min(PRINT_WIDTH, element.clientWidth));
  const toScreen = () => drawAgain(element.clientWidth);
  const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
  resized.observe(element);
  addEventListener("beforeprint", toPaper);
  addEventListener("afterprint", toScreen);
  return {
    update: () => {
      const isZoomed = isPart(plot.scales.x, data[0]);
      data = dataOf(latest.current);
      plot.setData(data, !isZoomed);
      if (isZoomed) plot.redraw();
    },
    end: () => {
      removeEventListener("beforeprint", toPaper);
      removeEventListener("afterprint", toScreen);
      resized.disconnect();
      plot.destroy();
    },
  };
}

function dataOf({ offsets, lines }: ChartProps): UPlot.AlignedData {
  return [offsets.map((ms) => ms / 1000), ...lines.map(({ values }) => [...values])] as UPlot.AlignedData;
}

/** Whether the reader has zoomed in. */
function isPart(scale: UPlot.Scale | undefined, seconds: ArrayLike<number>): boolean {
  const [first, last] = [seconds[0], seconds[seconds.length - 1]];
  if (first === undefined || last === undefined || isNone(scale?.min) || isNone(scale.max)) return false;
  return scale.min > first || scale.max < last;
}

/** `p95 from 12 ms to 84 ms`, for screen readers. */
function rangeText({ label, values }: ChartLine, format: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return `${label} has no values`;
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return `${label} from ${format(least)} to ${format(most)}`;
}

function optionsOf(latest: { readonly current: ChartProps }, width: number, height: number): UPlot.Options {
  const { lines, format } = latest.current;
  const axis = { stroke: color("muted"), font: FONT, grid: { stroke: color("grid"), width: 1 }, ticks: { show: false } };
  return {
    width,
    height,
    padding: [12, 12, 0, 0],
    cursor: { sync: { key: SYNC.key }, y: false, points: { size: 6 } },
    legend: { live: true, markers: { width: 0, fill: (_plot, index) => color(lines[index - 1]?.color ?? "line-1") } },
    scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.08 : 1] } },
    axes: [
      { ...axis, values: (_plot, ticks) => ticks.map(clock), incrs: TIME_STEPS, size: 32 },
      { ...axis, values: (_plot, ticks) => ticks.map((tick) => format(tick)), size: AXIS_WIDTH },
    ],
    series: [
      { label: "", value: (_plot, second: number | null) => (isNone(second) ? "" : clock(second)) },
      ...lines.map((line) => seriesOf(line, format)),
    ],
    hooks: {
      drawClear: [(plot) => drawSick(plot, latest.current.sick)],
      draw: [(plot) => drawChanges(plot, latest.current.changes ?? [])],
    },
  };
}

function seriesOf({ label, color: name, filled, dashed }: ChartLine, format: (value: number) => string): UPlot.Series {
  const stroke = color(name);
  return {
    label,
    stroke,
    width: 1.75,
    spanGaps: false,
    points: { show: false, size: 5, fill: stroke, filter: pointsWithoutLine },
    ...(filled === true ? { fill: `${stroke}26` } : {}),
    ...(dashed === true ? { dash: [5, 4] } : {}),
    // Without a cursor on the chart there is no index; then the legend shows names only.
    value: (_plot, value: number | null, _series, index) => (isNone(index) ? "" : isNone(value) ? "–" : format(value)),
  };
}

/** Points for values between two gaps, which no line would show. */
function pointsWithoutLine(plot: UPlot, series: number): number[] | null {
  const values = plot.data[series] ?? [];
  const alone = [...values.keys()].filter(
    (index) => !isNone(values[index]) && isNone(values[index - 1]) && isNone(values[index + 1]),
  );
  return alone.length === 0 ? null : alone;
}

/** Shades the times during which the generator was not healthy. */
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

const LABEL_GAP = 4;

/** A line for each change, with what it was, as far as there is room before the next. */
function drawChanges(plot: UPlot, changes: readonly ChartChange[]): void {
  const { ctx, bbox } = plot;
  const { devicePixelRatio: scale } = globalThis;
  const end = bbox.left + bbox.width;
  const at = (change: ChartChange | undefined) =>
    change === undefined ? end : Math.round(plot.valToPos(change.offsetMs / 1000, "x", true));
  ctx.save();
  ctx.strokeStyle = color("muted");
  ctx.fillStyle = color("muted");
  ctx.setLineDash([3 * scale, 3 * scale]);
  ctx.lineWidth = scale;
  ctx.font = `${11 * scale}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  for (const [index, change] of changes.entries()) {
    const x = at(change);
    if (x < bbox.left || x > end) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const room = Math.min(at(changes[index + 1]), end) - x - 2 * LABEL_GAP * scale;
    if (ctx.measureText(change.label).width <= room) ctx.fillText(change.label, x + LABEL_GAP * scale, bbox.top + 2 * scale);
  }
  ctx.restore();
}

/** uPlot passes both null and undefined, despite its types. */
function isNone(value: number | null | undefined): value is null | undefined {
  return value === null || value === undefined;
}

/** Explains the shaded times; renders nothing if there are none. */
export function SickLegend({ windows }: { readonly windows: ChartProps["sick"] }) {
  if (windows.length === 0) return null;
  return (
    <p class="sick-legend">
      <span class="swatch" /> The load generator itself was too slow here; samples from these times are kept separate and are not
      judged.
    </p>
  );
}
