import type { ThrottleDemand } from "./throttle-line.js";

/** Instants granted to a node. */
export interface ThrottleGrants<Node> {
  readonly node: Node;
  /** The number of the first of them, from 0, among all that the node ever got of this throttle. */
  readonly first: number;
  /** When they may be used, milliseconds since T0, in order. */
  readonly dueMs: readonly number[];
}

/**
 * The one clock of a throttle, for all nodes. Instants are milliseconds since T0. Decides only; whoever owns it calls
 * `grant` after every change, and again at `nextMs`.
 */
export interface ThrottleClock<Node> {
  /** Takes what a node says. */
  update(node: Node, demand: ThrottleDemand): void;
  /** What waiters get now. */
  grant(nowMs: number): readonly ThrottleGrants<Node>[];
  /** When there may be more to grant without anybody saying anything; `undefined` for not until then. */
  nextMs(nowMs: number): number | undefined;
  /** What a node may have missed while it could not be reached. */
  unreceived(node: Node): ThrottleGrants<Node>;
  /** The node is gone for good. */
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
