import UPlot from "uplot";
import type { ChartLine, ChartProps } from "./chart-content.js";
import { CHART_HEADROOM, drawChanges, drawLimits, drawSick } from "./chart-marks.js";
import { clock } from "./clock.js";
import { color } from "./theme.js";
import { changeView, currentView, followView } from "./view.js";

/** A chart that has been drawn. */
export interface DrawnChart {
  readonly canvas: HTMLCanvasElement;
  /** Redraws the same lines with new values. */
  update(): void;
  end(): void;
}

interface Latest {
  readonly current: ChartProps;
}

const FONT = "12px system-ui, sans-serif";
/** Keeps the cursors of all charts on the page in sync. */
const SYNC_KEY = UPlot.sync("time").key;
const AXIS_WIDTH = 76;
const RIGHT_AXIS_WIDTH = 52;
/** Keeps the lines on the right below the limits of those on the left. */
const RIGHT_HEADROOM = 1.35;
/** A width that fits on paper, as the width of the printed page cannot be measured. */
const PRINT_WIDTH = 620;
/** Steps of the time axis in seconds: whole seconds, or two ticks could have the same label. */
const TIME_STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Draws a chart, and redraws it when the page is resized or printed and when another part of the run is looked at. */
export function keepDrawn(element: HTMLElement, latest: Latest, height: number): DrawnChart {
  let data = dataOf(latest.current);
  const draw = (width: number) => {
    const drawn = new UPlot(optionsOf(latest, width, height), data, element);
    applyZoom(drawn);
    return drawn;
  };
  let plot = draw(element.clientWidth);
  const drawAgain = (width: number) => {
    plot.destroy();
    plot = draw(width);
  };
  const toPaper = () => drawAgain(Math.min(PRINT_WIDTH, element.clientWidth));
  const toScreen = () => drawAgain(element.clientWidth);
  const onKey = (event: KeyboardEvent) => moveCursor(plot, event);
  const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
  const unfollow = followView(() => applyZoom(plot));
  resized.observe(element);
  element.addEventListener("keydown", onKey);
  addEventListener("beforeprint", toPaper);
  addEventListener("afterprint", toScreen);
  return {
    get canvas() {
      return plot.ctx.canvas;
    },
    update: () => {
      data = dataOf(latest.current);
      plot.setData(data, currentView().zoom === undefined);
      if (currentView().zoom !== undefined) plot.redraw();
    },
    end: () => {
      unfollow();
      element.removeEventListener("keydown", onKey);
      removeEventListener("beforeprint", toPaper);
      removeEventListener("afterprint", toScreen);
      resized.disconnect();
      plot.destroy();
    },
  };
}

/** Shows the part of the run that the view names, or all of it. */
function applyZoom(plot: UPlot): void {
  const seconds = plot.data[0] ?? [];
  const [from, to] = currentView().zoom ?? [seconds[0] ?? 0, seconds[seconds.length - 1] ?? 1];
  const { min, max } = plot.scales.x ?? {};
  if (min !== from || max !== to) plot.setScale("x", { min: from, max: to });
}

/** The arrow keys move to the next value, Home and End to the first and the last, Escape shows the whole run. */
function moveCursor(plot: UPlot, event: KeyboardEvent): void {
  const last = (plot.data[0]?.length ?? 0) - 1;
  const at = plot.cursor.idx ?? -1;
  const target = { ArrowLeft: Math.max(0, at - 1), ArrowRight: Math.min(last, at + 1), Home: 0, End: last }[event.key];
  if (event.key === "Escape" && currentView().zoom !== undefined) changeView({ zoom: undefined });
  else if (target === undefined || last < 0) return;
  else plot.setCursor({ left: plot.valToPos(plot.data[0]?.[target] ?? 0, "x"), top: plot.over.clientHeight / 2 });
  event.preventDefault();
}

function dataOf({ offsets, lines }: ChartProps): UPlot.AlignedData {
  return [offsets.map((ms) => ms / 1000), ...lines.map(({ values }) => [...values])] as UPlot.AlignedData;
}

function optionsOf(latest: Latest, width: number, height: number): UPlot.Options {
  const { lines, format, formatRight = format, limits = [] } = latest.current;
  const hasRight = lines.some(({ isOnRight }) => isOnRight);
  const axis = { stroke: color("muted"), font: FONT, grid: { stroke: color("grid"), width: 1 }, ticks: { show: false } };
  const highest = Math.max(0, ...limits.map(({ value }) => value));
  const fromZero =
    (least: number) =>
    (_plot: UPlot, _min: number, max: number): UPlot.Range.MinMax => {
      const top = Math.max(max, max > 0 && least < 4 * max ? least : 0);
      return [0, top > 0 ? top * 1.08 : 1];
    };
  return {
    width,
    height,
    padding: [() => ((latest.current.changes ?? []).length > 0 ? CHART_HEADROOM.withChanges : CHART_HEADROOM.plain), 12, 0, 0],
    cursor: {
      sync: { key: SYNC_KEY, scales: ["x", null] },
      y: false,
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false },
    },
    legend: { live: true, markers: markersOf(lines) },
    scales: {
      x: { time: false },
      y: { range: fromZero(highest) },
      right: { range: (_plot, _min, max) => [0, max > 0 ? max * RIGHT_HEADROOM : 1] },
    },
    axes: [
      { ...axis, values: (_plot, ticks) => ticks.map(clock), incrs: TIME_STEPS, size: 32 },
      { ...axis, values: (_plot, ticks) => ticks.map((tick) => format(tick)), size: AXIS_WIDTH },
      ...(hasRight
        ? [
            {
              ...axis,
              scale: "right",
              side: 1 as const,
              size: RIGHT_AXIS_WIDTH,
              grid: { show: false },
              values: (_plot: UPlot, ticks: number[]) => ticks.map((tick) => formatRight(tick)),
            },
          ]
        : []),
    ],
    series: [
      { label: "", value: (_plot, second: number | null) => (isNone(second) ? "" : clock(second)) },
      ...lines.map((line) => seriesOf(line, line.isOnRight === true ? formatRight : format)),
    ],
    hooks: {
      drawClear: [(plot) => drawSick(plot, latest.current.sick)],
      draw: [(plot) => drawLimits(plot, latest.current.limits ?? []), (plot) => drawChanges(plot, latest.current.changes ?? [])],
      setSelect: [zoomToSelection],
    },
  };
}

/** A dashed line has a dashed outline in the legend, so that lines are told apart without colours. */
function markersOf(lines: readonly ChartLine[]): NonNullable<UPlot.Legend["markers"]> {
  const colorOf = (index: number) => color(lines[index - 1]?.color ?? "line-1");
  const isDashed = (index: number) => lines[index - 1]?.dashed === true;
  return {
    width: 2,
    stroke: (_plot, index) => colorOf(index),
    dash: (_plot, index) => (isDashed(index) ? "dashed" : "solid"),
    fill: (_plot, index) => (isDashed(index) ? "transparent" : colorOf(index)),
  };
}

/** What the reader has dragged over is shown alone, on all charts. */
function zoomToSelection(plot: UPlot): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  changeView({ zoom: [from, to] });
}

function seriesOf({ label, color: name, filled, dashed, isOnRight }: ChartLine, format: (value: number) => string): UPlot.Series {
  const stroke = color(name);
  return {
    label,
    stroke,
    width: 1.75,
    scale: isOnRight === true ? "right" : "y",
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

/** uPlot passes both null and undefined, despite its types. */
function isNone(value: number | null | undefined): value is null | undefined {
  return value === null || value === undefined;
}
