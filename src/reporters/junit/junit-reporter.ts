import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import { ABOUT_BACKGROUND, backgroundRun } from "../../result/background-run.js";
import { likelyCausesText } from "../../result/likely-causes.js";
import type { BackgroundResult, RunResult, ThresholdResult } from "../../result/model.js";
import { unitOfThreshold } from "../../result/thresholds/threshold.js";
import { plainSentence } from "../../result/wording/plain-sentence.js";
import { verdictMeaning } from "../../result/wording/summary.js";
import { formatShare, formatValue, oneLine } from "../../result/wording/wording.js";
import type { Reporter } from "../reporter.js";
import { element, textElement } from "./xml.js";

const MAX_FAILURES = 20;

/** `junit.xml`: a test suite for the scenario, with a case for each threshold, for the failure rate, and for the verdict. */
export const junitReporter: Reporter = {
  name: "junit",
  report: (result) => ({ files: [{ path: "junit.xml", content: documentOf(result) }] }),
};

/** A test case; it passes unless it has a problem. */
interface Case {
  readonly name: string;
  readonly problem?: {
    readonly tag: "failure" | "error";
    readonly type: string;
    readonly message: string;
    readonly text: string;
  };
}

function documentOf(result: RunResult): string {
  const cases = [...result.thresholds.map(thresholdCase), ...failureRateCases(result), verdictCase(result)];
  const count = (tag: string) => cases.filter(({ problem }) => problem?.tag === tag).length;
  const totals = {
    name: result.name,
    tests: cases.length,
    failures: count("failure"),
    errors: count("error"),
    skipped: 0,
    time: seconds(result.durationMs),
  };
  const suite = element("testsuite", { ...totals, timestamp: timestampOf(result) }, [
    element("properties", {}, propertiesOf(result)),
    ...cases.map((one) => caseElement(result, one)),
    textElement("system-out", {}, plainSentence(result)),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", totals, [suite])}\n`;
}

function thresholdCase(threshold: ThresholdResult): Case {
  const { expression, aggregation, value, limit, passed } = threshold;
  const name = `threshold ${expression}`;
  if (passed) return { name };
  const unit = unitOfThreshold(threshold);
  const measured = value === null ? "nothing was measured" : `${aggregation} is ${formatValue(value, unit)}`;
  const text = value === null ? measured : `${measured} (${value}), the limit is ${formatValue(limit, unit)} (${limit})`;
  return { name, problem: { tag: "failure", type: "threshold", message: `${expression}: ${measured}`, text } };
}

/** One for the users in browsers, and one for background users if there were any. */
function failureRateCases(result: RunResult): readonly Case[] {
  const users = {
    ...result,
    verdictReasons: result.verdictReasons.filter(({ message }) => !message.startsWith(ABOUT_BACKGROUND)),
  };
  const background = backgroundRun(result);
  return [
    failureRateCase(users, "failure rate"),
    ...(background === undefined ? [] : [failureRateCase(background, "failure rate of background users")]),
  ];
}

function failureRateCase(result: RunResult, title: string): Case {
  const { maxFailureRate } = result.options;
  const name = `${title}${typeof maxFailureRate === "number" ? `: at most ${formatShare(maxFailureRate)}` : ""}`;
  const reason = result.verdictReasons.find(({ code }) => code === "failure-rate");
  if (reason === undefined) return { name };
  return { name, problem: { tag: "failure", type: "failure-rate", message: reason.message, text: failureLines(result) } };
}

/** One line per failure signature, most frequent first. */
function failureLines({ failures }: RunResult): string {
  const lines = failures.slice(0, MAX_FAILURES).map(({ count, category, sample }) => {
    const where = [sample.operation, sample.page].filter((part) => part !== undefined).join(" on ");
    const first = sample.offsetMs === undefined ? "" : `, first after ${formatDuration(sample.offsetMs)}`;
    const causes = likelyCausesText(sample, Number.POSITIVE_INFINITY);
    const message = `${oneLine(sample.message, 500)}${causes === undefined ? "" : ` (${causes})`}`;
    return `${formatNumber(count)} × ${where === "" ? category : where}: ${message}${first}`;
  });
  const more = failures.length - MAX_FAILURES;
  return [...lines, ...(more > 0 ? [`… and ${more} other kinds`] : [])].join("\n");
}

function verdictCase({ verdict, verdictReasons, thresholds }: RunResult): Case {
  const name = "verdict";
  if (verdict === "pass") return { name };
  const reasons = verdictReasons.map(({ code, message, node }) => `${code}: ${message}${node === undefined ? "" : ` [${node}]`}`);
  return {
    name,
    problem: {
      // A CI system should show a broken measurement differently from a slow site.
      tag: verdict === "fail" ? "failure" : "error",
      type: verdict,
      message: `${verdict}: ${verdictReasons[0]?.message ?? verdictMeaning(verdict, thresholds.length > 0)}`,
      text: reasons.join("\n"),
    },
  };
}

function caseElement(result: RunResult, { name, problem }: Case): string {
  const attributes = { classname: `live-load.${result.name}`, name, time: name === "verdict" ? seconds(result.durationMs) : "0" };
  if (problem === undefined) return element("testcase", attributes);
  const { tag, type, message, text } = problem;
  return element("testcase", attributes, [textElement(tag, { message, type }, text)]);
}

function propertiesOf(result: RunResult): readonly string[] {
  const { verdict, runId, seed, liveloadVersion, users, iterations, nodes, background } = result;
  const properties = {
    verdict,
    runId,
    seed,
    liveloadVersion,
    users: users.requested,
    nodes: nodes.length,
    "iterations.succeeded": iterations.succeeded,
    "iterations.failed": iterations.failed,
    ...(background === undefined ? {} : backgroundProperties(background)),
  };
  return Object.entries(properties).map(([name, value]) => element("property", { name, value }));
}

function backgroundProperties({ users, iterations }: BackgroundResult) {
  return {
    "background.users": users.requested,
    "background.iterations.succeeded": iterations.succeeded,
    "background.iterations.failed": iterations.failed,
  };
}

/** The format requires a time without a zone; UTC gives the same text on every machine. */
function timestampOf({ startedAt, generatedAt }: RunResult): string {
  return (startedAt ?? generatedAt).replace(/\.\d+Z$/, "");
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
