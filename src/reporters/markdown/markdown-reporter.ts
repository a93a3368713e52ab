import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import { backgroundRun, notesOnBoth } from "../../result/background-run.js";
import { failureText } from "../../result/failure-reason.js";
import { finishedIterations, iterationRate, loadDurationMs } from "../../result/iteration-rate.js";
import { likelyCausesText } from "../../result/likely-causes.js";
import type { RunResult, Verdict } from "../../result/model.js";
import { unitOfThreshold } from "../../result/thresholds/threshold.js";
import { troublesOf } from "../../result/troubles.js";
import { absenceNotes } from "../../result/wording/absence-notes.js";
import { busyNote } from "../../result/wording/busy-note.js";
import { plainSentence } from "../../result/wording/plain-sentence.js";
import { leftOutNote, mainLatencies, ownMetrics, stepRows } from "../../result/wording/summary.js";
import { formatShare, formatValue, oneLine, reasonText } from "../../result/wording/wording.js";
import { metricSpec } from "../../telemetry/metrics.js";
import type { Reporter } from "../reporter.js";
import { code, escapeText, table } from "./markdown-text.js";

/** Limits that keep the file within GitHub's 1 MiB for a job summary. */
const [MAX_STEPS, MAX_FAILURES, MAX_OWN] = [50, 20, 50];

/** `report.md`: the result for a job summary, a pull request or a chat. */
export const markdownReporter: Reporter = {
  name: "markdown",
  report: (result) => ({ files: [{ path: "report.md", content: reportText(result) }] }),
};

const MARKS: Readonly<Record<Verdict, string>> = { pass: "✅", fail: "❌", invalid: "⚠️", inconclusive: "❔", error: "⛔" };

