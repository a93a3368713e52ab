import { formatCount, formatNumber } from "../base/numbers.js";
import { OTHER_DIMENSION } from "../telemetry/metrics.js";
import { compare } from "./aggregate/bounded-table.js";
import type { RunResult } from "./model.js";
import { oneLine } from "./wording/wording.js";

/** Something that went wrong, whatever the outcome of the iterations. */
export interface Trouble {
  readonly count: number;
  /** The counter that it comes from; absent for failures without a counter. */
  readonly metric?: string;
  /** The value of its dimension. */
  readonly value?: string;
  /** A clause: `96 requests were answered 404`. */
  readonly text: string;
}

type Measured = Pick<RunResult, "counters" | "iterations" | "failures">;

/** Words for a counter's dimension value and its count. */
type Wording = (count: number, value: string) => string;

const WORDINGS: Readonly<Record<string, Wording>> = {
  failed_steps: (count, step) => `${formatCount(count, "step")} failed${quoted(step)}`,
  failed_checks: (count, name) => `${formatCount(count, "check")} failed${quoted(name)}`,
  http_failures: requestText,
  page_errors: (count, name) => `the pages threw ${formatCount(count, "error")}${name === "" ? "" : ` (${oneLine(name, 60)})`}`,
  liveview_crashes: (count, page) => `live views crashed ${count === 1 ? "once" : `${formatNumber(count)} times`}${at(page)}`,
  websocket_closed: (count, why) => `${formatCount(count, "WebSocket")} ${why === "failed" ? "failed" : "could not be opened"}`,
  late_steps: (count) =>
    `${formatCount(count, "step")} ran after ${count === 1 ? "its iteration" : "their iterations"} had ended`,
};

/** Counters with only some values that are troubles; of the other counters, every value is. */
const TROUBLESOME: Readonly<Record<string, readonly string[]>> = { websocket_closed: ["refused", "failed"] };

/** Everything that went wrong except failed iterations, most frequent first. */
export function troublesOf({ counters, iterations, failures }: Measured): readonly Trouble[] {
  const counted = Object.keys(WORDINGS).flatMap((metric) => troublesIn(counters[metric], metric));
  const dropped = iterations.dropped === 0 ? [] : [droppedText(iterations.dropped)];
  return [...counted, ...dropped, ...otherFailures(failures, iterations)].sort(
    (a, b) => b.count - a.count || compare(a.text, b.text),
  );
}

function troublesIn(counter: RunResult["counters"][string] | undefined, metric: string): readonly Trouble[] {
  const wording = WORDINGS[metric];
  if (counter === undefined || wording === undefined) return [];
  const isTrouble = (value: string) => TROUBLESOME[metric]?.includes(value) ?? true;
  const by = Object.entries(counter.by).filter(([value, count]) => count > 0 && isTrouble(value));
  const isUndivided = Object.keys(counter.by).length === 0 && counter.aggregate > 0 && TROUBLESOME[metric] === undefined;
  const all = isUndivided ? [["", counter.aggregate] as const] : by;
  return all.map(([value, count]) => ({ count, metric, value, text: wording(count, value === OTHER_DIMENSION ? "" : value) }));
}

function requestText(count: number, reason: string): string {
  const requests = formatCount(count, "request");
  if (/^\d{3}$/.test(reason)) return `${requests} ${count === 1 ? "was" : "were"} answered ${reason}`;
  if (reason === "") return `${requests} failed`;
  // Any other reason is the browser's own: a policy of the page, or mixed content.
  const error = /^net::(.*)/.exec(reason)?.[1];
  if (error !== undefined) return `${requests} failed: ${oneLine(error, 60)}`;
  return `${requests} ${count === 1 ? "was" : "were"} blocked (${oneLine(reason, 60)})`;
}

/** The reason of failed requests: `answered 404`, `CONNECTION_REFUSED`, `blocked (csp)`. */
export function requestFailure(reason: string): string {
  if (/^\d{3}$/.test(reason)) return `answered ${reason}`;
  if (reason === "" || reason === OTHER_DIMENSION) return "with other errors";
  const error = /^net::(.*)/.exec(reason)?.[1];
  return error === undefined ? `blocked (${oneLine(reason, 60)})` : oneLine(error, 60);
}

function droppedText(count: number): Trouble {
  return { count, text: `${formatCount(count, "iteration")} ${count === 1 ? "was" : "were"} dropped` };
}

/** Failures outside iterations, such as a browser that could not create a user's context. */
function otherFailures(failures: Measured["failures"], { failed }: Measured["iterations"]): readonly Trouble[] {
  if (failed > 0) return [];
  const count = failures.reduce((sum, failure) => sum + failure.count, 0);
  return count === 0 ? [] : [{ count, text: `there ${count === 1 ? "was" : "were"} ${formatCount(count, "other failure")}` }];
}

function quoted(name: string): string {
  return name === "" ? "" : ` (${oneLine(name, 60)})`;
}

function at(page: string): string {
  return page === "" ? "" : ` on ${oneLine(page, 60)}`;
}
