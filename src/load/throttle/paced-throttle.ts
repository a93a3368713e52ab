import type { RateCurve } from "../rate-curve.js";
import { GrantList, type ThrottleClock, type ThrottleGrants } from "./throttle-clock.js";
import { type ThrottleDemand, ThrottleLine } from "./throttle-line.js";

/** Instants are given out at most so long before they are due: what is given cannot be taken back. */
const HORIZON_MS = 250;
/** What was missed while somebody stood in line is made up for by going this much faster. */
const REPAY = 1.1;
/** At most what so much time would have given is made up for. */
const DEBT_LIMIT_MS = 10_000;

/**
 * A throttle of so many grants per time: every waiter gets the next instant of the curve, first come, first served. While
 * nobody waits nothing is saved up.
 */
export class PacedThrottle<Node> implements ThrottleClock<Node> {
  readonly #curve: RateCurve;
  readonly #line = new ThrottleLine<Node>();
  /** The curve's count at the last instant that was given. */
  #last = -1;
  /** Grants that are to be made up for. */
  #debt = 0;
  /** Since when somebody has been waiting without a break. */
  #busySinceMs: number | undefined;
  /** Instants to come that lost nodes had, in order. */
  #free: number[] = [];
  #returned = 0;

  constructor(curve: RateCurve) {
    this.#curve = curve;
  }

  update(node: Node, demand: ThrottleDemand): void {
    this.#returned += this.#line.update(node, demand).returned;
  }

  grant(nowMs: number): readonly ThrottleGrants<Node>[] {
    const grants = new GrantList<Node>();
    this.#look(nowMs);
    for (let node = this.#line.first(nowMs); node !== undefined; node = this.#line.first(nowMs)) {
      const dueMs = this.#take(nowMs);
      if (dueMs === undefined) break;
      grants.add(node, this.#line.grantedTo(node), dueMs);
      this.#line.give(node, dueMs);
    }
    if (this.#line.first(nowMs) === undefined) this.#busySinceMs = undefined;
    return grants.all;
  }

  nextMs(nowMs: number): number | undefined {
    if (this.#line.first(nowMs) === undefined) return undefined;
    return Math.max(nowMs, Math.min(this.#free[0] ?? Number.POSITIVE_INFINITY, this.#ahead(nowMs).dueMs) - HORIZON_MS);
  }

  unreceived(node: Node): ThrottleGrants<Node> {
    return { node, ...this.#line.unreceived(node) };
  }

  lose(node: Node, nowMs: number): void {
    const { outstanding } = this.#line.lose(node);
    this.#free = [...this.#free, ...outstanding.filter((dueMs) => dueMs > nowMs)].sort((a, b) => a - b);
  }

  /** Sees whether somebody waits, and since when; what came back to a line that waits was missed by it. */
  #look(nowMs: number): void {
    if (this.#line.first(nowMs) === undefined) this.#busySinceMs = undefined;
    else {
      this.#busySinceMs ??= nowMs;
      this.#owe(this.#returned, nowMs);
    }
    this.#returned = 0;
    this.#free = this.#free.filter((dueMs) => dueMs >= nowMs);
  }

  /** The next instant, when it is near enough to be given away. */
  #take(nowMs: number): number | undefined {
    const { count, step, dueMs } = this.#ahead(nowMs);
    const [freed] = this.#free;
    if (Math.min(dueMs, freed ?? dueMs) > nowMs + HORIZON_MS) return undefined;
    if (freed !== undefined && freed <= dueMs) {
      this.#free.shift();
      return freed;
    }
    const missed = count - Math.max(this.#last + step, this.#curve.countAt(this.#busySinceMs ?? nowMs));
    this.#last = count;
    if (missed > 0) this.#owe(missed, nowMs);
    else this.#debt -= 1 - step;
    return dueMs;
  }

  #ahead(nowMs: number): { readonly count: number; readonly step: number; readonly dueMs: number } {
    const step = 1 - Math.min(this.#debt, 1 - 1 / REPAY);
    const count = Math.max(this.#last + step, this.#curve.countAt(nowMs));
    return { count, step, dueMs: Math.max(nowMs, this.#curve.instantOf(count)) };
  }

  #owe(grants: number, nowMs: number): void {
    this.#debt = Math.min(this.#debt + grants, DEBT_LIMIT_MS * this.#curve.perMsAt(nowMs));
  }
}
