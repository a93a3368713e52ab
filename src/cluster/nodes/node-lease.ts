import type { Clock, Timer } from "../../base/clock.js";

/** A timer that fires later than this tells that we slept, not the node. */
const OWN_STALL_MS = 1000;

/** What a lease is made with. */
export interface NodeLeaseOptions {
  readonly clock: Clock;
  readonly leaseMs: number;
  /** How much longer a node has to renew when it was us who slept. */
  readonly graceMs: number;
  readonly onOver: () => void;
}

/** The time for which a node counts as there without being heard of. */
export class NodeLease {
  readonly #options: NodeLeaseOptions;
  #timer: Timer | undefined;

  constructor(options: NodeLeaseOptions) {
    this.#options = options;
  }

  renew(): void {
    this.#watch(this.#options.leaseMs);
  }

  cancel(): void {
    this.#timer?.cancel();
  }

  #watch(delayMs: number): void {
    this.#timer?.cancel();
    const { clock, graceMs, onOver } = this.#options;
    const dueMs = clock.now() + delayMs;
    const look = () => {
      if (clock.now() - dueMs > OWN_STALL_MS) this.#watch(graceMs);
      else onOver();
    };
    this.#timer = clock.setTimer(look, delayMs, { background: true });
  }
}
