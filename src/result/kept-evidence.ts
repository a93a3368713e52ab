import type { Evidence, RunResult } from "./model.js";
import type { RunAggregate } from "./run-aggregate.js";

/** Evidence that the run keeps. */
export interface KeptEvidence extends Omit<Evidence, "sick"> {
  /** Of the failure that it belongs to; absent for a page that was to be shown whatever happened. */
  readonly signature?: string | undefined;
}

/** What is kept of one signature: the first, and two later ones. */
const KEPT = 3;

/** The evidence of one failure or, without a signature, of no failure: of healthy nodes first, then by time. */
export function evidenceOf(
  kept: readonly KeptEvidence[],
  signature: string | undefined,
  aggregate: Pick<RunAggregate, "node">,
): RunResult["lastPages"] {
  const own = kept.filter((evidence) => evidence.signature === signature);
  if (own.length === 0) return undefined;
  return own
    .map(({ signature: _of, ...evidence }) => (isSick(evidence, aggregate) ? { ...evidence, sick: true as const } : evidence))
    .sort((a, b) => Number("sick" in a) - Number("sick" in b) || a.offsetMs - b.offsetMs);
}

/** The evidence of these nodes: users in browsers and background users can fail in the same way, on nodes of their own. */
export function evidenceOn(nodes: readonly { readonly name: string }[], kept: readonly KeptEvidence[]): readonly KeptEvidence[] {
  const names = new Set(nodes.map(({ name }) => name));
  return kept.filter(({ node }) => names.has(node));
}

/** Which of them to keep: of healthy nodes before those of sick ones; the first, the last, and one from between. */
export function chosenEvidence<T extends Timed>(all: readonly T[], isFromSickNode: (evidence: T) => boolean): readonly T[] {
  const healthy = spread(
    all.filter((evidence) => !isFromSickNode(evidence)),
    KEPT,
  );
  return [...healthy, ...spread(all.filter(isFromSickNode), KEPT - healthy.length)];
}

/** Whether the generator was sick when the evidence was taken. */
export function isSick(
  { node, offsetMs }: { readonly node: string; readonly offsetMs: number },
  aggregate: Pick<RunAggregate, "node">,
): boolean {
  return aggregate.node(node)?.wasSickAt(offsetMs) === true;
}

interface Timed {
  readonly offsetMs: number;
}

function spread<T extends Timed>(all: readonly T[], most: number): readonly T[] {
  const sorted = [...all].sort((a, b) => a.offsetMs - b.offsetMs);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (sorted.length <= most || first === undefined || last === undefined) return sorted;
  if (most < 2) return sorted.slice(0, most);
  const middleMs = (first.offsetMs + last.offsetMs) / 2;
  const between = sorted
    .slice(1, -1)
    .sort((a, b) => Math.abs(a.offsetMs - middleMs) - Math.abs(b.offsetMs - middleMs))
    .slice(0, most - 2);
  return [first, ...between, last];
}
