import type { Clock, Timer } from "../../base/clock.js";
import type { ClusterNode } from "../../cluster/nodes/cluster-node.js";
import type { ThrottleClock, ThrottleGrants } from "../../load/throttle/throttle-clock.js";
import type { ThrottleDemand } from "../../load/throttle/throttle-line.js";
import { MAX_GRANTS } from "../../protocol/messages.js";
import type { ThrottleSpec } from "../../scenario/authoring/throttle-spec.js";
import { throttleClockOf } from "./throttle-clock-of.js";

/** A node as the desk needs it. */
export type ThrottledNode = Pick<ClusterNode, "notifyRunner" | "toNodeTime" | "measureOffset" | "isReachable" | "status">;

/** The shortest pause between two checks for due grants. */
const LOOK_EVERY_MS = 20;
/** Clocks of machines drift apart by some milliseconds a minute. */
const MEASURE_EVERY_MS = 60_000;

/**
 * The throttles of the cluster: nodes report how many users wait, and get the instants at which these may go on, from one clock
 * per throttle. Before `begin` it only collects demands.
 */
export class ThrottleDesk {
  readonly #clock: Clock;
  readonly #throttles: readonly ThrottleClock<ThrottledNode>[];
  readonly #nodes = new Set<ThrottledNode>();
  readonly #early = new Map<ThrottledNode, readonly ThrottleDemand[]>();
  readonly #measuring = new AbortController();
  #t0Ms: number | undefined;
  #timer: Timer | undefined;
  #measureTimer: Timer | undefined;

  constructor(clock: Clock, specs: readonly ThrottleSpec[]) {
    this.#clock = clock;
    this.#throttles = specs.map((spec) => throttleClockOf(spec));
  }

  /** Starts granting. `t0Ms` is on the controller's monotonic clock. */
  begin(t0Ms: number): void {
    this.#t0Ms = t0Ms;
    for (const [node, demands] of this.#early) this.heard(node, demands);
    this.#early.clear();
    this.#measureLater();
  }

  /** Takes a node's demands, one per throttle. */
  heard(node: ThrottledNode, demands: readonly ThrottleDemand[]): void {
    if (node.status === "lost") return;
    if (this.#t0Ms === undefined) {
      this.#early.set(node, demands);
      return;
    }
    this.#nodes.add(node);
    for (const [at, demand] of demands.entries()) this.#throttles[at]?.update(node, demand);
    this.#look();
  }

  /** A node has reconnected: grants sent to it may have been lost. */
  resumed(node: ThrottledNode): void {
    for (const [at, throttle] of this.#throttles.entries()) this.#send(at, throttle.unreceived(node));
  }

  /** A node is lost. */
  lost(node: ThrottledNode): void {
    this.#nodes.delete(node);
    this.#early.delete(node);
    if (this.#t0Ms === undefined) return;
    for (const throttle of this.#throttles) throttle.lose(node, this.#clock.now() - this.#t0Ms);
    this.#look();
  }

  /** Ends granting. */
  end(): void {
    this.#measuring.abort();
    this.#timer?.cancel();
    this.#measureTimer?.cancel();
  }

  #look(): void {
    const t0Ms = this.#t0Ms;
    if (t0Ms === undefined || this.#measuring.signal.aborted) return;
    this.#timer?.cancel();
    const nowMs = this.#clock.now() - t0Ms;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const [at, throttle] of this.#throttles.entries()) {
      for (const grants of throttle.grant(nowMs)) this.#send(at, grants);
      nextMs = Math.min(nextMs, throttle.nextMs(nowMs) ?? Number.POSITIVE_INFINITY);
    }
    if (nextMs === Number.POSITIVE_INFINITY) return;
    this.#timer = this.#clock.setTimer(() => this.#look(), Math.max(LOOK_EVERY_MS, nextMs - nowMs));
  }

  #send(throttle: number, { node, first, dueMs }: ThrottleGrants<ThrottledNode>): void {
    const t0Ms = this.#t0Ms ?? 0;
    // Grants that cannot be sent stay assigned to the node, which returns those that are too late when it reconnects.
    if (!node.isReachable) return;
    const onNode = dueMs.map((due) => Math.max(0, node.toNodeTime(t0Ms + due)));
    for (let at = 0; at < onNode.length; at += MAX_GRANTS)
      node.notifyRunner("throttle.grants", { throttle, first: first + at, dueMs: onNode.slice(at, at + MAX_GRANTS) });
  }

  #measureLater(): void {
    this.#measureTimer = this.#clock.setTimer(() => {
      const { signal } = this.#measuring;
      const measured = [...this.#nodes].filter(({ isReachable }) => isReachable).map((node) => node.measureOffset(signal));
      // A node that does not answer keeps its last offset.
      void Promise.allSettled(measured).then(() => signal.aborted || this.#measureLater());
    }, MEASURE_EVERY_MS);
  }
}
