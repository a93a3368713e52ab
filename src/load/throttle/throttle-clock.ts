import type { ThrottleDemand } from "./throttle-line.js";

/** Instants granted to a node. */
export interface ThrottleGrants<Node> {
  readonly node: Node;
  /** Sequence number of the first, from 0, among all grants of this throttle to the node. */
  readonly first: number;
  /** When the grants may be used, in milliseconds since T0 and in order. */
  readonly dueMs: readonly number[];
}

/**
 * The single clock of a throttle, for all nodes. Instants are milliseconds since T0. It only decides; its owner calls
 * `grant` after every change, and again at `nextMs`.
 */
export interface ThrottleClock<Node> {
  /** Takes a node's report. */
  update(node: Node, demand: ThrottleDemand): void;
  /** The grants that can be made now. */
  grant(nowMs: number): readonly ThrottleGrants<Node>[];
  /** When more grants may become possible without a new report; `undefined` if they need one. */
  nextMs(nowMs: number): number | undefined;
  /** Grants that a node may have missed while it was unreachable. */
  unreceived(node: Node): ThrottleGrants<Node>;
  /** Removes a lost node. */
  lose(node: Node, nowMs: number): void;
}

/** Collects grants node by node. */
export class GrantList<Node> {
  readonly #byNode = new Map<Node, { readonly node: Node; readonly first: number; readonly dueMs: number[] }>();

  add(node: Node, number: number, dueMs: number): void {
    const known = this.#byNode.get(node);
    if (known === undefined) this.#byNode.set(node, { node, first: number, dueMs: [dueMs] });
    else known.dueMs.push(dueMs);
  }

  get all(): readonly ThrottleGrants<Node>[] {
    return [...this.#byNode.values()];
  }
}
