import type { CounterTable, FailureDelta, SecondDelta, SketchTable } from "../telemetry/delta.js";
import { type MetricKind, metricSpec } from "../telemetry/metrics.js";
import type { MetricBatch } from "./batch.js";

/** Throws `RangeError` for a batch that is well-formed but that no node can have recorded. */
export function checkBatch({ seconds, failures, customKinds }: MetricBatch): void {
  for (const [at, second] of seconds.entries()) checkSecond(second, seconds[at - 1]);
  for (const failure of failures) checkFailure(failure);
  for (const metric of customKinds.keys())
    if (metricSpec(metric) !== undefined) throw new RangeError(`the built-in metric ${metric} is declared as the scenario's own`);
}

/** The entries as a map. Throws `RangeError` for a duplicate key, whose values would be lost. */
export function uniqueMap<T>(entries: readonly (readonly [string, T])[]): Map<string, T> {
  const map = new Map(entries);
  if (map.size !== entries.length) throw new RangeError("a name occurs twice");
  return map;
}

function checkSecond(second: SecondDelta, before: SecondDelta | undefined): void {
  if (before !== undefined && !follows(second, before))
    throw new RangeError(`second ${second.second} comes after second ${before.second}`);
  if (second.sickUsers > (second.sick === undefined ? 0 : second.activeUsers))
    throw new RangeError(`second ${second.second} was sick for ${second.sickUsers} of ${second.activeUsers} users`);
  checkKinds([second.histograms, second.sickHistograms], "histogram");
  checkKinds([second.counters], "counter");
  for (const [metric, value] of second.gauges) {
    if (metricSpec(metric)?.kind !== "gauge") throw new RangeError(`${JSON.stringify(metric)} is not a gauge`);
    if (!Number.isFinite(value)) throw new RangeError(`the gauge ${metric} is ${value}`);
  }
  for (const [metric, byDimension] of second.counters) for (const sum of byDimension.values()) checkSum(metric, sum);
}

/** Seconds ascend. Later pieces of a split second repeat its number. */
function follows(second: SecondDelta, before: SecondDelta): boolean {
  return second.second > before.second || (second.second === before.second && isRest(second));
}

/** Whether this can be a later piece of a split second: only the first piece has users and gauges. */
export function isRest({ activeUsers, gauges }: SecondDelta): boolean {
  return activeUsers === 0 && gauges.size === 0;
}

function checkKinds(tables: readonly (SketchTable | CounterTable)[], kind: MetricKind): void {
  for (const metric of tables.flatMap((table) => [...table.keys()])) {
    const known = metricSpec(metric)?.kind;
    if (known !== undefined && known !== kind) throw new RangeError(`${metric} is a ${known}, not a ${kind}`);
  }
}

/** Built-in counters are integers; a scenario may add any amount to its own. */
function checkSum(metric: string, sum: number): void {
  if (!(sum >= 0 && sum <= Number.MAX_VALUE)) throw new RangeError(`a counter is ${sum}`);
  if (metricSpec(metric) !== undefined && !Number.isInteger(sum)) throw new RangeError(`${metric} counts ${sum}`);
}

function checkFailure({ count, firstOffsetMs }: FailureDelta): void {
  if (count < 1) throw new RangeError("a failure has a count below 1");
  if (!(firstOffsetMs >= 0 && firstOffsetMs <= Number.MAX_VALUE))
    throw new RangeError(`a failure happened ${firstOffsetMs} ms after the start`);
}
