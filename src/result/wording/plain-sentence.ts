import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import { unansweredTarget } from "../failure-reason.js";
import { loadDurationMs } from "../iteration-rate.js";
import type { BackgroundResult, HistogramFigures, RunResult } from "../model.js";
import { requestFailure, type Trouble, troublesOf } from "../troubles.js";
import { areMostlyEvents } from "./summary.js";
import { formatShare, oneLine } from "./wording.js";

/** The parts of a result that the plain sentence uses. */
export type TellableResult = Pick<
  RunResult,
  "verdictReasons" | "startedAt" | "durationMs" | "ownDurationMs" | "users" | "iterations" | "counters" | "failures"
> & {
  readonly histograms: TellableHistograms;
  readonly sick: { readonly histograms: TellableHistograms };
  /** Absent when the run had no background users. */
  readonly background?: Pick<BackgroundResult, "users" | "iterations" | "counters" | "failures"> | undefined;
};
type Figures = Omit<HistogramFigures, "sketch">;
type TellableHistograms = Readonly<
  Record<string, { readonly aggregate: Figures; readonly by: Readonly<Record<string, Figures>> }>
>;

const NOTHING_FAILED = "nothing failed";

/**
 * The whole run in one sentence that anybody can understand: `4 users clicked 212 times in 1 min; 95 % of the answers were
 * on the screen within 84 ms, the server's replies within 60 ms; nothing failed.`
 */
export function plainSentence(result: TellableResult): string {
  const parts = result.startedAt === null ? [notStarted(result)] : told(result);
  const sentence = parts.filter((part) => part !== undefined && part !== "").join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.!?…]$/.test(sentence) ? "" : "."}`;
}

function told(result: TellableResult): readonly (string | undefined)[] {
  const { background } = result;
  const ends = [whatFailed(result), whatWasLost(result)];
  if (background === undefined) return [...whatHappened(result), ...ends];
  const crowd = whatTheCrowdDid(background);
  if (isClean(background)) return [...whatHappened(result), crowd, ...ends];
  const [failed, lost] = ends;
  return [...whatHappened(result), failed === NOTHING_FAILED ? `${NOTHING_FAILED} in the browsers` : failed, lost, crowd];
}

function isClean(background: NonNullable<TellableResult["background"]>): boolean {
  const { users, iterations } = background;
  return iterations.failed + iterations.abortedInfra + users.lost === 0 && troublesOf(background).length === 0;
}

/** The load of background users, their failed iterations and other troubles. */
function whatTheCrowdDid(background: NonNullable<TellableResult["background"]>): string {
  const { users, iterations } = background;
  const finished = iterations.succeeded + iterations.failed;
  const who = `meanwhile ${formatCount(users.started, "background user")} ran ${formatCount(finished, "iteration")}`;
  if (finished > 0 && iterations.failed === finished) return `${who}, and every one failed`;
  if (iterations.failed > 0)
    return `${who}, of which ${formatNumber(iterations.failed)} failed (${formatShare(iterations.failed / finished)})`;
  const trouble = worstTrouble(background);
  return trouble === undefined ? who : `${who}, but ${trouble.text}`;
}

function notStarted({ users, verdictReasons }: TellableResult): string {
  const interrupted = verdictReasons.some(({ code }) => code === "interrupted");
  const nobody =
    users.requested === 1 ? "the user did nothing" : `none of the ${formatCount(users.requested, "user")} did anything`;
  return `the load never started${interrupted ? ": the run was interrupted before that" : ""}, so ${nobody}`;
}

function whatHappened(result: TellableResult): readonly (string | undefined)[] {
  const { users, iterations, durationMs, verdictReasons } = result;
  const stop = verdictReasons.find(({ code }) => code === "interrupted" || code === "aborted");
  const before = stop === undefined ? "" : `${stop.code} after ${formatDuration(durationMs)}: `;
  const span = stop === undefined ? ` in ${formatDuration(loadDurationMs(result))}` : "";
  const who = `${before}${formatCount(users.started, "user")}`;
  if (iterations.succeeded + iterations.failed === 0 && count(result, "step_duration") === 0)
    return [`${who} started, but no iteration finished${span}`];
  const unanswered = unansweredTarget(result);
  if (unanswered !== undefined) return [`${who} tried${span.replace(" in", " for")}, but ${unanswered}`];
  return answers(result, who, span) ?? interactions(result, who, span) ?? steps(result, who, span) ?? passes(result, who, span);
}

/** How fast the page answered its own events. */
function answers(result: TellableResult, who: string, span: string): readonly (string | undefined)[] | undefined {
  const events = result.histograms.liveview_event_duration;
  const all = count(result, "liveview_event_duration");
  if (!areMostlyEvents(all, count(result, "interaction_duration"))) return undefined;
  const types = new Set([...typesOf(result.histograms), ...typesOf(result.sick.histograms)]);
  const did = types.size === 1 && types.has("click") ? `clicked ${times(all)}` : `sent ${formatCount(all, "LiveView event")}`;
  const server = result.histograms.liveview_event_server_duration?.aggregate;
  const reply = server === undefined ? "" : `, the server's replies within ${formatDuration(mostAre(server).withinMs)}`;
  const felt = events === undefined ? undefined : nearlyAll(events.aggregate, "answer", "on the screen") + reply;
  return [`${who} ${did}${span}`, felt, leftOut(result, "liveview_event_duration", "answer")];
}

