import type UPlot from "uplot";
import type { ChartProps } from "./chart-content.js";
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

/** Draws the instants at which something happened. */
export function drawMarks(plot: UPlot, marks: NonNullable<ChartProps["marks"]>): void {
  const { ctx, bbox } = plot;
  for (const { atMs, label } of marks) {
    const x = plot.valToPos(atMs / 1000, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    line(plot, "accent", [x, bbox.top, x, bbox.top + bbox.height]);
    const isNearEnd = x > bbox.left + bbox.width * 0.8;
    ctx.textAlign = isNearEnd ? "right" : "left";
    text(plot, { label, x: isNearEnd ? x - 6 : x + 6, y: bbox.top + 14, name: "accent" });
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
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textBaseline = "alphabetic";
  ctx.fillText(label, x, y);
}
