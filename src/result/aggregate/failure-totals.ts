import type { FailureDelta } from "../../telemetry/delta.js";
import type { FailureSample } from "../../telemetry/telemetry-sink.js";
import { BoundedTable, compare } from "./bounded-table.js";

/** Signatures that a result tells apart. */
const MAX_SIGNATURES = 500;
const KEPT_SIGNATURES = 2000;
/** What a node calls those beyond its own limit, and what a result calls the rest. */
const OTHER_SIGNATURE = "other failures";

/** Equal failures, over all nodes. */
export interface FailureGroup {
  readonly signature: string;
  readonly category: string;
  readonly count: number;
  readonly firstOffsetMs: number;
  /** The first of them; absent when it was lost with its node. */
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

  /** Adds what a node has counted. */
  add(node: string, { signature, category, count, firstOffsetMs, sample }: FailureDelta): void {
    const first = sample === undefined ? undefined : { sample, node, offsetMs: firstOffsetMs };
    this.#groups.add(signature, { signature, category, count, firstOffsetMs, first });
  }

  /** The most frequent first; those beyond the limit in one group at the end. */
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
    first: earlier.first,
  };
}

/** An order of samples in which no two differ that look the same in a report. */
function isEarlier(a: FailureGroup, b: FailureGroup): boolean {
  if (a.first === undefined || b.first === undefined) return a.first !== undefined;
  const byTime = a.first.offsetMs - b.first.offsetMs || compare(a.first.node, b.first.node);
  return (byTime || compare(JSON.stringify(a.first.sample), JSON.stringify(b.first.sample))) < 0;
}
