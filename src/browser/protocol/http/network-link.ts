/** Whether a user is connected to the network: online ↔ offline. */
export class NetworkLink {
  readonly #listeners = new Set<() => void>();
  #isOffline = false;

  get isOffline(): boolean {
    return this.#isOffline;
  }

  setOffline(isOffline: boolean): void {
    if (this.#isOffline === isOffline) return;
    this.#isOffline = isOffline;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls the listener at every change until the returned function is called. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
