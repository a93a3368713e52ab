import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import { type Cell, textTable } from "../../reporters/console/text-table.js";
import { code, escapeText, table } from "../../reporters/markdown/markdown-text.js";
import {
  COMPARED,
  type ComparedLoad,
  type ComparedRun,
  type Comparison,
  type Finding,
  type MetricComparison,
  type Pair,
} from "../../result/compare.js";
import type { Regression } from "../../result/regressions.js";
import { formatShare, formatValue, oneLine } from "../../result/wording/wording.js";
import type { painter } from "../messages.js";

const MAX_FAILURES = 10;
const LEFT = "left" as const;
const RIGHT = "right" as const;

/** Each finding on a latency in words. */
const WORDS: Readonly<Record<Finding, string>> = {
  higher: "slower",
  lower: "faster",
  "within-noise": "too few samples to tell",
  "within-error": "the same within the error",
};
/** For sizes and scores, higher does not mean slower. */
const PLAIN_WORDS: Readonly<Record<Finding, string>> = { ...WORDS, higher: "higher", lower: "lower" };

interface Row {
  readonly cells: readonly string[];
  readonly finding?: Finding;
}

const LOAD_COLUMNS = ["", "A", "B", "change"];
const METRIC_COLUMNS = ["metric", "samples A", "samples B", "", "A", "B", "change", "B is"];

/** The comparison as text for a terminal. */
export function compareText(
  comparison: Comparison,
  { columns, paint }: { readonly columns: number; readonly paint: ReturnType<typeof painter> },
): string {
  const { a, b, caveats } = comparison;
  const plain = (rows: readonly Row[]) => rows.map(({ cells }) => cells.map((text): Cell => ({ text })));
  const painted = (rows: readonly Row[]) =>
    rows.map(({ cells, finding }) =>
      cells.map(
        (text, at): Cell =>
          at === cells.length - 1 ? { text, paint: (shown) => paintFinding(shown, finding, paint) } : { text },
      ),
    );
  const loadPart = (rows: readonly Row[]) => textTable(head(LOAD_COLUMNS), plain(rows), columns - 2);
  const metricPart = (load: ComparedLoad) => {
    const rows = metricRows(load);
    return rows.length === 0 ? [] : textTable(head(METRIC_COLUMNS), painted(rows), columns - 2);
  };
  const failurePart = ({ failures }: ComparedLoad) =>
    failures.slice(0, MAX_FAILURES).map((failure) => `${failureCounts(failure)}  ${oneLine(failure.message, columns - 24)}`);
  const backgroundParts = ({ background }: Comparison) =>
    background === undefined
      ? []
      : [[paint("bold", "Background users")], loadPart(usersRows(background)), metricPart(background), failurePart(background)];
  const head = (titles: readonly string[]) => titles.map((title, at) => ({ title, align: at === 0 ? LEFT : RIGHT }));
  const parts = [
    [`A  ${runText(a)}`, `B  ${runText(b)}`],
    caveats.map((caveat) => `${paint("yellow", "!")} ${oneLine(caveat, 600)}`),
    loadPart(loadRows(comparison)),
    metricPart(comparison),
    failurePart(comparison),
    ...backgroundParts(comparison),
  ];
  const lines = parts.filter((part) => part.length > 0).flatMap((part) => ["", ...part.map((line) => `  ${line}`.trimEnd())]);
  return `${lines.join("\n")}\n\n`;
}

