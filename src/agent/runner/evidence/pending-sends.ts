/** Messages that are on their way to the controller. */
export class PendingSends {
  readonly #pending = new Set<Promise<unknown>>();

  /** Tracks a message until it has arrived or is lost. */
  add(sending: Promise<unknown>): Promise<unknown> {
    const ended = () => void this.#pending.delete(sending);
    this.#pending.add(sending);
    sending.then(ended, ended);
    return sending;
  }

  /** Resolves when those that are on their way now have arrived or are lost. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#pending);
  }
}
