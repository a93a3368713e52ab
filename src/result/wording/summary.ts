import { formatNumber } from "../../base/numbers.js";
import { metricSpec, OTHER_DIMENSION } from "../../telemetry/metrics.js";
import type { HistogramFigures, RunResult, Verdict } from "../model.js";

type Figures = Omit<HistogramFigures, "sketch">;

/** The parts of a result that a summary uses; sketches are not needed. */
export interface SummedResult {
  readonly histograms: Readonly<Record<string, { readonly aggregate: Figures; readonly by: Readonly<Record<string, Figures>> }>>;
  readonly counters: RunResult["counters"];
  /** Absent while a load runs. */
  readonly sick?: { readonly histograms: SummedResult["histograms"] };
}

/** Explains why the percentiles of steps are of fewer samples than there are steps; `undefined` when they are not. */
export function leftOutNote(steps: readonly StepRow[]): string | undefined {
  const leftOut = steps.reduce((sum, step) => sum + step.leftOut, 0);
  if (leftOut === 0) return undefined;
  const all = steps.reduce((sum, { count }) => sum + count, 0);
  return `the percentiles of steps leave out ${formatNumber(leftOut)} of ${formatNumber(all)}, measured while the load generator was too slow`;
}

/** Each verdict as a mark and words, so that it never depends on colour alone. */
export const VERDICT_WORDS: Readonly<Record<Verdict, { readonly mark: string; readonly meaning: string }>> = {
  pass: { mark: "✓", meaning: "every threshold holds, and few enough iterations failed" },
  fail: { mark: "✗", meaning: "a threshold does not hold, or too many iterations failed" },
  invalid: { mark: "!", meaning: "the load generator distorted what it measured" },
  inconclusive: { mark: "?", meaning: "too much of the load is missing to judge the rest" },
  error: { mark: "✗", meaning: "the run could not take place as planned" },
};

/** Says what a verdict means for a run with or without thresholds. */
export function verdictMeaning(verdict: Verdict, hasThresholds: boolean): string {
  return (hasThresholds ? undefined : WITHOUT_THRESHOLDS[verdict]) ?? VERDICT_WORDS[verdict].meaning;
}

const WITHOUT_THRESHOLDS: Partial<Record<Verdict, string>> = {
  pass: "few enough iterations failed; the run had no thresholds",
  fail: "too many iterations failed",
};

/** The most important latencies, in order of interest to a reader. */
export const MAIN_LATENCIES = [
  "liveview_event_duration",
  "liveview_event_server_duration",
  "liveview_event_patch_duration",
  "interaction_duration",
  "interaction_server_duration",
  "interaction_patch_duration",
  "liveview_connection_duration",
  "step_duration",
  "group_duration",
  "iteration_duration",
  "iteration_duration_from_intended",
  "throttle_wait",
  "web_vital_lcp",
  "web_vital_inp",
  "http_request_duration",
] as const;

/** A metric or a dimension value with its figures. */
export interface LatencyRow {
  readonly name: string;
  readonly figures: Figures;
}

/** The main latencies that have samples. The interactions of LiveViews are their events, which are listed already. */
export function mainLatencies({ histograms }: Pick<SummedResult, "histograms">): readonly LatencyRow[] {
  const countOf = (name: string) => histograms[name]?.aggregate.count ?? 0;
  const events = countOf("liveview_event_duration");
  const areEvents = areMostlyEvents(events, countOf("interaction_duration"));
  const rows = MAIN_LATENCIES.flatMap((name) => {
    const metric = histograms[name];
    return metric === undefined || (areEvents && isOfInteractions(name)) ? [] : [{ name, figures: metric.aggregate }];
  });
  const first = events > 0 && !areEvents ? rows.filter(({ name }) => isOfInteractions(name)) : [];
  return [...first, ...rows.filter((row) => !first.includes(row))];
}

/** Whether a run's interactions are events of LiveViews: a few among many others, as of one page of a site, do not speak for it. */
export function areMostlyEvents(events: number, interactions: number): boolean {
  return events > 0 && 2 * events >= interactions;
}

function isOfInteractions(name: string): boolean {
  return name.startsWith("interaction_");
}

/** One step of the scenario. */
export interface StepRow {
  readonly name: string;
  readonly count: number;
  readonly failed: number;
  /** Absent when it has no healthy samples. */
  readonly figures: Figures | undefined;
  /** Samples that the figures leave out, because the generator was not healthy. */
  readonly leftOut: number;
}

/** All steps, slowest 95th percentile first; `other` comes last. */
export function stepRows({ histograms, counters, sick }: SummedResult): readonly StepRow[] {
  const figures: Readonly<Record<string, Figures>> = histograms.step_duration?.by ?? {};
  const counts = counters.steps?.by ?? {};
  const failed = counters.failed_steps?.by ?? {};
  const names = [...new Set([...Object.keys(counts), ...Object.keys(figures)])];
  const rows = names.map((name) => ({
    name,
    count: own(counts, name) ?? own(figures, name)?.count ?? 0,
    failed: own(failed, name) ?? 0,
    figures: own(figures, name),
    leftOut: own(sick?.histograms.step_duration?.by ?? {}, name)?.count ?? 0,
  }));
  const rank = ({ name }: StepRow) => Number(name === OTHER_DIMENSION);
  return rows.sort((a, b) => rank(a) - rank(b) || (b.figures?.p95 ?? 0) - (a.figures?.p95 ?? 0) || (a.name < b.name ? -1 : 1));
}

/** The scenario's custom metrics: names that LiveLoad itself does not define. */
export function ownMetrics({ histograms, counters }: SummedResult): readonly string[] {
  return [...Object.keys(histograms), ...Object.keys(counters)].filter((name) => metricSpec(name) === undefined);
}

/** A record's own value of a key; keys are names chosen by a scenario, and may be `constructor`. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