/** How fast other pages showed the server's answers. */
function interactions(result: TellableResult, who: string, span: string): readonly (string | undefined)[] | undefined {
  const all = count(result, "interaction_duration");
  if (all === 0) return undefined;
  const felt = result.histograms.interaction_duration?.aggregate;
  const server = result.histograms.interaction_server_duration?.aggregate;
  const reply = server === undefined ? "" : `, the server's replies within ${formatDuration(mostAre(server).withinMs)}`;
  return [
    `${who} interacted with the pages ${times(all)}${span}`,
    felt === undefined ? undefined : nearlyAll(felt, "answer", "on the screen") + reply,
    leftOut(result, "interaction_duration", "answer"),
  ];
}

function typesOf(histograms: TellableHistograms): readonly string[] {
  return Object.keys(histograms.liveview_event_duration?.by ?? {});
}

function steps(result: TellableResult, who: string, span: string): readonly (string | undefined)[] | undefined {
  const all = count(result, "step_duration");
  if (all === 0) return undefined;
  const { succeeded, failed } = result.iterations;
  const healthy = result.histograms.step_duration?.aggregate;
  const took = `${who} took ${formatCount(all, "step")} in ${formatCount(succeeded + failed, "iteration")}${span === "" ? "" : `${span.replace(" in", ", over")}`}`;
  const felt = healthy === undefined || succeeded === 0 ? undefined : nearlyAll(healthy, "step", "done");
  return [took, felt, leftOut(result, "step_duration", "step")];
}

function passes(result: TellableResult, who: string, span: string): readonly (string | undefined)[] {
  const { succeeded, failed } = result.iterations;
  const healthy = result.histograms.iteration_duration?.aggregate;
  const felt = healthy === undefined ? undefined : nearlyAll(healthy, "iteration", "over");
  return [
    `${who} ran ${formatCount(succeeded + failed, "iteration")}${span}`,
    felt,
    leftOut(result, "iteration_duration", "iteration"),
  ];
}

/** `95 % of the answers were on the screen within 84 ms`, `all 7 answers were on the screen within 84 ms`. */
function nearlyAll(figures: Figures, noun: string, state: string): string {
  const { share, withinMs } = mostAre(figures);
  const within = `${state} within ${formatDuration(withinMs)}`;
  if (figures.count === 1) return `the ${noun} was ${within}`;
  const who = share === 1 ? `all ${figures.count} ${noun}s` : `${Math.round(share * 100)} % of the ${noun}s`;
  return `${who} were ${within}`;
}

const FEW_SAMPLES = 20;

/**
 * The share of the samples that were not above p95, whose rank is floor(0.95 · (n - 1)): a little less than 95 % where n is
 * small. Of fewer than 20 samples, all and their maximum.
 */
function mostAre({ count, p95, max }: Figures): { readonly share: number; readonly withinMs: number } {
  if (count < FEW_SAMPLES) return { share: 1, withinMs: max };
  return { share: (Math.floor(0.95 * (count - 1)) + 1) / count, withinMs: p95 };
}

