import { styleText } from "node:util";
import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import { backgroundRun, notesOnBoth } from "../../result/background-run.js";
import { failureText } from "../../result/failure-reason.js";
import { finishedIterations, iterationRate, loadDurationMs } from "../../result/iteration-rate.js";
import { likelyCausesText } from "../../result/likely-causes.js";
import type { RunResult, Verdict } from "../../result/model.js";
import { absenceNotes } from "../../result/wording/absence-notes.js";
import { busyNote } from "../../result/wording/busy-note.js";
import { plainSentence } from "../../result/wording/plain-sentence.js";
import { leftOutNote, stepRows, VERDICT_WORDS } from "../../result/wording/summary.js";
import { formatShare, nodesText, oneLine, reasonText } from "../../result/wording/wording.js";
import type { Reporter, ReporterOptions } from "../reporter.js";
import {
  brokenPart,
  heldLine,
  LABEL_WIDTH,
  LISTS,
  type Limits,
  latencyPart,
  lengthsOf,
  ofAll,
  type Paint,
  type Part,
  type Style,
  stepPart,
  thresholdPart,
  type View,
} from "./console-tables.js";
import { cutApart, shortFailure } from "./cut-apart.js";
import { toWidth, wrap } from "./text-table.js";

const [MIN_COLUMNS, MAX_COLUMNS] = [40, 120];

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
  const [head, load] = [headPart(view), loadPart(view)];
  const lines = (limits: Limits, density: Density): readonly string[] => {
    const isCompact = density !== "full";
    const lists = [latencyPart(view, limits.latencies), stepPart(view, limits.steps)];
    const failures = failurePart(view, limits.failures, isCompact);
    const background = backgroundPart(view, limits, isCompact);
    const file = filePart(view, options);
    if (density === "brief") {
      const begin = [...headPart(view, 1), ...load, ...heldLine(view)];
      const all = [...lists.flat(), ...brokenPart(view, limits.thresholds), ...failures];
      return spaced([begin, all, [...background, ...noteCount(view), ...file]]);
    }
    const begin = isCompact ? [[...head, ...load, ...heldLine(view)]] : [head, load];
    const thresholds = isCompact ? brokenPart(view) : thresholdPart(view, limits.thresholds);
    return spaced([...begin, ...lists, thresholds, failures, pageErrorPart(view), background, notePart(view), file]);
  };
  return `${folded(lines, longestOf(result), options.rows).join("\n")}\n`;
}

/** How much of a result is told: all of it, all in fewer lines, or the most important. */
type Density = "full" | "compact" | "brief";

function spaced(parts: readonly Part[]): readonly string[] {
  return parts.filter((part) => part.length > 0).flatMap((part) => ["", ...part.map((line) => `  ${line}`.trimEnd())]);
}

/** How long each list is in full, of the users in browsers or of background users. */
function longestOf(result: RunResult): Limits {
  const [lengths, background] = [lengthsOf(result), backgroundRun(result)];
  const { latencies, failures } = background === undefined ? lengths : lengthsOf(background);
  return { ...lengths, latencies: Math.max(lengths.latencies, latencies), failures: Math.max(lengths.failures, failures) };
}

/** Lines of the lowest terminal that a summary is made to fit. */
const LEAST_ROWS = 24;
const MOST: Limits = { latencies: 20, steps: 15, thresholds: 20, failures: 5 };
/** How far lists are shortened first, and how far in a compact summary. */
const FEW: Limits = { latencies: 3, steps: 3, thresholds: 4, failures: 3 };
const FEWEST: Limits = { latencies: 2, steps: 2, thresholds: 2, failures: 2 };
/** How long the lists of a brief summary are at most, and at least. */
const BRIEF: Limits = { latencies: 2, steps: 2, thresholds: 2, failures: 3 };
const BRIEFEST: Limits = { latencies: 1, steps: 0, thresholds: 1, failures: 1 };

/**
 * Shortens the longest lists until the summary fits the terminal with the next prompt, and then leaves out what matters less.
 * Elsewhere nothing needs to fit.
 */
function folded(render: (limits: Limits, density: Density) => readonly string[], there: Limits, rows: number | undefined) {
  const full = Object.fromEntries(LISTS.map((list) => [list, Math.min(MOST[list], there[list])])) as Limits;
  const most = rows === undefined ? Number.POSITIVE_INFINITY : Math.max(LEAST_ROWS, rows) - 1;
  const tries: readonly (readonly [density: Density, limits: readonly Limits[]])[] = [
    ["full", [full, ...shorter(full, FEW)]],
    ["compact", shorter(full, FEWEST)],
    ["brief", [BRIEF, ...shorter(BRIEF, BRIEFEST)]],
  ];
  let lines: readonly string[] = [];
  for (const [density, all] of tries) {
    for (const limits of all) {
      lines = render(limits, density);
      if (lines.length <= most) return lines;
    }
  }
  return lines;
}

/** Each time one row less of the longest list, down to the least of every list. */
function shorter(full: Limits, least: Limits): readonly Limits[] {
  const steps: Limits[] = [];
  let limits = { ...full };
  for (;;) {
    const [longest] = LISTS.filter((list) => limits[list] > least[list]).sort((a, b) => limits[b] - limits[a]);
    if (longest === undefined) return steps;
    limits = { ...limits, [longest]: limits[longest] - 1 };
    steps.push(limits);
  }
}

