import { type MetricUnit, metricSpec } from "../telemetry/metrics.js";
import { RELATIVE_ACCURACY, Sketch } from "../telemetry/sketch.js";
import { backgroundRun } from "./background-run.js";
import { finishedIterations, iterationRate } from "./iteration-rate.js";
import type { HistogramFigures, RunResult } from "./model.js";

/** The quantiles that are compared. */
export const COMPARED = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
/** The name of a compared quantile. */
export type ComparedQuantile = keyof typeof COMPARED;

/**
 * How significant a difference is. `higher` and `lower`: the second run's value really is higher or lower.
 * `too-few-samples`: the second run may be the same, or higher by more than half, or lower by more than a third.
 * `within-error`: the values may be equal, as both are accurate to 1 % only. `within-noise`: two runs of the same system can
 * differ as much.
 */
export type Finding = "higher" | "lower" | "too-few-samples" | "within-noise" | "within-error";

/** A figure in both runs. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  /** Relative change from a to b: 0.1 for 10 % more; null when a is 0 and b is not. */
  readonly change: number | null;
}

/** A quantile in both runs. */
export interface QuantilePair extends Pair {
  readonly finding: Finding;
}

/** A histogram in both runs. A run without healthy samples has the count 0; then there are no quantiles. */
export interface MetricComparison {
  readonly metric: string;
  /** Present when this is one value of the metric's dimension. */
  readonly value?: string;
  readonly unit: MetricUnit | null;
  readonly count: Pick<Pair, "a" | "b">;
  readonly quantiles: Readonly<Record<ComparedQuantile, QuantilePair>> | null;
}

/** What identifies a compared run. */
export type ComparedRun = Pick<RunResult, "name" | "runId" | "startedAt" | "verdict" | "durationMs">;

/** Two results side by side. */
export interface Comparison extends ComparedLoad {
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  readonly nodes: Pair;
  readonly durationMs: Pair;
  /** Background users; absent when a run had none, of which a caveat tells. */
  readonly background?: ComparedLoad;
  /** Reasons why the two runs are not directly comparable. */
  readonly caveats: readonly string[];
}

/** Load and measurements of the users of one kind in both runs. */
export interface ComparedLoad {
  readonly users: Pair;
  readonly iterations: Pair;
  /** Finished iterations per second. */
  readonly iterationsPerSecond: Pair;
  readonly failedIterations: Pair;
  /** Iterations that the arrival rate called for, but for which no user was free. */
  readonly droppedIterations: Pair;
  /** Share of the finished iterations that failed. */
  readonly failureShare: Pair;
  /** Every histogram in total, and `step_duration` also by step. */
  readonly metrics: readonly MetricComparison[];
  /** Failures by signature with their counts, most frequent first. */
  readonly failures: readonly { readonly signature: string; readonly message: string; readonly a: number; readonly b: number }[];
}

/** Puts two results side by side, with the significance of each difference. */
export function compareResults(a: RunResult, b: RunResult): Comparison {
  const [crowdA, crowdB] = [backgroundRun(a), backgroundRun(b)];
  return {
    a: identityOf(a),
    b: identityOf(b),
    nodes: pairOf(a.nodes.length, b.nodes.length),
    durationMs: pairOf(a.durationMs, b.durationMs),
    ...loadsOf(a, b),
    ...(crowdA === undefined || crowdB === undefined ? {} : { background: loadsOf(crowdA, crowdB) }),
    caveats: [...trustCaveats("A", a), ...trustCaveats("B", b), ...loadCaveats(a, b)],
  };
}

function loadsOf(a: RunResult, b: RunResult): ComparedLoad {
  const of = (figure: (result: RunResult) => number): Pair => pairOf(figure(a), figure(b));
  return {
    users: of(({ users }) => users.requested),
    iterations: of(({ iterations }) => finishedIterations(iterations)),
    iterationsPerSecond: of(iterationRate),
    failedIterations: of(({ iterations }) => iterations.failed),
    droppedIterations: of(({ iterations }) => iterations.dropped),
    failureShare: of(failureShare),
    metrics: metricsOf(a, b),
    failures: failuresOf(a, b),
  };
}

function identityOf({ name, runId, startedAt, verdict, durationMs }: RunResult): ComparedRun {
  return { name, runId, startedAt, verdict, durationMs };
}

function failureShare({ iterations: { succeeded, failed } }: RunResult): number {
  return succeeded + failed === 0 ? 0 : failed / (succeeded + failed);
}

function pairOf(a: number, b: number): Pair {
  return { a, b, change: a === b ? 0 : a === 0 ? null : (b - a) / a };
}

