import { formatCount, formatNumber } from "../../base/numbers.js";
import { type Cell, textTable, wrap } from "../../reporters/console/text-table.js";
import { code, escapeText, table } from "../../reporters/markdown/markdown-text.js";
import { COMPARED, type ComparedLoad, type Comparison, type Finding, type MetricComparison } from "../../result/compare.js";
import { changesSentence, comparedChanges, comparedSentence } from "../../result/compared-changes.js";
import type { Regression } from "../../result/regressions.js";
import {
  changeShareText,
  comparedLoadRows,
  comparedName,
  comparedRunText,
  comparedUsersRows,
  failureCountsText,
  findingText,
} from "../../result/wording/compared-wording.js";
import { formatValue, oneLine } from "../../result/wording/wording.js";
import type { painter } from "../messages.js";

const MAX_FAILURES = 10;
const LEFT = "left" as const;
const RIGHT = "right" as const;

interface Row {
  readonly cells: readonly string[];
  readonly finding?: Finding;
}

const LOAD_COLUMNS = ["", "A", "B", "change"];
const METRIC_COLUMNS = ["metric", "samples A", "samples B", "", "A", "B", "change", "B is"];

/** How a comparison is shown. */
export interface CompareStyle {
  readonly columns: number;
  readonly paint: ReturnType<typeof painter>;
  /** Metrics without a real difference too. */
  readonly all: boolean;
}

/** The comparison as text for a terminal: first what changed, and of the rest how much there is. */
export function compareText(comparison: Comparison, style: CompareStyle): string {
  const { a, b, caveats, background } = comparison;
  const { columns, paint } = style;
  const sentence = (text: string) => wrap(text, columns - 2);
  const parts = [
    [`A  ${comparedRunText(a)}`, `B  ${comparedRunText(b)}`],
    sentence(comparedSentence(comparison)),
    caveats.map((caveat) => `${paint("yellow", "!")} ${oneLine(caveat, 600)}`),
    ...loadParts(comparison, comparedLoadRows(comparison), style),
    ...(background === undefined
      ? []
      : [
          [paint("bold", "Background users"), ...sentence(changesSentence(background))],
          ...loadParts(background, comparedUsersRows(background), style),
        ]),
  ];
  const lines = parts.filter((part) => part.length > 0).flatMap((part) => ["", ...part.map((line) => `  ${line}`.trimEnd())]);
  return `${lines.join("\n")}\n\n`;
}

/** The metrics, the load and the failures of the users of one kind. */
function loadParts(
  load: ComparedLoad,
  rows: readonly (readonly string[])[],
  { columns, paint, all }: CompareStyle,
): readonly (readonly string[])[] {
  const { same, unclear, ...changes } = comparedChanges(load);
  const alike = load.failures.filter(({ a, b }) => a === b).length;
  const table = (metrics: readonly MetricComparison[]) =>
    metrics.length === 0 ? [] : textTable(headOf(METRIC_COLUMNS), paintedRows(metrics, paint), columns - 2);
  const folded = [
    same.length > 0 && `the ${formatCount(same.length, "metric")} without a real difference`,
    unclear.length > 0 && `the ${formatCount(unclear.length, "metric")} with too few samples to tell`,
    alike > 0 && `the ${formatCount(alike, "kind")} of failures that were as frequent`,
  ].filter((part) => part !== false);
  return [
    table(Object.values(changes).flat()),
    all ? table([...unclear, ...same]) : folded.map((part) => paint("dim", `--all shows ${part}`)),
    textTable(
      headOf(LOAD_COLUMNS),
      rows.map((cells) => cells.map((text): Cell => ({ text }))),
      columns - 2,
    ),
    load.failures
      .filter(({ a, b }) => all || a !== b)
      .slice(0, MAX_FAILURES)
      .map((failure) => `${failureCountsText(failure)}  ${oneLine(failure.message, columns - 24)}`),
  ];
}

