import type { SickCause } from "./sick-cause.js";

/** The sick seconds of a node: for the whole node, or for single users. */
export class SickSeconds {
  readonly #node = new Map<number, SickCause>();
  readonly #users = new Map<number, Set<number>>();

  /** Marks a second as sick for the whole node. The first cause is kept. */
  mark(second: number, cause: SickCause): void {
    if (!this.#node.has(second)) this.#node.set(second, cause);
  }

  /** Marks a second as sick for one user. */
  markFor(userId: number, second: number): void {
    const users = this.#users.get(second);
    if (users === undefined) this.#users.set(second, new Set([userId]));
    else users.add(userId);
  }

  /** Why the second was sick for the whole node. */
  causeOf(second: number): SickCause | undefined {
    return this.#node.get(second);
  }

  /** The number of users for which the second was marked one by one. */
  usersIn(second: number): number {
    return this.#users.get(second)?.size ?? 0;
  }

  /** Whether any second from `first` to `last` was sick for the node, or for the user when one is given. */
  touches(first: number, last: number, userId: number | undefined): boolean {
    if (this.#node.size === 0 && this.#users.size === 0) return false;
    for (let second = Math.max(0, Math.min(first, last)); second <= last; second += 1) {
      if (this.#node.has(second)) return true;
      if (userId !== undefined && this.#users.get(second)?.has(userId) === true) return true;
    }
    return false;
  }
}
