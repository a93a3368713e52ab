import type UPlot from "uplot";
import type { ChartChange, ChartProps } from "./chart-content.js";
import { color } from "./theme.js";

/** A shade that one of many nodes makes must still be seen. */
const LEAST_SHARE = 0.25;

/** Shades the times during which the generator was not healthy: the more nodes, the darker. */
export function drawSick(plot: UPlot, spans: ChartProps["sick"]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = color("sick");
  for (const { fromMs, toMs, share = 1 } of spans) {
    const from = Math.max(bbox.left, plot.valToPos(fromMs / 1000, "x", true));
    const to = Math.min(bbox.left + bbox.width, plot.valToPos(toMs / 1000, "x", true));
    ctx.globalAlpha = Math.max(LEAST_SHARE, share);
    if (to > from) ctx.fillRect(from, bbox.top, to - from, bbox.height);
  }
  ctx.restore();
}

/** Draws the values that the lines should not cross. */
export function drawLimits(plot: UPlot, limits: NonNullable<ChartProps["limits"]>): void {
  const { ctx, bbox } = plot;
  for (const { value, label } of limits) {
    const y = plot.valToPos(value, "y", true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    line(plot, "line-bad", [bbox.left, y, bbox.left + bbox.width, y]);
    ctx.textAlign = "right";
    text(plot, { label, x: bbox.left + bbox.width - 6, y: y - 6, name: "bad" });
  }
}

const LABEL_GAP = 4;
/** Height above the lines of a chart, in CSS pixels: labels of changes have a row of their own there. */
export const CHART_HEADROOM = { plain: 12, withChanges: 24 };

/** Draws a line for each change, and above the chart what it was, as far as there is room beside its neighbours. */
export function drawChanges(plot: UPlot, changes: readonly ChartChange[]): void {
  const { ctx, bbox } = plot;
  const gap = LABEL_GAP * devicePixelRatio;
  const end = bbox.left + bbox.width;
  const at = (change: ChartChange) => Math.round(plot.valToPos(change.offsetMs / 1000, "x", true));
  const shown = changes.filter((change) => at(change) >= bbox.left && at(change) <= end);
  ctx.font = fontOf();
  let takenUntil = bbox.left;
  for (const [index, change] of shown.entries()) {
    const x = at(change);
    line(plot, "accent", [x, bbox.top - 3 * gap, x, bbox.top + bbox.height]);
    const width = ctx.measureText(change.label).width + gap;
    const next = shown[index + 1];
    const isAfter = x + width <= (next === undefined ? end : at(next) - gap);
    if (!isAfter && x - width < takenUntil) continue;
    ctx.textAlign = isAfter ? "left" : "right";
    text(plot, { label: change.label, x: isAfter ? x + gap : x - gap, y: bbox.top - 1.5 * gap, name: "accent" });
    takenUntil = isAfter ? x + width + gap : x;
  }
}

function line({ ctx }: UPlot, name: string, [fromX, fromY, toX, toY]: readonly [number, number, number, number]): void {
  ctx.save();
  ctx.strokeStyle = color(name);
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
  ctx.restore();
}

interface Text {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  /** One of the page's colours. */
  readonly name: string;
}

function text({ ctx }: UPlot, { label, x, y, name }: Text): void {
  ctx.fillStyle = color(name);
  ctx.font = fontOf();
  ctx.textBaseline = "alphabetic";
  ctx.fillText(label, x, y);
}

function fontOf(): string {
  return `${12 * devicePixelRatio}px system-ui, sans-serif`;
}
