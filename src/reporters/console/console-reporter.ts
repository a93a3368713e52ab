import { styleText } from "node:util";
import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import { backgroundRun, notesOnBoth } from "../../result/background-run.js";
import { failureText } from "../../result/failure-reason.js";
import { finishedIterations, iterationRate } from "../../result/iteration-rate.js";
import { likelyCausesText } from "../../result/likely-causes.js";
import type { RunResult, Verdict } from "../../result/model.js";
import { unitOfThreshold } from "../../result/thresholds/threshold.js";
import { absenceNotes } from "../../result/wording/absence-notes.js";
import { busyNote } from "../../result/wording/busy-note.js";
import { plainSentence } from "../../result/wording/plain-sentence.js";
import { mainLatencies, ownMetrics, stepRows, VERDICT_WORDS } from "../../result/wording/summary.js";
import { formatShare, formatValue, oneLine, reasonText } from "../../result/wording/wording.js";
import { metricSpec } from "../../telemetry/metrics.js";
import type { Reporter, ReporterOptions } from "../reporter.js";
import { type Cell, type Column, textTable, toWidth, wrap } from "./text-table.js";

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;
/** The lines of one part of the summary; an empty part is left out. */
type Part = readonly string[];

const [MIN_COLUMNS, MAX_COLUMNS] = [40, 120];
const MAX_STEPS = 15;
const MAX_FAILURES = 5;
const LABEL_WIDTH = 12;

/** A summary for the terminal. */
export const consoleReporter: Reporter = {
  name: "console",
  report: (result, options) => ({ files: [], console: summaryText(result, options) }),
};

function summaryText(result: RunResult, options: ReporterOptions): string {
  const width = Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, options.columns)) - 4;
  // `color` already reflects the stream: styleText must not check it again.
  const paint: Paint = (style, text) => (options.color ? styleText(style, text, { validateStream: false }) : text);
  const view = { result, width, paint };
  const parts: readonly Part[] = [
    headPart(view),
    loadPart(view),
    latencyPart(view),
    stepPart(view),
    thresholdPart(view),
    failurePart(view),
    pageErrorPart(view),
    backgroundPart(view),
    notePart(view),
    filePart(view, options),
  ];
  const lines = parts.filter((part) => part.length > 0).flatMap((part) => ["", ...part.map((line) => `  ${line}`.trimEnd())]);
  return `${lines.join("\n")}\n\n`;
}

interface View {
  readonly result: RunResult;
  readonly width: number;
  readonly paint: Paint;
}

const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  pass: ["bold", "green"],
  fail: ["bold", "red"],
  invalid: ["bold", "yellow"],
  inconclusive: ["bold", "yellow"],
  error: ["bold", "red"],
};

function headPart({ result, width, paint }: View): Part {
  const style = VERDICT_STYLES[result.verdict];
  const verdict = `${paint(style, `${VERDICT_WORDS[result.verdict].mark} ${result.verdict}`)}  ${paint("bold", oneLine(result.name))}`;
  const reasons = result.verdictReasons.flatMap((reason) => bullet(paint(style, "›"), oneLine(reasonText(reason), 600), width));
  return [verdict, ...reasons, ...wrap(oneLine(plainSentence(result), 600), width)];
}

function bullet(mark: string, text: string, width: number): readonly string[] {
  return wrap(text, width - 2).map((line, at) => `${at === 0 ? mark : " "} ${line}`);
}

function loadPart(view: View, places?: string): Part {
  const { result } = view;
  if (result.startedAt === null) return [];
  const { users, iterations, durationMs, nodes } = result;
  const finished = finishedIterations(iterations);
  const bad = (amount: number, text: string) => amount > 0 && { text: `${formatNumber(amount)} ${text}`, isBad: true };
  return [
    ...flow(view, "Users", [
      { text: `${formatNumber(users.started)} of ${formatNumber(users.requested)} started` },
      bad(users.failed, "failed"),
      bad(users.lost, "lost"),
      users.replaced > 0 && { text: `${formatNumber(users.replaced)} replaced` },
      { text: `on ${formatCount(nodes.length, places === undefined ? "node" : "process", places)}` },
      { text: `for ${formatDuration(durationMs)}` },
    ]),
    ...flow(view, "Iterations", [
      { text: `${formatNumber(iterations.succeeded)} succeeded` },
      bad(iterations.failed, `failed (${formatShare(iterations.failed / finished)})`) || { text: "0 failed" },
      iterations.interrupted > 0 && { text: `${formatNumber(iterations.interrupted)} interrupted` },
      bad(iterations.abortedInfra, "lost with a browser or node"),
      bad(iterations.dropped, "dropped"),
      { text: `${formatNumber(iterationRate(result))} per second` },
    ]),
  ];
}

