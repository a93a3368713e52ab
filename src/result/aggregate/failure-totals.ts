import type { FailureDelta } from "../../telemetry/delta.js";
import type { FailureSample } from "../../telemetry/telemetry-sink.js";
import { BoundedTable, compare } from "./bounded-table.js";
import { MAX_NODES } from "./node-breakdown.js";

/** Distinct signatures in a result. */
const MAX_SIGNATURES = 500;
const KEPT_SIGNATURES = 2000;
/** The signature of the rest, both on a node beyond its own limit and in a result. */
const OTHER_SIGNATURE = "other failures";

/** Failures with the same signature, over all nodes. */
export interface FailureGroup {
  readonly signature: string;
  readonly category: string;
  readonly count: number;
  readonly firstOffsetMs: number;
  /** How many there were on each node; absent if they were on too many. */
  readonly nodes: ReadonlyMap<string, number> | undefined;
  /** The earliest of them; absent when it was lost with its node. */
  readonly first: FirstFailure | undefined;
}

interface FirstFailure {
  readonly sample: FailureSample;
  readonly node: string;
  readonly offsetMs: number;
}

/** Failures by signature. */
export class FailureTotals {
  readonly #groups = new BoundedTable<FailureGroup>(KEPT_SIGNATURES, mergeGroups);

  /** Adds a node's count of one signature. */
  add(node: string, { signature, category, count, firstOffsetMs, sample }: FailureDelta): void {
    const first = sample === undefined ? undefined : { sample, node, offsetMs: firstOffsetMs };
    this.#groups.add(signature, { signature, category, count, firstOffsetMs, nodes: new Map([[node, count]]), first });
  }

  /** Groups by frequency, most frequent first; those beyond the limit form one group at the end. */
  groups(): readonly FailureGroup[] {
    const { top, rest } = this.#groups.top(MAX_SIGNATURES, (group) => group.count);
    const groups = top.map(([, group]) => group);
    return rest === undefined ? groups : [...groups, { ...rest, signature: OTHER_SIGNATURE, category: "other" }];
  }
}

function mergeGroups(into: FailureGroup | undefined, group: FailureGroup): FailureGroup {
  if (into === undefined) return group;
  const earlier = isEarlier(group, into) ? group : into;
  return {
    signature: earlier.signature,
    category: earlier.category,
    count: into.count + group.count,
    firstOffsetMs: Math.min(into.firstOffsetMs, group.firstOffsetMs),
    nodes: mergedNodes(into.nodes, group.nodes),
    first: earlier.first,
  };
}

function mergedNodes(into: FailureGroup["nodes"], nodes: FailureGroup["nodes"]): FailureGroup["nodes"] {
  if (into === undefined || nodes === undefined) return undefined;
  const merged = new Map(into);
  for (const [node, count] of nodes) merged.set(node, (merged.get(node) ?? 0) + count);
  return merged.size > MAX_NODES ? undefined : merged;
}

/** A total order, so that the sample in a report does not depend on the order of arrival. */
function isEarlier(a: FailureGroup, b: FailureGroup): boolean {
  if (a.first === undefined || b.first === undefined) return a.first !== undefined;
  const byTime = a.first.offsetMs - b.first.offsetMs || compare(a.first.node, b.first.node);
  return (byTime || compare(JSON.stringify(a.first.sample), JSON.stringify(b.first.sample))) < 0;
}
