import type { SketchTable } from "../../telemetry/delta.js";
import { OTHER_DIMENSION } from "../../telemetry/metrics.js";
import type { Sketch } from "../../telemetry/sketch.js";
import { BoundedTable, compare, type Merge } from "./bounded-table.js";
import { DETAILED_METRICS } from "./dimension-series.js";
import { mergeSketches } from "./metric-totals.js";

/** With more nodes than this nothing is kept: it would take too much memory, and nobody compares so many. */
export const MAX_NODES = 200;
/** Values of a metric that are kept during a run. */
const MAX_VALUES = 100;
/** Figures in a result, over all metrics, values and nodes. */
export const MAX_FIGURES = 10_000;

/** The distributions of one dimension value by node. */
export interface NodesOfValue {
  readonly dimension: string;
  /** By name. */
  readonly nodes: readonly (readonly [node: string, sketch: Sketch])[];
}

type ByNode = Map<string, Sketch>;

/** Steps, interactions, groups, events, pages and endpoints by node. The outcome does not depend on the order of arrival. */
export class NodeBreakdown {
  readonly #tables = new Map<string, BoundedTable<ByNode>>();
  readonly #nodes = new Set<string>();

  /** Adds one second of a node. */
  add(node: string, histograms: SketchTable): void {
    this.#nodes.add(node);
    if (this.#nodes.size > MAX_NODES) {
      this.#tables.clear();
      return;
    }
    for (const metric of DETAILED_METRICS) {
      for (const [dimension, sketch] of histograms.get(metric) ?? [])
        this.#tableOf(metric).add(dimension, new Map([[node, sketch]]));
    }
  }

  /** The heaviest values of each metric; empty unless there are several nodes, and not too many. */
  byMetric(): readonly (readonly [metric: string, values: readonly NodesOfValue[]])[] {
    if (this.#nodes.size < 2) return [];
    const most = shared(
      Math.floor(MAX_FIGURES / this.#nodes.size),
      new Map([...this.#tables].map(([metric, table]) => [metric, [...table.keys()].length])),
    );
    return DETAILED_METRICS.flatMap((metric) => {
      const top = this.#tables.get(metric)?.top(most.get(metric) ?? 0, countOf).top ?? [];
      const values = top.map(([dimension, nodes]) => ({ dimension, nodes: sorted(nodes) }));
      return values.length === 0 ? [] : [[metric, values] as const];
    });
  }

  /** The nodes of one value; `undefined` unless several have it. */
  find(metric: string, dimension: string): NodesOfValue | undefined {
    const nodes = dimension === OTHER_DIMENSION ? undefined : this.#tables.get(metric)?.get(dimension);
    return nodes === undefined || this.#nodes.size < 2 ? undefined : { dimension, nodes: sorted(nodes) };
  }

  #tableOf(metric: string): BoundedTable<ByNode> {
    const known = this.#tables.get(metric);
    if (known !== undefined) return known;
    const table = new BoundedTable<ByNode>(MAX_VALUES, mergeNodes);
    this.#tables.set(metric, table);
    return table;
  }
}

/** How many values of each metric may be kept: all have the same share, and those that need less leave the rest to the others. */
function shared(total: number, wanted: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const [shares, byNeed] = [new Map<string, number>(), [...wanted].sort(([, a], [, b]) => a - b)];
  let left = total;
  for (const [at, [metric, need]] of byNeed.entries()) {
    const share = Math.min(need, Math.floor(left / (byNeed.length - at)));
    shares.set(metric, share);
    left -= share;
  }
  return shares;
}

/** Sketches are copied before they are changed. */
const mergeNodes: Merge<ByNode> = (into, nodes) => {
  const target: ByNode = into ?? new Map();
  for (const [node, sketch] of nodes) target.set(node, mergeSketches(target.get(node), sketch));
  return target;
};

function sorted(nodes: ByNode): NodesOfValue["nodes"] {
  return [...nodes].sort(([a], [b]) => compare(a, b));
}

function countOf(nodes: ByNode): number {
  return [...nodes.values()].reduce((sum, { count }) => sum + count, 0);
}