/** The comparison in Markdown, for a pull request; what did not change is folded. */
export function compareMarkdown(comparison: Comparison): string {
  const { a, b, caveats, background } = comparison;
  const parts = [
    `# ${escapeText(a.name)}: two runs`,
    escapeText(comparedSentence(comparison)),
    `- A: ${escapeText(comparedRunText(a))}\n- B: ${escapeText(comparedRunText(b))}`,
    caveats.map((caveat) => `> ⚠️ ${escapeText(oneLine(caveat, 600))}`).join("\n>\n"),
    ...markdownParts(comparison, comparedLoadRows(comparison)),
    ...(background === undefined
      ? []
      : [
          "## Background users",
          escapeText(changesSentence(background)),
          ...markdownParts(background, comparedUsersRows(background), "###"),
        ]),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function markdownParts(load: ComparedLoad, rows: readonly (readonly string[])[], heading = "##"): readonly string[] {
  const { same, unclear, ...changes } = comparedChanges(load);
  const metrics = (list: readonly MetricComparison[]) =>
    table(
      headOf(METRIC_COLUMNS),
      metricRows(list).map(({ cells: [metric = "", ...rest] }) => [metric === "" ? "" : code(metric), ...rest]),
    );
  const changed = Object.values(changes).flat();
  const failed = load.failures
    .slice(0, MAX_FAILURES)
    .map((failure) => [escapeText(oneLine(failure.message, 300)), formatNumber(failure.a), formatNumber(failure.b)]);
  const folded = (list: readonly MetricComparison[], what: string) =>
    list.length === 0
      ? ""
      : `<details><summary>${formatCount(list.length, "metric")} ${what}</summary>\n\n${metrics(list)}\n\n</details>`;
  return [
    changed.length === 0 ? "" : metrics(changed),
    table(headOf(LOAD_COLUMNS), rows),
    failed.length === 0 ? "" : `${heading} Failures\n\n${table(headOf(["failure", "A", "B"]), failed)}`,
    folded(unclear, "with too few samples to tell"),
    folded(same, "without a real difference"),
  ];
}

/**
 * A line for each latency, with its largest rise first: `step_duration{click #buy}: p95 rose by 29 %, from 17 ms to 22 ms; p50 by
 * 12 %`.
 */
export function regressionTexts(regressions: readonly Regression[]): readonly string[] {
  const byName = new Map<string, Regression[]>();
  for (const regression of regressions) {
    const name = comparedName(regression);
    byName.set(name, [...(byName.get(name) ?? []), regression]);
  }
  return [...byName].map(([name, [largest, ...others]]) => {
    const rests = others.map(({ quantile, change }) => `${quantile}${riseText(change)}`);
    return `${name}: ${largest === undefined ? "" : riseOf(largest)}${rests.length === 0 ? "" : `; ${rests.join(", ")}`}`;
  });
}

function riseOf({ quantile, a, b, change }: Regression): string {
  return `${quantile} rose${riseText(change)}, from ${formatValue(a, "ms")} to ${formatValue(b, "ms")}`;
}

function riseText(change: Regression["change"]): string {
  return change === null ? "" : ` by ${changeShareText(change).slice(1)}`;
}

function headOf(titles: readonly string[]) {
  return titles.map((title, at) => ({ title, align: at === 0 ? LEFT : RIGHT }));
}

function paintedRows(metrics: readonly MetricComparison[], paint: ReturnType<typeof painter>): readonly (readonly Cell[])[] {
  return metricRows(metrics).map(({ cells, finding }) =>
    cells.map(
      (text, at): Cell => (at === cells.length - 1 ? { text, paint: (shown) => paintFinding(shown, finding, paint) } : { text }),
    ),
  );
}

/** Three rows for each metric; the first has its name. */
function metricRows(metrics: readonly MetricComparison[]): readonly Row[] {
  return metrics.flatMap((metric): readonly Row[] => {
    const head = [comparedName(metric), formatNumber(metric.count.a), formatNumber(metric.count.b)];
    const { quantiles } = metric;
    if (quantiles === null) return [{ cells: [...head, "", "", "", "", metric.count.a === 0 ? "only in B" : "only in A"] }];
    return (Object.keys(COMPARED) as (keyof typeof COMPARED)[]).map((quantile, at) => {
      const { a, b, change, finding } = quantiles[quantile];
      const figures = [
        quantile,
        formatValue(a, metric.unit ?? undefined),
        formatValue(b, metric.unit ?? undefined),
        changeShareText(change),
      ];
      return { cells: [...(at === 0 ? head : ["", "", ""]), ...figures, findingText(finding, metric)], finding };
    });
  });
}

function paintFinding(text: string, finding: Finding | undefined, paint: ReturnType<typeof painter>): string {
  if (finding === "higher") return paint("red", text);
  return finding === "lower" ? paint("green", text) : paint("dim", text);
}
