import { formatDuration } from "../base/duration.js";
import { formatCount } from "../base/numbers.js";
import { compare } from "./aggregate/bounded-table.js";
import { ABOUT_BACKGROUND } from "./background-run.js";
import { failureRateReason } from "./failure-reason.js";
import type { BackgroundResult, RunResult, Verdict, VerdictReason } from "./model.js";
import type { RunFacts } from "./run-facts.js";
import { SICK_CAUSE_TEXT } from "./sick-causes.js";
import { type JudgedMeasurements, whyBroken } from "./thresholds/judge-threshold.js";
import { formatShare, oneLine } from "./wording/wording.js";

/** Everything that a verdict depends on. */
export interface VerdictBasis {
  readonly result: Omit<RunResult, "verdict" | "verdictReasons">;
  readonly facts: Pick<
    RunFacts,
    "error" | "stopped" | "isControllerLost" | "maxFailureRate" | "lostLoadTolerance" | "plannedLoad" | "lostLoad" | "startedAtMs"
  > & {
    readonly sickTolerance: number;
    readonly plannedUserSeconds: number;
    /** Present when the run had background users. */
    readonly background?: (Pick<RunFacts, "plannedLoad" | "lostLoad"> & { readonly plannedUserSeconds: number }) | undefined;
  };
  readonly measured: Pick<JudgedMeasurements, "healthy" | "counters" | "background">;
}

/** A verdict and its reasons. */
export interface JudgedVerdict {
  readonly verdict: Verdict;
  readonly reasons: readonly VerdictReason[];
}

type Finding = readonly [verdict: Verdict, reason: VerdictReason];

/** When several apply, the first of these wins. */
const PRECEDENCE: readonly Verdict[] = ["error", "invalid", "inconclusive", "fail"];

/** The verdict on a run: the most serious one that applies, with every reason in order of severity. */
export function verdictOf(basis: VerdictBasis): JudgedVerdict {
  const { facts } = basis;
  const loads = loadsOf(basis);
  const findings = [
    ...errorFindings(basis),
    ...loads.flatMap((load) => sickFindings(load, facts)),
    ...lostControllerFindings(basis),
    ...loads.flatMap((load) => lostLoadFindings(load, facts)),
    ...nothingFindings(loads, facts),
    ...thresholdFindings(basis),
    ...loads.flatMap((load) => failureFindings(load, facts)),
    ...loads.flatMap((load) => droppedFindings(load)),
    ...loads.flatMap((load) => usedUpFindings(load)),
    ...changedFindings(basis),
    ...interruptedFindings(basis),
  ];
  const verdict = PRECEDENCE.find((candidate) => findings.some(([of]) => of === candidate)) ?? "pass";
  const ranked = PRECEDENCE.flatMap((of) => findings.filter((finding) => finding[0] === of));
  return { verdict, reasons: [...ranked, ...findings.filter(([of]) => of === "pass")].map(([, reason]) => reason) };
}

/** One kind of users, judged like the other: those in browsers, and background users. */
interface JudgedLoad {
  readonly result: BackgroundResult;
  readonly planned: Pick<RunFacts, "plannedLoad" | "lostLoad"> & { readonly plannedUserSeconds: number };
  /** Begins the message of a reason that concerns only background users. */
  readonly prefix: string;
  /** The option that gives an arrival rate its users. */
  readonly usersOption: "maxUsers" | "backgroundUsers";
}

function loadsOf({ result, facts }: VerdictBasis): readonly JudgedLoad[] {
  const users = { result, planned: facts, prefix: "", usersOption: "maxUsers" as const };
  const { background: crowd } = result;
  if (crowd === undefined || facts.background === undefined) return [users];
  const planned = facts.background;
  return [users, { result: crowd, planned, prefix: ABOUT_BACKGROUND, usersOption: "backgroundUsers" }];
}

