import type { RateCurve } from "../rate-curve.js";
import { GrantList, type ThrottleClock, type ThrottleGrants } from "./throttle-clock.js";
import { type ThrottleDemand, ThrottleLine } from "./throttle-line.js";

/** The longest lead time of a grant, as a grant cannot be revoked. */
const HORIZON_MS = 250;
/** Instants missed while somebody was waiting are made up for at this much higher a rate. */
const REPAY = 1.1;
/** At most the grants of this period are made up for. */
const DEBT_LIMIT_MS = 10_000;

/**
 * A throttle with a rate of grants: every waiter gets the next instant of the curve, first come, first served. While
 * nobody waits, no grants are saved up.
 */
export class PacedThrottle<Node> implements ThrottleClock<Node> {
  readonly #curve: RateCurve;
  readonly #line = new ThrottleLine<Node>();
  /** The curve's count at the last granted instant. */
  #last = -1;
  /** Grants still to be made up for. */
  #debt = 0;
  /** Start of the current period in which somebody has been waiting. */
  #busySinceMs: number | undefined;
  /** Future instants that were granted to lost nodes, in order. */
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

  /** Tracks since when somebody has been waiting; grants returned while somebody waits count as missed. */
  #look(nowMs: number): void {
    if (this.#line.first(nowMs) === undefined) this.#busySinceMs = undefined;
    else {
      this.#busySinceMs ??= nowMs;
      this.#owe(this.#returned, nowMs);
    }
    this.#returned = 0;
    this.#free = this.#free.filter((dueMs) => dueMs >= nowMs);
  }

  /** The next instant, if it is within the lead time. */
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
