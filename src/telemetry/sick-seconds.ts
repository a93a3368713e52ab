import type { SickCause } from "./sick-cause.js";

/** Which seconds were sick: for everybody on the node, or for some of its users. */
export class SickSeconds {
  readonly #node = new Map<number, SickCause>();
  readonly #users = new Map<number, Set<number>>();

  /** The first cause that is known of a second stands. */
  mark(second: number, cause: SickCause): void {
    if (!this.#node.has(second)) this.#node.set(second, cause);
  }

  markFor(userId: number, second: number): void {
    const users = this.#users.get(second);
    if (users === undefined) this.#users.set(second, new Set([userId]));
    else users.add(userId);
  }

  /** Why the second was sick for the whole node. */
  causeOf(second: number): SickCause | undefined {
    return this.#node.get(second);
  }

  /** How many users the second was sick for, of those marked one by one. */
  usersIn(second: number): number {
    return this.#users.get(second)?.size ?? 0;
  }

  /** Whether any second from `first` to `last` was sick for the node or, where the sample is a user's, for that user. */
  touches(first: number, last: number, userId: number | undefined): boolean {
    if (this.#node.size === 0 && this.#users.size === 0) return false;
    for (let second = Math.max(0, Math.min(first, last)); second <= last; second += 1) {
      if (this.#node.has(second)) return true;
      if (userId !== undefined && this.#users.get(second)?.has(userId) === true) return true;
    }
    return false;
  }
}