function metricsOf(a: RunResult, b: RunResult): readonly MetricComparison[] {
  return keysOf(a.histograms, b.histograms).flatMap((metric) => {
    const [inA, inB] = [own(a.histograms, metric), own(b.histograms, metric)];
    const whole = metricPair({ metric }, inA?.aggregate, inB?.aggregate);
    if (metric !== "step_duration") return [whole];
    const steps = keysOf(inA?.by ?? {}, inB?.by ?? {}).map((value) =>
      metricPair({ metric, value }, own(inA?.by ?? {}, value), own(inB?.by ?? {}, value)),
    );
    return [whole, ...steps];
  });
}

function metricPair(
  of: { readonly metric: string; readonly value?: string },
  a: HistogramFigures | undefined,
  b: HistogramFigures | undefined,
): MetricComparison {
  const head = { ...of, unit: metricSpec(of.metric)?.unit ?? null, count: { a: a?.count ?? 0, b: b?.count ?? 0 } };
  if (a === undefined || b === undefined) return { ...head, quantiles: null };
  const [inA, inB] = [Sketch.fromBase64(a.sketch), Sketch.fromBase64(b.sketch)];
  const at = (quantile: ComparedQuantile): QuantilePair => {
    const pair = pairOf(a[quantile], b[quantile]);
    return { ...pair, finding: findingOf(pair, intervalOf(inA, COMPARED[quantile]), intervalOf(inB, COMPARED[quantile])) };
  };
  return { ...head, quantiles: { p50: at("p50"), p95: at("p95"), p99: at("p99") } };
}

type Interval = readonly [least: number, most: number];

/** Higher or lower by more than this factor, so by more than half or a third, is a change that enough samples would have shown. */
const NOTABLE_FACTOR = 1.5;

function findingOf({ a, b }: Pair, ofA: Interval, ofB: Interval): Finding {
  // Neighbouring bins differ by exactly this much; the last factor allows for rounding.
  const mayBeEqual = Math.abs(b - a) <= RELATIVE_ACCURACY * (a + b) * (1 + 1e-9);
  const overlap = ofA[0] <= ofB[1] && ofB[0] <= ofA[1];
  if (!mayBeEqual && !overlap) return b > a ? "higher" : "lower";
  if (ofB[1] > NOTABLE_FACTOR * ofA[0] || ofA[1] > NOTABLE_FACTOR * ofB[0]) return "too-few-samples";
  return mayBeEqual ? "within-error" : "within-noise";
}

/** 95 % of a normal distribution lie within this many standard deviations. */
const DEVIATIONS = 1.96;

/**
 * The 95 % confidence interval of the system's true quantile, whatever the distribution: the number of samples below it is
 * binomial, so it lies between two ranks. A rank out of range means that there are too few samples for a bound.
 */
function intervalOf(sketch: Sketch, quantile: number): Interval {
  const { count } = sketch;
  const middle = quantile * (count - 1);
  const reach = DEVIATIONS * Math.sqrt(count * quantile * (1 - quantile));
  const [low, high] = [Math.floor(middle - reach), Math.ceil(middle + reach)];
  const at = (rank: number) => sketch.quantile(rank / (count - 1)) ?? 0;
  const least = low < 0 || count < 2 ? 0 : at(low) * (1 - RELATIVE_ACCURACY);
  const most = high > count - 1 || count < 2 ? Number.POSITIVE_INFINITY : at(high) * (1 + RELATIVE_ACCURACY);
  return [least, most];
}

function failuresOf(a: RunResult, b: RunResult): Comparison["failures"] {
  const counts = new Map<string, { message: string; a: number; b: number }>();
  for (const [side, { failures }] of [["a", a] as const, ["b", b] as const]) {
    for (const { signature, count, sample } of failures) {
      const known = counts.get(signature) ?? { message: sample.message, a: 0, b: 0 };
      counts.set(signature, { ...known, [side]: count });
    }
  }
  const rows = [...counts].map(([signature, counted]) => ({ signature, ...counted }));
  return rows.sort((x, y) => Math.max(y.a, y.b) - Math.max(x.a, x.b));
}

function trustCaveats(side: string, { verdict, verdictReasons }: RunResult): readonly string[] {
  if (verdict === "pass" || verdict === "fail") return [];
  return [`${side} is ${verdict}: ${verdictReasons[0]?.message ?? "its figures cannot be trusted"}`];
}

function loadCaveats(a: RunResult, b: RunResult): readonly string[] {
  const caveats: string[] = [];
  if (a.name !== b.name) caveats.push(`the scenarios are different: ${a.name} and ${b.name}`);
  if (a.users.requested !== b.users.requested)
    caveats.push(`the load differs: ${a.users.requested} and ${b.users.requested} users`);
  const [crowdA, crowdB] = [a, b].map(({ background }) => background?.users.requested ?? 0);
  if (crowdA !== crowdB) caveats.push(`the load differs: ${crowdA} and ${crowdB} background users`);
  return caveats;
}

function keysOf(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

/** Keys are names chosen by a scenario, and may be `constructor`. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
