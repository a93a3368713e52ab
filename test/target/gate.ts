import { setTimeout as sleep } from "node:timers/promises";

/** Delays every answer, over HTTP and in channels, while the server is stalled. */
export class Gate {
  #closedUntil = 0;

  stall(ms: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, performance.now() + ms);
  }

  async pass(): Promise<void> {
    for (let left = this.#left(); left > 0; left = this.#left()) await sleep(left);
  }

  #left(): number {
    return Math.ceil(this.#closedUntil - performance.now());
  }
}