function leftOut(result: TellableResult, metric: string, noun: string): string | undefined {
  const sick = result.sick.histograms[metric]?.aggregate.count ?? 0;
  if (sick === 0) return undefined;
  const whole = sick === count(result, metric);
  return `${whole ? `none of the ${noun}s count, because` : `${formatCount(sick, noun)} ${sick === 1 ? "is" : "are"} left out, because`} the load generator itself was too slow`;
}

function whatFailed(result: TellableResult): string | undefined {
  const { iterations, failures, users } = result;
  const { succeeded, failed } = iterations;
  const finished = succeeded + failed;
  if (failed > 0) {
    const what =
      failed === finished
        ? "every iteration failed"
        : `${formatNumber(failed)} of ${formatCount(finished, "iteration")} failed (${formatShare(failed / finished)})`;
    return unansweredTarget(result) === undefined ? `${what}${mostOften(failures)}` : what;
  }
  if (finished === 0) return undefined;
  const trouble = worstTrouble(result);
  // When a browser went away, its steps failed too, and the scenario did not go on.
  const wentOn = trouble?.metric === "failed_steps" && iterations.abortedInfra === 0 ? ", and the scenario went on" : "";
  if (trouble !== undefined) return `no iteration failed, but ${trouble.text}${wentOn}`;
  return iterations.abortedInfra > 0 || users.lost > 0 ? "no iteration failed" : NOTHING_FAILED;
}

/** The most frequent trouble; failed requests count together, whatever they failed with. */
function worstTrouble(result: NonNullable<TellableResult["background"]>): Pick<Trouble, "metric" | "text"> | undefined {
  const all = troublesOf(result);
  const requests = all.filter(({ metric }) => metric === "http_failures");
  const sum = requests.reduce((total, { count }) => total + count, 0);
  const others = all.filter(({ metric }) => metric !== "http_failures");
  const [most] = requests;
  if (most === undefined || sum < (others[0]?.count ?? 0)) return others[0];
  if (requests.length === 1) return most;
  const kinds = requests.slice(0, MAX_KINDS).map(({ count, value = "" }) => `${formatNumber(count)} ${requestFailure(value)}`);
  const more = requests.length > MAX_KINDS ? " …" : "";
  return { text: `${formatCount(sum, "request")} failed (${kinds.join(", ")}${more})` };
}

/** Kinds of failed requests that the sentence names. */
const MAX_KINDS = 3;

/** Failures outside steps, by category. */
const CAUSES_OUTSIDE_STEPS: Readonly<Record<string, string>> = {
  "iteration-timeout": "an iteration took too long",
  scenario: "the scenario threw an error",
  stray: "the scenario left an error unhandled",
};

function mostOften(failures: TellableResult["failures"]): string {
  const [first] = failures;
  if (first === undefined) return "";
  const { operation, page, message } = first.sample;
  const [answer] = first.category === "http" ? (/[A-Z]+ \S+ answered \d{3}/.exec(message) ?? []) : [];
  if (answer !== undefined) return `${failures.length === 1 ? "," : ", most often"} because ${oneLine(answer, 120)}`;
  const cause = operation === undefined ? CAUSES_OUTSIDE_STEPS[first.category] : undefined;
  if (cause !== undefined) return `${failures.length === 1 ? "," : ", most often"} because ${cause}`;
  const where = operation ?? first.category;
  // A navigation that failed left the page before it, or the browser's error page, which say nothing.
  const isKnown = page === undefined || page === "chrome-error" || where.startsWith("navigate ") || where.includes(page);
  const at = isKnown ? "" : ` on ${oneLine(page, 80)}`;
  return `${failures.length === 1 ? ", at" : ", most often at"} “${oneLine(where, 80)}”${at}`;
}

function whatWasLost({ users, iterations }: TellableResult): string | undefined {
  if (users.lost > 0)
    return `${formatCount(users.lost, "user")} ${users.lost === 1 ? "was" : "were"} lost with ${users.lost === 1 ? "its node" : "their nodes"}`;
  return iterations.abortedInfra > 0
    ? `${formatCount(iterations.abortedInfra, "iteration")} ended because a browser or node went away`
    : undefined;
}

function count(result: TellableResult, metric: string): number {
  return (result.histograms[metric]?.aggregate.count ?? 0) + (result.sick.histograms[metric]?.aggregate.count ?? 0);
}

function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${formatNumber(count)} times`;
}
