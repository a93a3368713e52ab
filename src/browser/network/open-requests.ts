import type { CdpSession } from "../cdp-session.js";
import { trimOldest } from "./network-timing.js";
import type { RequestWatch } from "./quiet-network.js";

/** A request that has not ended. */
export interface OpenRequest {
  readonly session: CdpSession;
  /** The document that sent it. */
  readonly loaderId: string;
  readonly method: string;
  readonly url: string;
  /** Whether the network is busy while it is under way. */
  readonly isWatched: boolean;
  /** Already recorded as a trouble. */
  isRecorded: boolean;
}

/** The requests under way of a page, its frames and workers, and who watches them. */
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

  /** Ends those whose document, frame or worker has gone: the browser often reports no end of theirs. */
  abandon(hasGone: (request: OpenRequest) => boolean): void {
    for (const [requestId, request] of [...this.#open]) if (hasGone(request)) this.ended(requestId);
  }

  /** Tells the watch of the requests under way and of later ones, until the returned function is called. */
  watch(watch: RequestWatch): () => void {
    for (const [requestId, { isWatched }] of this.#open) if (isWatched) watch.begun(requestId);
    this.#watches.add(watch);
    return () => this.#watches.delete(watch);
  }
}
