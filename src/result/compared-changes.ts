import { formatCount } from "../base/numbers.js";
import {
  COMPARED,
  type ComparedLoad,
  type ComparedQuantile,
  type Comparison,
  type MetricComparison,
  type QuantilePair,
} from "./compare.js";
import { areTrusted } from "./regressions.js";
import { formatShare } from "./wording/wording.js";

/** The metrics of a comparison by what happened to them. */
export interface ComparedChanges {
  /** Latencies that really rose, the largest rise first. */
  readonly slower: readonly MetricComparison[];
  /** Latencies that really fell, the largest fall first. A latency that rose at one quantile and fell at another is slower. */
  readonly faster: readonly MetricComparison[];
  /** Sizes and scores that really differ. */
  readonly different: readonly MetricComparison[];
  /** Those that only one of the two runs measured. */
  readonly onlyInOne: readonly MetricComparison[];
  /** Those without a real difference at p50 and p95. */
  readonly same: readonly MetricComparison[];
  /** Those with too few samples to tell whether p50 or p95 differs. */
  readonly unclear: readonly MetricComparison[];
}

/**
 * The finding on the runs as a whole. `failing`: no latency rose, but more iterations fail. `partly-alike`: nothing differs, but
 * some latencies have too few samples to tell.
 */
export type ComparedOutcome = "slower" | "failing" | "faster" | "alike" | "partly-alike" | "unclear" | "untrusted";

/** Sorts the metrics of a comparison by what happened to them. */
export function comparedChanges({ metrics }: Pick<ComparedLoad, "metrics">): ComparedChanges {
  const inBoth = metrics.filter(({ quantiles }) => quantiles !== null);
  const changed = inBoth.filter((metric) => largest(metric, "higher") > 0 || largest(metric, "lower") > 0);
  const latencies = changed.filter(({ unit }) => unit === "ms");
  const by = (finding: "higher" | "lower") => (x: MetricComparison, y: MetricComparison) =>
    largest(y, finding) - largest(x, finding);
  return {
    slower: latencies.filter((metric) => largest(metric, "higher") > 0).sort(by("higher")),
    faster: latencies.filter((metric) => largest(metric, "higher") === 0).sort(by("lower")),
    different: changed.filter(({ unit }) => unit !== "ms"),
    onlyInOne: metrics.filter(({ quantiles }) => quantiles === null),
    same: inBoth.filter((metric) => !changed.includes(metric) && !isUnclear(metric)),
    unclear: inBoth.filter((metric) => !changed.includes(metric) && isUnclear(metric)),
  };
}

/** The outcome for the users in browsers. */
export function comparedOutcome(comparison: Comparison): ComparedOutcome {
  if (!areTrusted(comparison)) return "untrusted";
  const outcome = outcomeOf(comparison);
  return outcome !== "slower" && failureChange(comparison) === "more" ? "failing" : outcome;
}

function outcomeOf(load: Pick<ComparedLoad, "metrics">): Exclude<ComparedOutcome, "untrusted" | "failing"> {
  const { slower, faster, same, unclear } = comparedChanges(load);
  if (slower.length > 0) return "slower";
  if (faster.length > 0) return "faster";
  const isLatency = ({ unit }: MetricComparison) => unit === "ms";
  if (!same.some(isLatency)) return "unclear";
  return unclear.some(isLatency) ? "partly-alike" : "alike";
}

/** `B is slower in 2 latencies and faster in 1; 14 metrics show no real difference.` */
export function comparedSentence(comparison: Comparison): string {
  const trusted = areTrusted(comparison) ? "" : "The figures of one of the runs cannot be trusted. ";
  return `${trusted}${changesSentence(comparison)}`;
}

/** The same of the users of one kind. */
export function changesSentence(load: ComparedLoad): string {
  const { slower, faster, different, onlyInOne, same, unclear } = comparedChanges(load);
  const outcome = outcomeOf(load);
  const latencies = (list: readonly MetricComparison[]) => formatCount(list.length, "latency", "latencies");
  const parts = [
    slower.length > 0 && `slower in ${latencies(slower)}`,
    faster.length > 0 && (slower.length > 0 ? `faster in ${faster.length}` : `faster in ${latencies(faster)}`),
  ].filter((part) => part !== false);
  const felt = outcome === "slower" || outcome === "faster" ? `B is ${parts.join(" and ")}` : NOTHING_DIFFERS[outcome];
  const rest = [
    different.length > 0 && `${formatCount(different.length, "other metric")} ${different.length === 1 ? "differs" : "differ"}`,
    onlyInOne.length > 0 &&
      `${formatCount(onlyInOne.length, "metric")} ${onlyInOne.length === 1 ? "was" : "were"} measured in only one of them`,
    same.length > 0 && `${formatCount(same.length, "metric")} ${same.length === 1 ? "shows" : "show"} no real difference`,
    unclear.length > 0 &&
      `${formatCount(unclear.length, "metric")} ${unclear.length === 1 ? "has" : "have"} too few samples to tell`,
  ].filter((part) => part !== false);
  return `${failureSentence(load)}${[felt, ...rest].join("; ")}.`;
}

/** `B fails more often: 17 % of its iterations instead of 0.2 %. `; empty without a real difference. */
function failureSentence(load: ComparedLoad): string {
  const change = failureChange(load);
  const { a, b } = load.failureShare;
  return change === undefined
    ? ""
    : `B fails ${change} often: ${formatShare(b)} of its iterations instead of ${formatShare(a)}. `;
}

/** Standard errors that two shares of failures must be apart. */
const LEAST_STANDARD_ERRORS = 3;

/**
 * Whether more or fewer iterations fail in B: the two-proportion z-test, which takes the iterations to be independent. An outage
 * that hits all users at once is one event, and still counts as many.
 */
function failureChange({ iterations, failedIterations, failureShare }: ComparedLoad): "more" | "less" | undefined {
  const all = iterations.a + iterations.b;
  if (iterations.a === 0 || iterations.b === 0) return undefined;
  const share = (failedIterations.a + failedIterations.b) / all;
  const error = Math.sqrt(share * (1 - share) * (1 / iterations.a + 1 / iterations.b));
  const difference = failureShare.b - failureShare.a;
  if (Math.abs(difference) <= LEAST_STANDARD_ERRORS * error) return undefined;
  return difference > 0 ? "more" : "less";
}

const NOTHING_DIFFERS = {
  alike: "No latency of B really differs from A",
  "partly-alike": "No latency of B with enough samples differs from A",
  unclear: "It cannot be told whether a latency of B differs from A",
} as const;

/** p99 needs more samples than most runs have of most metrics; its own row says so. */
function isUnclear({ quantiles }: MetricComparison): boolean {
  return quantiles !== null && [quantiles.p50, quantiles.p95].some(({ finding }) => finding === "too-few-samples");
}

/** The largest relative change with this finding; infinite where A is 0; 0 for none. */
function largest({ quantiles }: MetricComparison, finding: QuantilePair["finding"]): number {
  if (quantiles === null) return 0;
  const changes = (Object.keys(COMPARED) as ComparedQuantile[])
    .map((quantile) => quantiles[quantile])
    .filter((pair) => pair.finding === finding)
    .map(({ change }) => Math.abs(change ?? Number.POSITIVE_INFINITY));
  return Math.max(0, ...changes);
}
