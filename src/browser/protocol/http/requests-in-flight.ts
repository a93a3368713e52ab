import type { RequestWatch } from "../../network/quiet-network.js";

/** The requests of a user that have not ended. */
export class RequestsInFlight {
  readonly #open = new Set<string>();
  readonly #watches = new Set<RequestWatch>();
  #count = 0;

  /** A request has begun; call the returned function at its end. */
  begun(): () => void {
    const id = String(++this.#count);
    this.#open.add(id);
    for (const watch of this.#watches) watch.begun(id);
    return () => {
      this.#open.delete(id);
      for (const watch of this.#watches) watch.ended(id);
    };
  }

  /** Reports those that are open and later ones until the returned function is called. */
  watch(watch: RequestWatch): () => void {
    for (const id of this.#open) watch.begun(id);
    this.#watches.add(watch);
    return () => this.#watches.delete(watch);
  }
}