function reportText(result: RunResult): string {
  const parts = [
    `# ${MARKS[result.verdict]} ${result.verdict}: ${escapeText(result.name)}`,
    escapeText(plainSentence(result)),
    [...result.verdictReasons.map(reasonText), ...notesOnBoth(result, notesOn)]
      .map((message) => `- ${escapeText(oneLine(message, 600))}`)
      .join("\n"),
    loadTable(result),
    latencyTable(result),
    stepTable(result),
    thresholdTable(result),
    failureList(result),
    backgroundPart(result),
    footer(result),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function notesOn(result: RunResult): readonly string[] {
  return [busyNote(result), ...absenceNotes(result)].filter((note) => note !== undefined);
}

/** The section about background users. */
function backgroundPart(result: RunResult): string {
  const background = backgroundRun(result);
  if (background === undefined) return "";
  const parts = [loadTable(background, "processes"), latencyTable(background), stepTable(background), failureList(background)];
  const lower = parts.filter((part) => part !== "").map((part) => part.replaceAll(/^## /gm, "### "));
  return ["## Background users", ...lower].join("\n\n");
}

function loadTable(result: RunResult, places = "nodes"): string {
  const { startedAt, users, iterations, nodes } = result;
  const durationMs = loadDurationMs(result);
  if (startedAt === null) return "";
  const finished = finishedIterations(iterations);
  const failed =
    iterations.failed === 0 ? "0" : `${formatNumber(iterations.failed)} (${formatShare(iterations.failed / finished)})`;
  const perSecond = durationMs > 0 ? formatNumber(iterationRate(result)) : "–";
  return table(
    ["users", places, "duration", "iterations", "failed", "per second"].map((title) => ({ title, align: "right" })),
    [
      [
        users.started === users.requested
          ? formatNumber(users.started)
          : `${formatNumber(users.started)} of ${formatNumber(users.requested)}`,
        formatNumber(nodes.length),
        formatDuration(durationMs),
        formatNumber(finished),
        failed,
        perSecond,
      ],
    ],
  );
}

const NUMBERS = ["count", "p50", "p95", "p99", "max"].map((title) => ({ title, align: "right" as const }));

function latencyTable(result: RunResult): string {
  const own = ownMetrics(result)
    .slice(0, MAX_OWN)
    .flatMap((name) => {
      const figures = result.histograms[name]?.aggregate;
      return figures === undefined ? [] : [{ name, figures }];
    });
  const rows = [...mainLatencies(result), ...own].map(({ name, figures }) => {
    const show = (value: number) => formatValue(value, metricSpec(name)?.unit);
    return [code(name), formatNumber(figures.count), ...[figures.p50, figures.p95, figures.p99, figures.max].map(show)];
  });
  return rows.length === 0 ? "" : `## Latencies\n\n${table([{ title: "metric", align: "left" }, ...NUMBERS], rows)}`;
}

function stepTable(result: RunResult): string {
  const steps = stepRows(result);
  if (steps.length === 0) return "";
  const note = leftOutNote(steps);
  const show = (value: number | undefined) => (value === undefined ? "–" : formatDuration(value));
  const rows = steps
    .slice(0, MAX_STEPS)
    .map(({ name, count, failed, figures, leftOut }) => [
      code(name),
      formatNumber(count),
      ...(note === undefined ? [] : [formatNumber(leftOut)]),
      show(figures?.p50),
      show(figures?.p95),
      show(figures?.p99),
      failed === 0 ? "0" : `**${formatNumber(failed)}**`,
    ]);
  const columns = [
    { title: "step", align: "left" as const },
    ...NUMBERS.slice(0, 1),
    ...(note === undefined ? [] : [{ title: "left out", align: "right" as const }]),
    ...NUMBERS.slice(1, 4),
    { title: "failed", align: "right" as const },
  ];
  const more = steps.length > MAX_STEPS ? `\n\n… and ${formatCount(steps.length - MAX_STEPS, "faster step")}.` : "";
  const why = note === undefined ? "" : `\n\nLeft out: ${note}.`;
  return `## Steps\n\n${table(columns, rows)}${more}${why}`;
}

function thresholdTable({ thresholds }: RunResult): string {
  if (thresholds.length === 0) return "";
  const rows = thresholds.map((threshold) => [
    threshold.passed ? "✅" : "❌",
    code(threshold.expression),
    threshold.value === null ? "nothing measured" : formatValue(threshold.value, unitOfThreshold(threshold)),
  ]);
  const columns = [
    { title: "", align: "left" as const },
    { title: "threshold", align: "left" as const },
    { title: "measured", align: "right" as const },
  ];
  return `## Thresholds\n\n${table(columns, rows)}`;
}

function failureList(result: RunResult): string {
  return [failureTable(result), troubleList(result), pageErrorTable(result)].filter((part) => part !== "").join("\n\n");
}

/** Troubles other than failed iterations: requests, page errors and the like. */
function troubleList(result: RunResult): string {
  const troubles = troublesOf(result).slice(0, MAX_FAILURES);
  return troubles.length === 0 ? "" : `## Other troubles\n\n${troubles.map(({ text }) => `- ${escapeText(text)}`).join("\n")}`;
}

function failureTable({ failures }: RunResult): string {
  if (failures.length === 0) return "";
  const rows = failures
    .slice(0, MAX_FAILURES)
    .map(({ count, sample, evidence }) => [
      formatNumber(count),
      escapeText([failureText(sample, 300), likelyCausesText(sample)].filter((text) => text !== undefined).join(" – ")),
      sample.page === undefined ? "" : code(sample.page),
      sample.offsetMs === undefined ? "" : formatDuration(sample.offsetMs),
      evidenceLink(evidence),
    ]);
  const columns = [
    { title: "count", align: "right" as const },
    { title: "failure", align: "left" as const },
    { title: "page", align: "left" as const },
    { title: "first after", align: "right" as const },
    { title: "looked like", align: "left" as const },
  ];
  const more = failures.length > MAX_FAILURES ? `\n\n… and ${formatCount(failures.length - MAX_FAILURES, "other kind")}.` : "";
  return `## Failures\n\n${table(columns, rows)}${more}`;
}

/** A link to what the failure looked like, beside the report. */
function evidenceLink(evidence: RunResult["failures"][number]["evidence"]): string {
  const [first] = evidence ?? [];
  if (first === undefined) return "";
  const { screenshot, record } = first;
  return screenshot === undefined ? `[steps](${record})` : `[picture](${screenshot})`;
}

function pageErrorTable({ pageErrors = [] }: RunResult): string {
  if (pageErrors.length === 0) return "";
  const rows = pageErrors
    .slice(0, MAX_FAILURES)
    .map(({ count, page, sample }) => [
      formatNumber(count),
      escapeText(oneLine(sample.message, 300)),
      page === undefined ? "" : code(page),
    ]);
  const columns = [
    { title: "count", align: "right" as const },
    { title: "error", align: "left" as const },
    { title: "page", align: "left" as const },
  ];
  const more =
    pageErrors.length > MAX_FAILURES ? `\n\n… and ${formatCount(pageErrors.length - MAX_FAILURES, "other kind")}.` : "";
  return `## Errors of the pages\n\n${table(columns, rows)}${more}`;
}

function footer({ liveloadVersion, runId, seed, startedAt, generatedAt }: RunResult): string {
  const when = startedAt === null ? `made ${generatedAt}` : `started ${startedAt}`;
  return `<sub>LiveLoad ${escapeText(liveloadVersion)} · run ${escapeText(runId)} · seed ${seed} · ${when}</sub>`;
}
