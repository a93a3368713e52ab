import { formatDuration } from "../../../base/duration.js";
import { formatNumber } from "../../../base/numbers.js";
import { escapeHtml } from "../../../pages/escape-html.js";
import { LATENCY_TITLES } from "../../../pages/latency-titles.js";
import type { RunResult } from "../../../result/model.js";
import { mainLatencies } from "../../../result/wording/summary.js";
import { comparedChart, roundTicks } from "./compared-chart.js";
import type { ComparedResults } from "./compared-results.js";

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
  const spoken = runs.map((points, at) => `${at === 0 ? "A" : "B"} ${rangeText(points, format)}`).join("; ");
  const picture = comparedChart({
    label: `${title}: ${spoken}`,
    rows: roundTicks(most).map((value) => ({ at: 1 - value / most, text: value === 0 ? "0" : format(value) })),
    ticks: [
      { at: 0, text: "0" },
      { at: 1, text: formatDuration(lastMs) },
    ],
    lines: runs.flatMap((points, at) =>
      piecesOf(points).map((piece) => ({
        run: at === 0 ? ("a" as const) : ("b" as const),
        points: piece.map(([offsetMs, value]) => [offsetMs / lastMs, 1 - value / most] as const),
      })),
    ),
  });
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>${picture}</figure>`;
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
