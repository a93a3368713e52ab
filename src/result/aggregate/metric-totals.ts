import { boundedAmount } from "../../telemetry/bounded-amount.js";
import type { CounterTable, SketchTable } from "../../telemetry/delta.js";
import { MAX_DIMENSION_VALUES } from "../../telemetry/dimension-cap.js";
import { OTHER_DIMENSION } from "../../telemetry/metrics.js";
import type { Sketch } from "../../telemetry/sketch.js";
import { BoundedTable, compare, type Merge } from "./bounded-table.js";

/** Distinct dimension values during a run; the result shows the largest of them. */
const KEPT_VALUES = 5 * MAX_DIMENSION_VALUES;
/** The key of a metric that has no dimension. */
const NO_DIMENSION = "";

/** A metric's total and its breakdown: heaviest dimension value first, `other` last. */
export interface MetricTotal<T> {
  readonly aggregate: T;
  readonly by: readonly (readonly [dimension: string, value: T])[];
}

/** Merges sketches into a copy of the first. */
export const mergeSketches: Merge<Sketch> = (into, sketch) => {
  if (into === undefined) return sketch.clone();
  into.merge(sketch);
  return into;
};

const addNumbers: Merge<number> = (into, value) => boundedAmount((into ?? 0) + value);

/** Totals by metric and dimension value, over all nodes and the whole run. */
class MetricTotals<T> {
  readonly #tables = new Map<string, BoundedTable<T>>();
  readonly #merge: Merge<T>;
  readonly #weight: (value: T) => number;

  constructor(merge: Merge<T>, weight: (value: T) => number) {
    this.#merge = merge;
    this.#weight = weight;
  }

  /** Adds one second of one node. */
  add(table: ReadonlyMap<string, ReadonlyMap<string, T>>): void {
    for (const [metric, byDimension] of table) {
      let kept = this.#tables.get(metric);
      if (kept === undefined) {
        kept = new BoundedTable<T>(KEPT_VALUES, this.#merge);
        this.#tables.set(metric, kept);
      }
      for (const [dimension, value] of byDimension) kept.add(dimension, value);
    }
  }

  /** Names of all metrics that have values, sorted. */
  get metrics(): readonly string[] {
    return [...this.#tables.keys()].sort(compare);
  }

  /** A metric's dimension values, sorted. */
  dimensions(metric: string): readonly string[] {
    return [...(this.#tables.get(metric)?.keys() ?? [])].filter((dimension) => dimension !== NO_DIMENSION).sort(compare);
  }

  /** Every distinct dimension value, with the rest under `other`; a metric without a dimension has the single value `""`. */
  parts(metric: string): readonly (readonly [dimension: string, value: T])[] {
    const table = this.#tables.get(metric);
    const names = [...(table?.keys() ?? []), OTHER_DIMENSION];
    return names.flatMap((name) => {
      const value = table?.get(name);
      return value === undefined ? [] : [[name, value] as const];
    });
  }

  /** The total of a metric, or of one of its dimension values; `undefined` if nothing was recorded. */
  find(metric: string, dimension?: string): T | undefined {
    const table = this.#tables.get(metric);
    if (table === undefined) return undefined;
    if (dimension !== undefined) return table.get(dimension);
    let total: T | undefined;
    for (const value of table.values()) total = this.#merge(total, value);
    return total;
  }

  /** A metric with its breakdown, limited to the number of dimension values that a result may have. */
  total(metric: string): MetricTotal<T> | undefined {
    const aggregate = this.find(metric);
    const table = this.#tables.get(metric);
    if (aggregate === undefined || table === undefined) return undefined;
    const { top, rest } = table.top(MAX_DIMENSION_VALUES, this.#weight);
    const by = top.filter(([dimension]) => dimension !== NO_DIMENSION);
    return { aggregate, by: rest === undefined ? by : [...by, [OTHER_DIMENSION, rest]] };
  }

  /** Metrics with more dimension values than a result can hold. */
  get overflowed(): readonly string[] {
    return this.metrics.filter((metric) => this.dimensions(metric).length > MAX_DIMENSION_VALUES);
  }
}

/** Histograms by metric and dimension value. */
export class HistogramTotals extends MetricTotals<Sketch> {
  constructor() {
    super(mergeSketches, (sketch) => sketch.count);
  }
}

/** Sums by metric and dimension value. */
export class CounterTotals extends MetricTotals<number> {
  constructor() {
    super(addNumbers, (sum) => sum);
  }
}

/** A second's histograms summed over their dimensions. A single sketch is returned uncopied: do not change it. */
export function withoutDimensions(table: SketchTable): ReadonlyMap<string, Sketch> {
  const whole = new Map<string, Sketch>();
  for (const [metric, byDimension] of table) {
    const [first, ...others] = byDimension.values();
    if (first === undefined) continue;
    const sketch = others.length === 0 ? first : first.clone();
    for (const other of others) sketch.merge(other);
    whole.set(metric, sketch);
  }
  return whole;
}

/** A second's counters summed over their dimensions. */
export function sumsOf(table: CounterTable): ReadonlyMap<string, number> {
  return new Map([...table].map(([metric, byDimension]) => [metric, [...byDimension.values()].reduce(addNumbers, 0)]));
}
