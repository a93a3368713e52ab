import { BREAKDOWNS } from "../pages/breakdowns.js";
import type { ShownBucket, ShownHistograms, ShownResult } from "../pages/shown-result.js";
import type { RunResult } from "../result/model.js";
import { MAIN_LATENCIES, own, ownMetrics } from "../result/wording/summary.js";
import type { LiveNodeDetail } from "../run/live/live-look.js";
import { MAX_FAILURES, MAX_OWN_METRICS, withoutErrorStack, withoutStack } from "../run/live/watched-parts.js";

/** The data of the page's charts and tables, from a running load or from its result. */
export interface Figures {
  /** The time from T0 that the figures cover. */
  readonly durationMs: number;
  /** How long these users were there, if that is shorter. */
  readonly ownDurationMs?: number;
  readonly users: number;
  readonly iterations: RunResult["iterations"];
  readonly histograms: ShownHistograms;
  readonly counters: RunResult["counters"];
  readonly thresholds: RunResult["thresholds"];
  readonly failures: RunResult["failures"];
  readonly pageErrors?: RunResult["pageErrors"];
  readonly timeSeries: readonly ShownBucket[];
  readonly changes?: RunResult["changes"];
  /** Steps, interactions, pages, endpoints and nodes in detail, once there is a result: then nobody can be asked any more. */
  readonly details?: Details;
  /** Times during which the generator was not healthy. */
  readonly sick: { readonly windows: readonly { readonly fromMs: number; readonly toMs: number }[] };
  /** Figures of background users, if there were any. */
  readonly background?: BackgroundFigures;
}

/** The figures of background users. */
export type BackgroundFigures = Pick<
  Figures,
  "durationMs" | "ownDurationMs" | "users" | "iterations" | "histograms" | "counters" | "failures" | "timeSeries"
> & {
  /** How many are active now; absent once the load is over. */
  readonly activeUsers?: number;
};

/** Distributions, series and figures by node of steps, interactions, pages and endpoints, by metric and value; and nodes. */
export interface Details extends Pick<RunResult, "dimensionSeries" | "byNode"> {
  readonly curves: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  /** Nodes and processes of background users by name; of many, those with trouble first. */
  readonly nodes: Readonly<Record<string, LiveNodeDetail>>;
}

const MAX_WINDOWS = 300;
/** The values of a dimension that the page shows; of all other metrics it shows none. */
const MAX_VALUES: Readonly<Record<string, number>> = {
  step_duration: 200,
  ...Object.fromEntries(
    Object.values(BREAKDOWNS).flatMap(({ metrics, mostLive }) => metrics.map((metric) => [metric, 2 * mostLive] as const)),
  ),
};

/** The part of a result that the page shows; the report has all of it. */
export function figuresOf(result: ShownResult, background?: ShownResult): Figures {
  const names = [...MAIN_LATENCIES, ...ownMetrics(result).slice(0, MAX_OWN_METRICS)];
  const wanted = names.filter((name) => Object.hasOwn(result.histograms, name));
  const histograms = [...new Set([...wanted, ...Object.keys(MAX_VALUES)])].flatMap((name) => {
    const found = own(result.histograms, name);
    if (found === undefined) return [];
    return [[name, { aggregate: found.aggregate, by: Object.fromEntries(shownParts(name, found.by)) }] as const];
  });
  return {
    durationMs: result.durationMs,
    ...(result.ownDurationMs === undefined ? {} : { ownDurationMs: result.ownDurationMs }),
    users: result.users.requested,
    iterations: result.iterations,
    histograms: Object.fromEntries(histograms),
    counters: result.counters,
    thresholds: result.thresholds,
    failures: result.failures.slice(0, MAX_FAILURES).map(withoutStack),
    pageErrors: (result.pageErrors ?? []).slice(0, MAX_FAILURES).map(withoutErrorStack),
    timeSeries: result.timeSeries.map((bucket) => ({ ...bucket, histograms: only(bucket.histograms, wanted) })),
    changes: result.changes,
    sick: { windows: unionOf(result.sick.windows).slice(0, MAX_WINDOWS) },
    ...(background === undefined ? {} : { background: figuresOf(background) }),
  };
}

/** The values of a metric's dimension that the page shows. */
export function shownParts<T>(metric: string, by: Readonly<Record<string, T>>): readonly (readonly [value: string, part: T])[] {
  return Object.entries(by).slice(0, own(MAX_VALUES, metric) ?? 0);
}

/** Times during which any node was sick; adjacent ones are merged. */
function unionOf(windows: Figures["sick"]["windows"]): Figures["sick"]["windows"] {
  const union: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of [...windows].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = union.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else union.push({ fromMs, toMs });
  }
  return union;
}

/** The values of these keys. */
export function only<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(record, key) ? [[key, record[key] as T]] : [])));
}
