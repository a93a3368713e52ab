import { BREAKDOWNS, type Breakdown } from "../../pages/breakdowns.js";
import type { ShownFigures, ShownHistograms, ShownPoint } from "../../pages/shown-result.js";
import { mergeSketches } from "../../result/aggregate/metric-totals.js";
import type { SeriesBucket } from "../../result/aggregate/time-series.js";
import type { RunAggregate } from "../../result/run-aggregate.js";
import { MAIN_LATENCIES } from "../../result/wording/summary.js";
import type { Sketch } from "../../telemetry/sketch.js";
import type { LatencyPoint, LiveBucket } from "./live-picture.js";
import { MAX_OWN_METRICS } from "./watched-parts.js";

const STEPS = "step_duration";

/** The main latencies that have samples, and the scenario's own. */
export function metricsToWatch({ healthy, customKinds }: RunAggregate): readonly string[] {
  const there = new Set(healthy.metrics);
  const own = [...customKinds].filter(([name, kind]) => kind === "histogram" && there.has(name)).map(([name]) => name);
  return [...MAIN_LATENCIES.filter((name) => there.has(name)), ...own.sort().slice(0, MAX_OWN_METRICS)];
}

/** Latencies since the start; broken down by dimension for steps only. */
export function latenciesOf({ healthy }: RunAggregate, metrics: readonly string[], maxSteps: number): ShownHistograms {
  const shown = metrics.flatMap((metric) => {
    const total = metric === STEPS ? healthy.total(metric) : { aggregate: healthy.find(metric), by: [] };
    const aggregate = figuresOf(total?.aggregate);
    if (aggregate === undefined) return [];
    const by = total?.by.slice(0, maxSteps).flatMap(([name, sketch]) => {
      const figures = figuresOf(sketch);
      return figures === undefined ? [] : [[name, figures] as const];
    });
    return [[metric, { aggregate, by: Object.fromEntries(by ?? []) }] as const];
  });
  return Object.fromEntries(shown);
}

/** The figures of each interaction, page and endpoint so far; of many, those with the most samples. */
export function breakdownsOf(aggregate: RunAggregate): ShownHistograms {
  return Object.assign({}, ...Object.values(BREAKDOWNS).map((breakdown) => breakdownOf(aggregate, breakdown)));
}

/** All metrics have the same values, so that the rows of a table are complete. */
function breakdownOf({ healthy }: RunAggregate, { metrics, mostLive }: Breakdown): ShownHistograms {
  const there = metrics.map((metric) => [metric, new Map(healthy.parts(metric))] as const).filter(([, parts]) => parts.size > 0);
  const counts = new Map<string, number>();
  for (const [, parts] of there) for (const [name, { count }] of parts) counts.set(name, Math.max(count, counts.get(name) ?? 0));
  const names = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, mostLive);
  const shown = there.flatMap(([metric, parts]) => {
    const aggregate = figuresOf(healthy.find(metric));
    if (aggregate === undefined) return [];
    const by = names.flatMap(([name]) => {
      const figures = figuresOf(parts.get(name));
      return figures === undefined ? [] : [[name, figures] as const];
    });
    return [[metric, { aggregate, by: Object.fromEntries(by) }] as const];
  });
  return Object.fromEntries(shown);
}

/** A slice of the run, with these latencies. */
export function bucketOf(bucket: SeriesBucket, metrics: readonly string[]): LiveBucket {
  const { offsetMs, activeUsers, isSick } = bucket;
  const counters = new Map(bucket.counters);
  const histograms = bucket.histograms.flatMap(([metric, sketch]) => {
    const point = metrics.includes(metric) ? pointOf([sketch]) : undefined;
    if (point === undefined) return [];
    const { count: _count, ...figures } = point;
    return [[metric, figures satisfies ShownPoint] as const];
  });
  return {
    offsetMs,
    activeUsers,
    succeeded: counters.get("iterations{succeeded}") ?? 0,
    failed: counters.get("iterations{failed}") ?? 0,
    histograms: Object.fromEntries(histograms),
    isSick,
  };
}

/** Merges distributions into one point; `undefined` when there are no samples. */
export function pointOf(sketches: readonly Sketch[]): LatencyPoint | undefined {
  const [first, ...others] = sketches;
  if (first === undefined) return undefined;
  // Merging modifies its target, so the stored sketch is cloned when there are several.
  const whole = others.length === 0 ? first : others.reduce((into, sketch) => mergeSketches(into, sketch), first.clone());
  if (whole.isEmpty) return undefined;
  const at = (share: number) => drawable(whole.quantile(share) ?? whole.max);
  return { count: whole.count, mean: drawable(whole.mean ?? 0), p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function figuresOf(sketch: Sketch | undefined): ShownFigures | undefined {
  return sketch?.summary();
}

/** Four significant digits are enough for a chart. */
function drawable(value: number): number {
  return Number(value.toPrecision(4));
}