const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  pass: ["bold", "green"],
  fail: ["bold", "red"],
  invalid: ["bold", "yellow"],
  inconclusive: ["bold", "yellow"],
  error: ["bold", "red"],
};

/** With at most this many reasons. */
function headPart({ result, width, paint }: View, most = result.verdictReasons.length): Part {
  const style = VERDICT_STYLES[result.verdict];
  const rest = result.verdictReasons.length - most;
  const verdict = `${paint(style, `${VERDICT_WORDS[result.verdict].mark} ${result.verdict}`)}  ${paint("bold", oneLine(result.name))}`;
  const reasons = result.verdictReasons
    .slice(0, most)
    .flatMap((reason) => bullet(paint(style, "›"), oneLine(reasonText(reason), 600), width));
  const more = rest > 0 ? [paint("dim", `› … and ${formatCount(rest, "more reason")}`)] : [];
  return [verdict, ...reasons, ...more, ...wrap(oneLine(plainSentence(result), 600), width)];
}

function bullet(mark: string, text: string, width: number): readonly string[] {
  return wrap(text, width - 2).map((line, at) => `${at === 0 ? mark : " "} ${line}`);
}

function loadPart(view: View, places?: string): Part {
  const { result } = view;
  if (result.startedAt === null) return [];
  const { users, iterations, nodes } = result;
  const finished = finishedIterations(iterations);
  const bad = (amount: number, text: string) => amount > 0 && { text: `${formatNumber(amount)} ${text}`, isBad: true };
  return [
    ...flow(view, "Users", [
      { text: `${formatNumber(users.started)} of ${formatNumber(users.requested)} started` },
      bad(users.failed, "failed"),
      bad(users.lost, "lost"),
      users.replaced > 0 && { text: `${formatNumber(users.replaced)} replaced` },
      { text: `on ${places === undefined ? nodesText(nodes) : formatCount(nodes.length, "process", places)}` },
      { text: `for ${formatDuration(loadDurationMs(result))}` },
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

function failurePart({ result, width, paint }: View, most: number, isCompact: boolean): Part {
  const { failures } = result;
  if (failures.length === 0) return [];
  const top = failures.slice(0, most);
  const countWidth = Math.max(...top.map(({ count }) => formatNumber(count).length));
  const room = width - countWidth - 4;
  const counted = (count: number, text: string) =>
    `${paint("red", toWidth(formatNumber(count), countWidth, "right"))} ×  ${text}`;
  const title = paint("dim", `Failures${ofAll(top.length, failures.length)}`);
  if (isCompact) {
    const texts = cutApart(
      top.map(({ sample }) => shortFailure(failureText(sample, 220), room)),
      room,
    );
    return [title, ...top.map(({ count }, at) => counted(count, texts[at] ?? ""))];
  }
  const indented = (line: string) => `${" ".repeat(countWidth + 4)}${line}`;
  const lines = top.flatMap(({ count, sample, evidence }) => {
    const [first = "", ...rest] = wrap(failureText(sample, 300), room);
    const causes = wrap(likelyCausesText(sample) ?? "", room).filter((line) => line !== "");
    return [
      counted(count, first),
      ...[...rest, ...causes].map(indented),
      ...evidenceLines(evidence).map((line) => paint("dim", indented(line))),
    ];
  });
  return [title, ...lines];
}

/** Where to see what the failure looked like, below the output folder. */
function evidenceLines(evidence: RunResult["failures"][number]["evidence"]): readonly string[] {
  const [first] = evidence ?? [];
  return first === undefined ? [] : [`see ${oneLine(first.screenshot ?? first.record)}`];
}

/** The block about background users: their load, their steps' durations and their most frequent failures. */
function backgroundPart(view: View, limits: Limits, isCompact: boolean): Part {
  const background = backgroundRun(view.result);
  if (background === undefined || background.startedAt === null) return [];
  const own: View = { ...view, result: background };
  const lists = [...latencyPart(own, limits.latencies), ...failurePart(own, limits.failures, isCompact)];
  return [view.paint("bold", "Background users"), ...loadPart(own, "processes"), ...lists];
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
  return allNotes(result).flatMap((note) => bullet(paint("yellow", "!"), note, width));
}

function allNotes(result: RunResult): readonly string[] {
  return [
    ...notesOnBoth(result, notesOn),
    ...(result.journal === "incomplete" ? ["the journal is incomplete: the result cannot be rebuilt from it"] : []),
  ];
}

/** How many notes a brief summary leaves out. */
function noteCount({ result, paint }: View): Part {
  const count = allNotes(result).length;
  if (count === 0) return [];
  return [`${paint("yellow", "!")} ${formatCount(count, "note")} on what was measured: see the report`];
}

function notesOn(result: RunResult): readonly string[] {
  return [
    busyNote(result),
    ...absenceNotes(result),
    leftOutNote(stepRows(result)),
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
  const traces = result.traces?.length ?? 0;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Last page", seen],
    ["Traces", traces === 0 ? undefined : `artifacts/traces (${formatCount(traces, "iteration")})`],
    [file !== undefined && isPage(file) ? "Report" : "Result", file],
  ];
  return rows.flatMap(([label, path]) =>
    path === undefined ? [] : [`${paint("dim", toWidth(label, LABEL_WIDTH, "left"))}${folder}/${path}`],
  );
}
