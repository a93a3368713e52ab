import type { CdpSession } from "../cdp-session.js";
import { trimOldest } from "./network-timing.js";
import type { RequestWatch } from "./quiet-network.js";

/** A request in flight. */
export interface OpenRequest {
  readonly session: CdpSession;
  /** The document that sent it. */
  readonly loaderId: string;
  readonly method: string;
  readonly url: string;
  /** Whether the network counts as busy because of it. */
  readonly isWatched: boolean;
  /** Already recorded as a trouble. */
  isRecorded: boolean;
}

/** The requests in flight of a page, its frames and workers. */
export class OpenRequests {
  readonly #open = new Map<string, OpenRequest>();
  readonly #watches = new Set<RequestWatch>();

  get(requestId: string): OpenRequest | undefined {
    return this.#open.get(requestId);
  }

  begun(requestId: string, request: Omit<OpenRequest, "isRecorded">): void {
    // A redirect keeps the id.
    this.#open.set(requestId, { ...request, isRecorded: false });
    trimOldest(this.#open);
    if (request.isWatched) for (const watch of this.#watches) watch.begun(requestId);
  }

  ended(requestId: string): void {
    this.#open.delete(requestId);
    for (const watch of this.#watches) watch.ended(requestId);
  }

  /** Ends requests whose document, frame or worker is gone, for which the browser often reports no end. */
  abandon(hasGone: (request: OpenRequest) => boolean): void {
    for (const [requestId, request] of [...this.#open]) if (hasGone(request)) this.ended(requestId);
  }

  /** Reports the requests in flight and later ones to the watch until the returned function is called. */
  watch(watch: RequestWatch): () => void {
    for (const [requestId, { isWatched }] of this.#open) if (isWatched) watch.begun(requestId);
    this.#watches.add(watch);
    return () => this.#watches.delete(watch);
  }
}
