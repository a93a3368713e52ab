import type { Clock, Timer } from "../../base/clock.js";

/** If the timer fires later than this, it was the controller that was suspended, not the node. */
const OWN_STALL_MS = 1000;

/** Options of a {@link NodeLease}. */
export interface NodeLeaseOptions {
  readonly clock: Clock;
  readonly leaseMs: number;
  /** Extra time to renew the lease after the controller was suspended. */
  readonly graceMs: number;
  readonly onOver: () => void;
}

/** The time that a node may stay silent before it counts as lost. */
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
