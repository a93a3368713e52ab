import { escapeHtml } from "../../../pages/escape-html.js";

/** A picture of both runs. Positions are shares of the drawn area, from its left and its top. */
export interface ComparedChart {
  /** A screen reader says this in place of the picture. */
  readonly label: string;
  /** Lines across the area, with a text on the left. */
  readonly rows: readonly ChartTick[];
  /** Texts below the area. */
  readonly ticks: readonly ChartTick[];
  readonly lines: readonly { readonly run: "a" | "b"; readonly points: readonly (readonly [x: number, y: number])[] }[];
}

interface ChartTick {
  readonly at: number;
  readonly text: string;
}

const [ROW_GAP, TICK_GAP] = [8, 18];
/** The lines are drawn in a square of this size, which is stretched to the area. Texts keep their size at any width. */
const SQUARE = 1000;

/** The picture as SVG, as wide as there is room. */
export function comparedChart({ label, rows, ticks, lines }: ComparedChart): string {
  const percent = (share: number) => `${Number((share * 100).toFixed(2))}%`;
  const grid = rows.map(
    ({ at, text }) =>
      `<line class="grid" x1="0" x2="100%" y1="${percent(at)}" y2="${percent(at)}"/><text x="-${ROW_GAP}" y="${percent(at)}" dy="4" text-anchor="end">${escapeHtml(text)}</text>`,
  );
  const below = ticks.map(
    ({ at, text }) =>
      `<text x="${percent(at)}" y="100%" dy="${TICK_GAP}" text-anchor="${at > 0.95 ? "end" : at < 0.05 ? "start" : "middle"}">${escapeHtml(text)}</text>`,
  );
  const point = ([x, y]: readonly [number, number]) => `${(x * SQUARE).toFixed(1)},${(y * SQUARE).toFixed(1)}`;
  const drawn = lines.map(({ run, points }) => `<polyline class="run-${run}" points="${points.map(point).join(" ")}"/>`);
  return `<svg role="img" aria-label="${escapeHtml(label)}">${grid.join("")}${below.join("")}<svg width="100%" height="100%" viewBox="0 0 ${SQUARE} ${SQUARE}" preserveAspectRatio="none">${drawn.join("")}</svg></svg>`;
}

/** Round values from 0 up to `most`, at least two and at most five. */
export function roundTicks(most: number): readonly number[] {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}
