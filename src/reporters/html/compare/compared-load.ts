import { formatDuration } from "../../../base/duration.js";
import { formatNumber } from "../../../base/numbers.js";
import { escapeHtml } from "../../../pages/escape-html.js";
import { LATENCY_TITLES } from "../../../pages/latency-titles.js";
import type { RunResult } from "../../../result/model.js";
import { mainLatencies } from "../../../result/wording/summary.js";
import type { ComparedResults } from "./compared-results.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [520, 170, 64, 26, 10];

type Points = readonly (readonly [offsetMs: number, value: number | undefined])[];

/** Users, and the leading latency of A, over the time of both runs. */
export function comparedLoadCharts({ a, b }: ComparedResults): string {
  const lead = mainLatencies(a)[0]?.name;
  const users = chart("Users", formatNumber, [a, b].map(usersOf));
  const latency =
    lead === undefined
      ? ""
      : chart(
          `${LATENCY_TITLES[lead] ?? lead}, p95`,
          formatDuration,
          [a, b].map((run) => p95Of(run, lead)),
        );
  return `<div class="compared">${users}${latency}</div>`;
}

function usersOf({ timeSeries }: RunResult): Points {
  return timeSeries.map(({ offsetMs, activeUsers }) => [offsetMs, activeUsers]);
}

function p95Of({ timeSeries }: RunResult, metric: string): Points {
  return timeSeries.map(({ offsetMs, histograms }) => [offsetMs, histograms[metric]?.p95]);
}

function chart(title: string, format: (value: number) => string, runs: readonly Points[]): string {
  const all = runs.flat();
  const lastMs = Math.max(1, ...all.map(([offsetMs]) => offsetMs));
  const known = all.flatMap(([, value]) => value ?? []);
  const most = Math.max(...known, 0) * 1.08 || 1;
  const x = (offsetMs: number) => LEFT + (offsetMs / lastMs) * (WIDTH - LEFT - 12);
  const y = (value: number) => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);
  const grid = [0, 0.5, 1].map(
    (share) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${y(most * share)}" y2="${y(most * share)}"/><text x="${LEFT - 6}" y="${y(most * share) + 4}" text-anchor="end">${escapeHtml(share === 0 ? "0" : format(most * share))}</text>`,
  );
  const end = `<text x="${WIDTH - 2}" y="${HEIGHT - 6}" text-anchor="end">${escapeHtml(formatDuration(lastMs))}</text>`;
  const lines = runs.flatMap((points, at) =>
    piecesOf(points).map(
      (piece) =>
        `<polyline class="run-${at === 0 ? "a" : "b"}" points="${piece.map(([offsetMs, value]) => `${x(offsetMs).toFixed(1)},${y(value).toFixed(1)}`).join(" ")}"/>`,
    ),
  );
  const spoken = runs.map((points, at) => `${at === 0 ? "A" : "B"} ${rangeText(points, format)}`).join("; ");
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(`${title}: ${spoken}`)}">${grid.join("")}${end}${lines.join("")}</svg></figure>`;
}

/** A gap without values stays a gap. */
function piecesOf(points: Points): readonly (readonly (readonly [number, number])[])[] {
  const pieces: (readonly [number, number])[][] = [[]];
  for (const [offsetMs, value] of points) {
    if (value !== undefined) pieces.at(-1)?.push([offsetMs, value]);
    else if ((pieces.at(-1)?.length ?? 0) > 0) pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 0);
}

function rangeText(points: Points, format: (value: number) => string): string {
  const known = points.flatMap(([, value]) => value ?? []);
  return known.length === 0 ? "has no values" : `from ${format(Math.min(...known))} to ${format(Math.max(...known))}`;
}