/** The comparison in Markdown, for a pull request. */
export function compareMarkdown(comparison: Comparison): string {
  const { a, b, caveats, background } = comparison;
  const parts = [
    `# ${escapeText(a.name)}: two runs`,
    `- A: ${escapeText(runText(a))}\n- B: ${escapeText(runText(b))}`,
    caveats.map((caveat) => `> ⚠️ ${escapeText(oneLine(caveat, 600))}`).join("\n>\n"),
    ...markdownParts(loadRows(comparison), comparison),
    ...(background === undefined ? [] : ["## Background users", ...markdownParts(usersRows(background), background, "###")]),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function markdownParts(loads: readonly Row[], load: ComparedLoad, heading = "##"): readonly string[] {
  const head = (titles: readonly string[]) => titles.map((title, at) => ({ title, align: at === 0 ? LEFT : RIGHT }));
  const named = metricRows(load).map(({ cells: [metric = "", ...rest] }) => [metric === "" ? "" : code(metric), ...rest]);
  const failed = load.failures
    .slice(0, MAX_FAILURES)
    .map((failure) => [escapeText(oneLine(failure.message, 300)), formatNumber(failure.a), formatNumber(failure.b)]);
  return [
    table(
      head(LOAD_COLUMNS),
      loads.map(({ cells }) => cells),
    ),
    named.length === 0 ? "" : table(head(METRIC_COLUMNS), named),
    failed.length === 0 ? "" : `${heading} Failures\n\n${table(head(["failure", "A", "B"]), failed)}`,
  ];
}

/** `step_duration{click #buy}: p95 rose by 29 %, from 17 ms to 22 ms`. */
export function regressionText({ metric, value, quantile, a, b, change }: Regression): string {
  const name = oneLine(value === undefined ? metric : `${metric}{${value}}`, 80);
  const rise = change === null ? "rose" : `rose by ${changeText(change).slice(1)}`;
  return `${name}: ${quantile} ${rise}, from ${formatValue(a, "ms")} to ${formatValue(b, "ms")}`;
}

function runText({ name, runId, startedAt, verdict, durationMs }: ComparedRun): string {
  return `${oneLine(name)} · ${verdict} · ${startedAt === null ? "never started" : `${startedAt}, ${formatDuration(durationMs)}`} · ${runId}`;
}

function loadRows(comparison: Comparison): readonly Row[] {
  const [users, ...iterations] = usersRows(comparison);
  return [
    ...(users === undefined ? [] : [users]),
    rowOf("nodes", comparison.nodes, formatNumber),
    rowOf("duration", comparison.durationMs, formatDuration),
    ...iterations,
  ];
}

function rowOf(title: string, pair: Pair, show: (value: number) => string): Row {
  return { cells: [title, show(pair.a), show(pair.b), changeText(pair.change)] };
}

/** How many users of one kind there were, and what became of their iterations. */
function usersRows(load: ComparedLoad): readonly Row[] {
  const dropped = load.droppedIterations;
  return [
    rowOf("users", load.users, formatNumber),
    rowOf("iterations", load.iterations, formatNumber),
    rowOf("iterations per second", load.iterationsPerSecond, formatNumber),
    rowOf("failed iterations", load.failedIterations, formatNumber),
    rowOf("failure rate", load.failureShare, formatShare),
    ...(dropped.a + dropped.b > 0 ? [rowOf("dropped iterations", dropped, formatNumber)] : []),
  ];
}

/** Three rows for each metric; the first has its name. */
function metricRows({ metrics }: ComparedLoad): readonly Row[] {
  return metrics.flatMap((metric): readonly Row[] => {
    const name = oneLine(metric.value === undefined ? metric.metric : `${metric.metric}{${metric.value}}`, 80);
    const head = [name, formatNumber(metric.count.a), formatNumber(metric.count.b)];
    const { quantiles } = metric;
    if (quantiles === null) return [{ cells: [...head, "", "", "", "", metric.count.a === 0 ? "only in B" : "only in A"] }];
    return (Object.keys(COMPARED) as (keyof typeof COMPARED)[]).map((quantile, at) => {
      const { a, b, change, finding } = quantiles[quantile];
      const figures = [
        quantile,
        formatValue(a, metric.unit ?? undefined),
        formatValue(b, metric.unit ?? undefined),
        changeText(change),
      ];
      return { cells: [...(at === 0 ? head : ["", "", ""]), ...figures, wordOf(finding, metric)], finding };
    });
  });
}

function wordOf(finding: Finding, { unit }: MetricComparison): string {
  return (unit === "ms" ? WORDS : PLAIN_WORDS)[finding];
}

function paintFinding(text: string, finding: Finding | undefined, paint: ReturnType<typeof painter>): string {
  if (finding === "higher") return paint("red", text);
  return finding === "lower" ? paint("green", text) : paint("dim", text);
}

/** `+12 %`, `−3.4 %`; `new` when there is no percentage because A is 0. */
function changeText(change: number | null): string {
  if (change === null) return "new";
  if (change === 0) return "–";
  const percent = Math.abs(change * 100);
  const shown = percent < 0.05 ? "< 0.1" : percent < 10 ? percent.toFixed(1) : formatNumber(Math.round(percent));
  return `${change > 0 ? "+" : "−"}${shown} %`;
}

function failureCounts({ a, b }: ComparedLoad["failures"][number]): string {
  return b === 0
    ? `${formatCount(a, "failure")} only in A`
    : a === 0
      ? `${formatCount(b, "failure")} only in B`
      : `${a} → ${b} failures`;
}
