import { GrantList, type ThrottleClock, type ThrottleGrants } from "./throttle-clock.js";
import { type ThrottleDemand, ThrottleLine } from "./throttle-line.js";

/** A lost node ends its users when its lease expires, by force some seconds later. Its grants are free after that. */
const ENDING_MS = 15_000;

/** A throttle with a limited number of concurrent holders, first come, first served. */
export class HeldThrottle<Node> implements ThrottleClock<Node> {
  readonly #limit: number;
  readonly #line = new ThrottleLine<Node>();
  /** Grants that are held, or may be. */
  #inUse = 0;
  /** Grants that lost nodes may still hold, and until when. */
  #lost: { readonly untilMs: number; readonly count: number }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  update(node: Node, demand: ThrottleDemand): void {
    const { returned, released } = this.#line.update(node, demand);
    this.#inUse -= returned + released;
  }

  grant(nowMs: number): readonly ThrottleGrants<Node>[] {
    const grants = new GrantList<Node>();
    for (const { untilMs, count } of this.#lost) if (untilMs <= nowMs) this.#inUse -= count;
    this.#lost = this.#lost.filter(({ untilMs }) => untilMs > nowMs);
    for (let node = this.#line.first(nowMs); node !== undefined; node = this.#line.first(nowMs)) {
      if (this.#inUse >= this.#limit) break;
      this.#inUse += 1;
      grants.add(node, this.#line.grantedTo(node), nowMs);
      this.#line.give(node, nowMs);
    }
    return grants.all;
  }

  nextMs(nowMs: number): number | undefined {
    if (this.#line.first(nowMs) === undefined || this.#lost.length === 0) return undefined;
    return Math.min(...this.#lost.map(({ untilMs }) => untilMs));
  }

  unreceived(node: Node): ThrottleGrants<Node> {
    return { node, ...this.#line.unreceived(node) };
  }

  lose(node: Node, nowMs: number): void {
    const { held } = this.#line.lose(node);
    if (held > 0) this.#lost.push({ untilMs: nowMs + ENDING_MS, count: held });
  }
}