function errorFindings({ facts: { error, stopped } }: VerdictBasis): readonly Finding[] {
  const findings: Finding[] = [];
  if (error !== undefined) {
    const hint = error.hint === undefined ? {} : { hint: oneLine(error.hint, 600) };
    findings.push(["error", { code: error.code, message: oneLine(error.message, 600), ...hint }]);
  }
  if (stopped?.reason === "aborted") {
    const why = stopped.message === undefined || stopped.message === "" ? "" : `: ${oneLine(stopped.message, 600)}`;
    findings.push(["error", { code: "aborted", message: `the scenario aborted the run${why}`, ...placeOf(stopped) }]);
  }
  return findings;
}

function placeOf({ node, offsetMs }: { readonly node?: string | undefined; readonly offsetMs?: number | undefined }) {
  return { ...(node === undefined ? {} : { node }), ...(offsetMs === undefined ? {} : { offsetMs }) };
}

function sickFindings({ result: { sick }, planned: load, prefix }: JudgedLoad, facts: VerdictBasis["facts"]): readonly Finding[] {
  const planned = load.plannedUserSeconds;
  if (!(planned > 0 && sick.userSeconds > facts.sickTolerance * planned)) return [];
  const msByNode = new Map<string, number>();
  for (const { node, fromMs, toMs } of sick.windows) msByNode.set(node, (msByNode.get(node) ?? 0) + toMs - fromMs);
  const [worst] = [...msByNode].sort(([a, x], [b, y]) => y - x || compare(a, b))[0] ?? ["a node"];
  const first = sick.windows.find(({ node }) => node === worst);
  const cause = first === undefined ? "" : `: ${SICK_CAUSE_TEXT[first.cause]}`;
  const nodes = msByNode.size > 1 ? `${msByNode.size} nodes, most of all ${worst}` : `node ${worst}`;
  const share = `${formatShare(Math.min(1, sick.userSeconds / planned))} of the load fell into seconds in which it was itself too slow`;
  const message = `${prefix}the load generator was not healthy: ${share} (${formatShare(facts.sickTolerance)} is tolerated), on ${nodes}${cause}`;
  return [["invalid", { code: "sick-node", message, node: worst, ...(first === undefined ? {} : { offsetMs: first.fromMs }) }]];
}

/** Applies however much of the load had taken place, as the outcome of the rest is unknown. */
function lostControllerFindings({ result: { durationMs }, facts }: VerdictBasis): readonly Finding[] {
  if (facts.isControllerLost !== true) return [];
  const message = `LiveLoad itself died after ${formatDuration(durationMs)}, before the run was over; this result was rebuilt from its journal`;
  return [["inconclusive", { code: "controller-lost", message, offsetMs: durationMs }]];
}

function lostLoadFindings(
  { result: { nodes }, planned: load, prefix }: JudgedLoad,
  { lostLoadTolerance }: VerdictBasis["facts"],
): readonly Finding[] {
  const { plannedLoad: planned, lostLoad: lost } = load;
  if (!(planned > 0 && lost > lostLoadTolerance * planned)) return [];
  const gone = nodes.filter(({ status }) => status === "lost" || status === "failed");
  const amount = `${prefix}${formatShare(Math.min(1, lost / planned))} of the planned load did not take place (${formatShare(lostLoadTolerance)} is tolerated)`;
  const [first] = gone;
  if (first === undefined) return [["inconclusive", { code: "lost-load", message: amount }]];
  const last = first.lost?.heardUntilMs;
  const who =
    gone.length === 1
      ? `node ${first.name} was lost${last === undefined ? "" : `, last heard from at ${formatDuration(last)}`}`
      : `${gone.length} nodes were lost, ${first.name} among them`;
  return [
    ["inconclusive", { code: "lost-load", message: `${amount}: ${who}`, ...placeOf({ node: first.name, offsetMs: last }) }],
  ];
}

