import type { styleText } from "node:util";
import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import type { RunResult } from "../../result/model.js";
import { unitOfThreshold } from "../../result/thresholds/threshold.js";
import { mainLatencies, ownMetrics, stepRows } from "../../result/wording/summary.js";
import { formatValue, oneLine } from "../../result/wording/wording.js";
import { metricSpec } from "../../telemetry/metrics.js";
import { type Cell, type Column, textTable, toWidth } from "./text-table.js";

/** A style of `util.styleText`. */
export type Style = Parameters<typeof styleText>[0];
/** Colours text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;
/** The lines of one part of the summary; an empty part is left out. */
export type Part = readonly string[];

/** The source of a part of the summary. */
export interface View {
  readonly result: RunResult;
  /** In characters. */
  readonly width: number;
  readonly paint: Paint;
}

/** Width of the labels on the left. */
export const LABEL_WIDTH = 12;

/** The lists of the summary that can be shortened. */
export const LISTS = ["latencies", "steps", "thresholds", "failures"] as const;
/** The most rows of each list. */
export type Limits = Record<(typeof LISTS)[number], number>;

/** How long each list is in full. */
export function lengthsOf(result: RunResult): Limits {
  return {
    latencies: mainLatencies(result).length + ownHistograms(result).length,
    steps: stepRows(result).length,
    thresholds: result.thresholds.length,
    failures: result.failures.length,
  };
}

/** Without room for all columns, the maximum is left out first, then the count. */
const NUMBERS: readonly Column[] = [
  { title: "count", align: "right", spare: 2 },
  { title: "p50", align: "right", spare: 1 },
  { title: "p95", align: "right" },
  { title: "p99", align: "right" },
  { title: "max", align: "right", spare: 3 },
];

/** The latencies; if there are more than `most`, the leading one and the scenario's own first. */
export function latencyPart({ result, width, paint }: View, most: number): Part {
  const own = ownHistograms(result);
  const [lead, ...others] = mainLatencies(result);
  const ranked = [...(lead === undefined ? [] : [lead]), ...own, ...others].slice(0, most);
  const all = [...mainLatencies(result), ...own];
  const rows = all
    .filter((row) => ranked.some(({ name }) => name === row.name))
    .map(({ name, figures }): readonly Cell[] => {
      const show = (value: number) => formatValue(value, metricSpec(name)?.unit);
      return [
        { text: oneLine(name) },
        { text: formatNumber(figures.count), paint: (text) => paint("dim", text) },
        { text: show(figures.p50) },
        { text: show(figures.p95), paint: (text) => paint("bold", text) },
        { text: show(figures.p99) },
        { text: show(figures.max), paint: (text) => paint("dim", text) },
      ];
    });
  if (rows.length === 0) return [];
  const title = `Latencies${ofAll(rows.length, all.length)}`;
  return titled(textTable([{ title, align: "left" }, ...NUMBERS], rows, width), paint);
}

/** The steps, the slowest first. */
export function stepPart({ result, width, paint }: View, most: number): Part {
  const steps = stepRows(result);
  const hasLeftOut = steps.some(({ leftOut }) => leftOut > 0);
  const rows = steps.slice(0, most).map(({ name, count, failed, figures, leftOut }): readonly Cell[] => {
    const show = (value: number | undefined) => (value === undefined ? "–" : formatDuration(value));
    return [
      { text: oneLine(name) },
      { text: formatNumber(count), paint: (text) => paint("dim", text) },
      ...(hasLeftOut ? [{ text: formatNumber(leftOut), paint: (text: string) => paint("yellow", text) }] : []),
      { text: show(figures?.p50) },
      { text: show(figures?.p95), paint: (text) => paint("bold", text) },
      { text: show(figures?.p99) },
      { text: formatNumber(failed), paint: (text) => paint(failed > 0 ? "red" : "dim", text) },
    ];
  });
  if (rows.length === 0) return [];
  const columns: readonly Column[] = [
    { title: `Steps${ofAll(rows.length, steps.length)}`, align: "left" },
    ...NUMBERS.slice(0, 1),
    ...(hasLeftOut ? [{ title: "left out", align: "right", spare: 0 } as const] : []),
    ...NUMBERS.slice(1, 4),
    { title: "failed", align: "right" },
  ];
  return titled(textTable(columns, rows, width), paint);
}

/** The thresholds; if there are more than `most`, those that do not hold first. */
export function thresholdPart(view: View, most: number): Part {
  const { thresholds } = view.result;
  const ranked = [...thresholds].sort((a, b) => Number(a.passed) - Number(b.passed)).slice(0, most);
  return thresholdTable(
    view,
    thresholds.filter((threshold) => ranked.includes(threshold)),
  );
}

/** Only thresholds that do not hold; `heldLine` counts the others. */
export function brokenPart(view: View, most = view.result.thresholds.length): Part {
  return thresholdTable(view, view.result.thresholds.filter(({ passed }) => !passed).slice(0, most));
}

/** How many thresholds hold. */
export function heldLine({ result, paint }: View): Part {
  const held = result.thresholds.filter(({ passed }) => passed).length;
  if (held === 0) return [];
  return [
    `${paint("dim", toWidth("Thresholds", LABEL_WIDTH, "left"))}${paint("green", `✓ ${formatNumber(held)}`)} hold${held === 1 ? "s" : ""}`,
  ];
}

function thresholdTable({ result, width, paint }: View, shown: RunResult["thresholds"]): Part {
  if (shown.length === 0) return [];
  const rows = shown.map((threshold): readonly Cell[] => {
    const { expression, value, passed } = threshold;
    const text = value === null ? "nothing measured" : formatValue(value, unitOfThreshold(threshold));
    const style = passed ? "green" : "red";
    return [
      { text: `${passed ? "✓" : "✗"} ${oneLine(expression)}`, paint: (cell) => paint(style, cell) },
      { text, paint: (cell) => paint(passed ? "reset" : "red", cell) },
    ];
  });
  const columns = [
    { title: `Thresholds${ofAll(shown.length, result.thresholds.length)}`, align: "left" },
    { title: "", align: "right" },
  ] as const;
  return titled(textTable(columns, rows, width), paint);
}

/** ` (3 of 8)` behind the title of a list that is not complete. */
export function ofAll(shown: number, all: number): string {
  return shown === all ? "" : ` (${formatNumber(shown)} of ${formatNumber(all)})`;
}

function ownHistograms(result: RunResult) {
  return ownMetrics(result).flatMap((name) => {
    const figures = result.histograms[name]?.aggregate;
    return figures === undefined ? [] : [{ name, figures }];
  });
}

function titled(lines: readonly string[], paint: Paint): Part {
  const [head = "", ...rows] = lines;
  return [paint("dim", head), ...rows];
}
