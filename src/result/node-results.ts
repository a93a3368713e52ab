import { compare } from "./aggregate/bounded-table.js";
import { seriesOfValue } from "./dimension-results.js";
import { figuresOf } from "./histogram-figures.js";
import type { RunResult } from "./model.js";
import type { RunAggregate } from "./run-aggregate.js";
import type { NodeFacts } from "./run-facts.js";

/** Health rows in a whole result, so that a run on a thousand nodes does not become too large for other programs. */
const MAX_ROWS_IN_ALL = 10_000;
const MIN_ROWS = 30;

/** Every node of the run; one that is known only from its measurements counts as lost. */
export function nodesOf(aggregate: RunAggregate, facts: readonly NodeFacts[]): RunResult["nodes"] {
  const known = new Set(facts.map(({ name }) => name));
  const unknown = aggregate.nodeNames
    .filter((name) => !known.has(name))
    .map((name) => ({ name, status: "lost" as const, users: 0 }));
  const nodes: readonly NodeFacts[] = [...facts, ...unknown];
  const rows = Math.max(MIN_ROWS, Math.floor(MAX_ROWS_IN_ALL / Math.max(1, nodes.length)));
  return nodes.map((node) => nodeOf(aggregate, node, rows));
}

function nodeOf(aggregate: RunAggregate, facts: NodeFacts, rows: number): RunResult["nodes"][number] {
  const { name, host, status, resources, browser, users, disconnections = [] } = facts;
  const record = aggregate.node(name);
  const { iterations, finishedIterations, failedIterations, latencySeries, health } = measuredNode(aggregate, name, rows);
  const histograms = [...(record?.histograms ?? [])].sort(([a], [b]) => compare(a, b));
  return {
    name,
    ...(host === undefined ? {} : { host }),
    status,
    ...(resources === undefined ? {} : { resources: { ...resources } }),
    ...(browser === undefined ? {} : { browser: { ...browser } }),
    users,
    iterations,
    finishedIterations,
    failedIterations,
    ...(disconnections.length === 0 ? {} : { disconnections: disconnections.map((one) => ({ ...one })) }),
    ...(status === "lost" ? { lost: lostOf(facts, ((record?.lastSecond ?? -1) + 1) * 1000) } : {}),
    histograms: Object.fromEntries(histograms.map(([metric, sketch]) => [metric, figuresOf(sketch)])),
    ...(latencySeries === undefined ? {} : { latencySeries }),
    health,
  };
}

type Measured = "iterations" | "finishedIterations" | "failedIterations" | "latencySeries" | "health";

/** The measurements of a node until now, as series of at most `rows` points. */
export function measuredNode(aggregate: RunAggregate, name: string, rows: number): Pick<RunResult["nodes"][number], Measured> {
  const record = aggregate.node(name);
  return {
    iterations: record?.iterations ?? 0,
    finishedIterations: record?.finishedIterations ?? 0,
    failedIterations: record?.failedIterations ?? 0,
    ...latencySeriesOf(aggregate, name, rows),
    health: (record?.health(Math.min(300, rows)) ?? []).map(({ offsetMs, gauges, busy, sick }) => ({
      offsetMs,
      gauges: Object.fromEntries(gauges),
      busy,
      ...(sick === undefined ? {} : { sick }),
    })),
  };
}

function latencySeriesOf(
  aggregate: RunAggregate,
  name: string,
  limit: number,
): Pick<RunResult["nodes"][number], "latencySeries"> {
  const found = aggregate.seriesOfNode(name, limit);
  return found === undefined ? {} : { latencySeries: { metric: found.metric, ...seriesOfValue(found.series) } };
}

/** Nodes send whole seconds, so the last one may end after the node was lost. */
function lostOf({ lostAtMs }: NodeFacts, lastMs: number): { readonly heardUntilMs: number; readonly atMs?: number } {
  return lostAtMs === undefined ? { heardUntilMs: lastMs } : { heardUntilMs: Math.min(lastMs, lostAtMs), atMs: lostAtMs };
}