/** Pieces after a label, wrapped to the width. */
function flow(
  { width, paint }: View,
  label: string,
  pieces: readonly (false | { readonly text: string; readonly isBad?: boolean })[],
): Part {
  const separator = " · ";
  const lines: { text: string; length: number }[] = [];
  for (const piece of pieces) {
    if (piece === false) continue;
    const painted = piece.isBad === true ? paint("red", piece.text) : piece.text;
    const last = lines.at(-1);
    const added = separator.length + piece.text.length;
    if (last !== undefined && LABEL_WIDTH + last.length + added <= width) {
      last.text += `${paint("dim", separator)}${painted}`;
      last.length += added;
    } else lines.push({ text: painted, length: piece.text.length });
  }
  return lines.map(({ text }, at) => `${paint("dim", toWidth(at === 0 ? label : "", LABEL_WIDTH, "left"))}${text}`);
}

const NUMBERS: readonly Column[] = ["count", "p50", "p95", "p99", "max"].map((title) => ({ title, align: "right" }));

function latencyPart({ result, width, paint }: View): Part {
  const own = ownMetrics(result).flatMap((name) => {
    const figures = result.histograms[name]?.aggregate;
    return figures === undefined ? [] : [{ name, figures }];
  });
  const rows = [...mainLatencies(result), ...own].map(({ name, figures }): readonly Cell[] => {
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
  return rows.length === 0 ? [] : titled(textTable([{ title: "Latencies", align: "left" }, ...NUMBERS], rows, width), paint);
}

function stepPart({ result, width, paint }: View): Part {
  const steps = stepRows(result);
  const rows = steps.slice(0, MAX_STEPS).map(({ name, count, failed, figures }): readonly Cell[] => {
    const show = (value: number | undefined) => (value === undefined ? "–" : formatDuration(value));
    return [
      { text: oneLine(name) },
      { text: formatNumber(count), paint: (text) => paint("dim", text) },
      { text: show(figures?.p50) },
      { text: show(figures?.p95), paint: (text) => paint("bold", text) },
      { text: show(figures?.p99) },
      { text: formatNumber(failed), paint: (text) => paint(failed > 0 ? "red" : "dim", text) },
    ];
  });
  if (rows.length === 0) return [];
  const columns: readonly Column[] = [
    { title: "Steps", align: "left" },
    ...NUMBERS.slice(0, 4),
    { title: "failed", align: "right" },
  ];
  const more = steps.length > MAX_STEPS ? [paint("dim", `… and ${formatCount(steps.length - MAX_STEPS, "faster step")}`)] : [];
  return [...titled(textTable(columns, rows, width), paint), ...more];
}

function thresholdPart({ result, width, paint }: View): Part {
  if (result.thresholds.length === 0) return [];
  const rows = result.thresholds.map((threshold): readonly Cell[] => {
    const { expression, value, passed } = threshold;
    const shown = value === null ? "nothing measured" : formatValue(value, unitOfThreshold(threshold));
    const style = passed ? "green" : "red";
    return [
      { text: `${passed ? "✓" : "✗"} ${oneLine(expression)}`, paint: (text) => paint(style, text) },
      { text: shown, paint: (text) => paint(passed ? "reset" : "red", text) },
    ];
  });
  return titled(
    textTable(
      [
        { title: "Thresholds", align: "left" },
        { title: "", align: "right" },
      ],
      rows,
      width,
    ),
    paint,
  );
}

function failurePart({ result, width, paint }: View): Part {
  const { failures } = result;
  if (failures.length === 0) return [];
  const top = failures.slice(0, MAX_FAILURES);
  const countWidth = Math.max(...top.map(({ count }) => formatNumber(count).length));
  const indented = (line: string) => `${" ".repeat(countWidth + 4)}${line}`;
  const lines = top.flatMap(({ count, sample, evidence }) => {
    const [first = "", ...rest] = wrap(failureText(sample, 300), width - countWidth - 4);
    const causes = wrap(likelyCausesText(sample) ?? "", width - countWidth - 4).filter((line) => line !== "");
    return [
      `${paint("red", toWidth(formatNumber(count), countWidth, "right"))} ×  ${first}`,
      ...[...rest, ...causes].map(indented),
      ...evidenceLines(evidence).map((line) => paint("dim", indented(line))),
    ];
  });
  const more = failures.length - top.length;
  return [paint("dim", "Failures"), ...lines, ...(more > 0 ? [paint("dim", `… and ${formatCount(more, "other kind")}`)] : [])];
}

/** Where to see what the failure looked like, below the output folder. */
function evidenceLines(evidence: RunResult["failures"][number]["evidence"]): readonly string[] {
  const [first] = evidence ?? [];
  return first === undefined ? [] : [`see ${oneLine(first.screenshot ?? first.record)}`];
}

/** What background users did, in one block: their load, what their steps took and what failed most often. */
function backgroundPart(view: View): Part {
  const background = backgroundRun(view.result);
  if (background === undefined || background.startedAt === null) return [];
  const own: View = { ...view, result: background };
  const failures = background.failures.length === 0 ? [] : failurePart(own);
  return [view.paint("bold", "Background users"), ...loadPart(own, "processes"), ...latencyPart(own), ...failures];
}

function pageErrorPart({ result, width, paint }: View): Part {
  const [first] = result.pageErrors ?? [];
  if (first === undefined) return [];
  const { length } = result.pageErrors ?? [];
  const where = first.page === undefined ? "" : ` on ${oneLine(first.page)}`;
  const text = `${formatNumber(first.count)} × ${oneLine(first.sample.message, 200)}${where}`;
  const more = length > 1 ? `, and ${formatCount(length - 1, "other kind")}` : "";
  return [paint("dim", "Errors of the pages"), ...wrap(`${text}${more}`, width)];
}

function notePart({ result, width, paint }: View): Part {
  const notes = [
    ...notesOnBoth(result, notesOn),
    ...(result.journal === "incomplete" ? ["the journal is incomplete: the result cannot be rebuilt from it"] : []),
  ];
  return notes.flatMap((note) => bullet(paint("yellow", "!"), note, width));
}

function notesOn(result: RunResult): readonly string[] {
  return [
    busyNote(result),
    ...absenceNotes(result),
    result.sick.windows.length > 0 &&
      `samples from ${formatNumber(result.sick.userSeconds)} user-seconds in which the generator was too slow are reported separately`,
    result.cappedMetrics.length > 0 &&
      `too many distinct values: ${oneLine(result.cappedMetrics.join(", "))} (the rest is counted as "other")`,
  ].filter((note) => note !== false && note !== undefined);
}

function filePart({ result, paint }: View, { outputFolder, otherFiles = [], unwritten = [] }: ReporterOptions): Part {
  const folder = outputFolder.replace(/\/+$/, "");
  const isPage = (path: string): boolean => path.endsWith(".html");
  const file = [...otherFiles.filter(isPage), "result.json"].find((path) => !unwritten.includes(path));
  const [lastPage] = result.lastPages ?? [];
  const seen = lastPage?.screenshot ?? lastPage?.record;
  const page = seen === undefined ? [] : [`${paint("dim", toWidth("Last page", LABEL_WIDTH, "left"))}${folder}/${seen}`];
  if (file === undefined) return page;
  return [...page, `${paint("dim", toWidth(isPage(file) ? "Report" : "Result", LABEL_WIDTH, "left"))}${folder}/${file}`];
}

function titled(lines: readonly string[], paint: Paint): Part {
  const [head = "", ...rows] = lines;
  return [paint("dim", head), ...rows];
}