/** A run in which no iteration finished cannot pass, whatever its steps measured. */
function nothingFindings(loads: readonly JudgedLoad[], facts: VerdictBasis["facts"]): readonly Finding[] {
  if (facts.error !== undefined) return [];
  // It starts for both kinds of users, or for none.
  if (facts.startedAtMs === undefined) return [nothing("the load never started, so there is nothing to judge")];
  return loads
    .filter(({ result: { iterations } }) => iterations.succeeded + iterations.failed === 0)
    .map(({ prefix }) => nothing(`${prefix}no iteration finished, so there is nothing to judge`));
}

function nothing(message: string): Finding {
  return ["inconclusive", { code: "no-iterations", message }];
}

function thresholdFindings({ result, facts, measured }: VerdictBasis): readonly Finding[] {
  // When nothing ran, the error says enough; unmeasured thresholds would only repeat it.
  if (facts.error !== undefined && result.timeSeries.length === 0) return [];
  return result.thresholds
    .filter(({ passed }) => !passed)
    .map((threshold) => ["fail", { code: "threshold", message: whyBroken(threshold, measured) }]);
}

function failureFindings({ result, prefix }: JudgedLoad, { maxFailureRate }: VerdictBasis["facts"]): readonly Finding[] {
  const reason = failureRateReason(result, maxFailureRate);
  return reason === undefined ? [] : [["fail", { ...reason, message: `${prefix}${reason.message}` }]];
}

/** Mentioned, but no reason to fail: a threshold can require that the rate is kept. */
function droppedFindings({ result: { iterations, counters }, prefix, usersOption }: JudgedLoad): readonly Finding[] {
  if (iterations.dropped === 0) return [];
  const share = formatShare(iterations.dropped / (iterations.dropped + iterations.started));
  const { late = 0, "no user left": abandoned = 0 } = counters.dropped_iterations?.by ?? {};
  const slow = `the site was too slow for the rate, or ${usersOption} is too low`;
  const why =
    abandoned > iterations.dropped / 2
      ? "all users had ended before the load did"
      : `${late > 0 ? "no user was free in time" : "no user was free before the load ended"}: ${slow}`;
  return [["pass", { code: "dropped-iterations", message: `${prefix}${share} of the iterations were dropped, because ${why}` }]];
}

/** Mentioned, but no reason to fail: the load was smaller than planned. */
function usedUpFindings({ result: { counters }, prefix }: JudgedLoad): readonly Finding[] {
  const users = counters.users_ended?.by["data-used-up"] ?? 0;
  if (users === 0) return [];
  const message = `${prefix}${formatCount(users, "user")} ended early because a data pool ran out of rows`;
  return [["pass", { code: "data-used-up", message }]];
}

/** Mentioned, but no reason to fail: what was planned, and so what was lost or sick, follows the changes. */
function changedFindings({ result: { changes = [] } }: VerdictBasis): readonly Finding[] {
  const stop = changes.find(({ kind }) => kind === "stop");
  const others = changes.filter(({ kind }) => kind !== "stop").length;
  const findings: Finding[] = [];
  if (others > 0) {
    const message = `the load was changed ${others === 1 ? "once" : `${others} times`} while it ran; it is judged by the changed plan`;
    findings.push(["pass", { code: "changed", message }]);
  }
  if (stop !== undefined) {
    const message = `the run was stopped on request after ${formatDuration(stop.offsetMs)}`;
    findings.push(["pass", { code: "stopped", message, offsetMs: stop.offsetMs }]);
  }
  return findings;
}

/** Mentioned, but no reason to fail: the measurements up to then are judged like those of any other run. */
function interruptedFindings({ result: { durationMs }, facts: { stopped, startedAtMs } }: VerdictBasis): readonly Finding[] {
  if (stopped === undefined || stopped.reason === "aborted") return [];
  const when = startedAtMs === undefined ? "before the load started" : `after ${formatDuration(durationMs)}`;
  if (stopped.reason === "threshold") return [];
  return [["pass", { code: "interrupted", message: `the run was ${stopped.reason} ${when}`, ...placeOf(stopped) }]];
}
