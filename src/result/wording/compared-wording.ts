import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import type { ComparedLoad, ComparedRun, Comparison, Finding, MetricComparison, Pair } from "../compare.js";
import { formatShare, oneLine } from "./wording.js";

/** Each finding on a latency in words. */
const WORDS: Readonly<Record<Finding, string>> = {
  higher: "slower",
  lower: "faster",
  "too-few-samples": "too few samples to tell",
  "within-noise": "the same within the noise",
  "within-error": "the same within the error",
};
/** For sizes and scores, higher does not mean slower. */
const PLAIN_WORDS: Readonly<Record<Finding, string>> = { ...WORDS, higher: "higher", lower: "lower" };

/** The finding about B, compared with A. */
export function findingText(finding: Finding, { unit }: Pick<MetricComparison, "unit">): string {
  return (unit === "ms" ? WORDS : PLAIN_WORDS)[finding];
}

/** `step_duration{click #buy}`. */
export function comparedName({ metric, value }: { readonly metric: string; readonly value?: string | undefined }): string {
  return oneLine(value === undefined ? metric : `${metric}{${value}}`, 80);
}

/** `+12 %`, `−3.4 %`; `new` when there is no percentage because A is 0. */
export function changeShareText(change: number | null): string {
  if (change === null) return "new";
  if (change === 0) return "–";
  const percent = Math.abs(change * 100);
  const shown = percent < 0.05 ? "< 0.1" : percent < 10 ? percent.toFixed(1) : formatNumber(Math.round(percent));
  return `${change > 0 ? "+" : "−"}${shown} %`;
}

/** When a run was, how it ended, and its id. */
export function comparedRunText({ name, runId, startedAt, verdict, durationMs }: ComparedRun): string {
  const when = startedAt === null ? "never started" : `${dateText(startedAt)}, ${formatDuration(durationMs)}`;
  return `${oneLine(name)} · ${verdict} · ${when} · ${runId}`;
}

/** `2026-05-12 09:30 UTC`: a file is read anywhere. */
function dateText(startedAt: string): string {
  return `${startedAt.slice(0, 16).replace("T", " ")} UTC`;
}

/** `3 failures only in B`, `3 → 5 failures`. */
export function failureCountsText({ a, b }: ComparedLoad["failures"][number]): string {
  if (b === 0) return `${formatCount(a, "failure")} only in A`;
  return a === 0 ? `${formatCount(b, "failure")} only in B` : `${a} → ${b} failures`;
}

/** A row of the load: what, A, B, and the change. */
type LoadRow = readonly [title: string, a: string, b: string, change: string];

/** The load of both runs. */
export function comparedLoadRows(comparison: Comparison): readonly LoadRow[] {
  const [users, ...iterations] = comparedUsersRows(comparison);
  return [
    ...(users === undefined ? [] : [users]),
    loadRow("nodes", comparison.nodes, formatNumber),
    loadRow("duration", comparison.durationMs, formatDuration),
    ...iterations,
  ];
}

/** How many users of one kind there were in both runs, and what became of their iterations. */
export function comparedUsersRows(load: ComparedLoad): readonly LoadRow[] {
  const dropped = load.droppedIterations;
  return [
    loadRow("users", load.users, formatNumber),
    loadRow("iterations", load.iterations, formatNumber),
    loadRow("iterations per second", load.iterationsPerSecond, formatNumber),
    loadRow("failed iterations", load.failedIterations, formatNumber),
    loadRow("failure rate", load.failureShare, formatShare),
    ...(dropped.a + dropped.b > 0 ? [loadRow("dropped iterations", dropped, formatNumber)] : []),
  ];
}

function loadRow(title: string, pair: Pair, show: (value: number) => string): LoadRow {
  return [title, show(pair.a), show(pair.b), changeShareText(pair.change)];
}
