import type { Protocol } from "devtools-protocol";
import type { PageRequest, PageResponse, RequestFacts } from "../../scenario/ports/traffic.js";
import type { CdpSession } from "../cdp-session.js";
import { Exchange } from "./exchange.js";
import { trimOldest } from "./network-timing.js";

type SentEvent = Protocol.Network.RequestWillBeSentEvent;

/** Requests with what the browser tells of them and their answers, while someone listens to traffic or messages. */
export class Exchanges {
  /** By id: the last hop of each request that was sent while someone listened. */
  readonly #exchanges = new Map<string, Exchange>();
  readonly #bySeen = new WeakMap<PageRequest | PageResponse, Exchange>();
  #listeners = 0;

  /** Keeps requests until the returned function is called. */
  listen(): () => void {
    this.#listeners += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#listeners -= 1;
      if (this.#listeners > 0) return;
      // Who has seen a request may still ask how it ends.
      for (const [id, exchange] of this.#exchanges) if (exchange.hasEnded) this.#exchanges.delete(id);
    };
  }

  /** The request with this id as it was sent last; `undefined` if nobody listened then. */
  of(requestId: string): Exchange | undefined {
    return this.#exchanges.get(requestId);
  }

  factsOf(seen: PageRequest | PageResponse): RequestFacts | undefined {
    return this.#bySeen.get(seen);
  }

  /** The answer to the request with this id has come; that of a redirect comes with the request that follows it. */
  answered(requestId: string, response: PageResponse): void {
    const last = this.#exchanges.get(requestId);
    const exchange = last?.redirectedFrom?.response === undefined ? (last?.redirectedFrom ?? last) : last;
    if (exchange === undefined) return;
    exchange.answeredWith(response);
    this.#bySeen.set(response, exchange);
  }

  /** Follows the session of a page, a frame or a worker, before whatever asks for its requests. */
  follow(cdp: CdpSession): void {
    cdp.on("Network.requestWillBeSent", (event) => {
      if (this.#listeners > 0) this.#sent(event);
    });
    cdp.on("Network.requestWillBeSentExtraInfo", ({ requestId, headers }) =>
      this.#firstHop(requestId, (hop) => !hop.hasOwnHeaders)?.sentWith(headers),
    );
    cdp.on("Network.responseReceived", ({ requestId, response }) => this.#exchanges.get(requestId)?.tell(response));
    cdp.on("Network.responseReceivedExtraInfo", ({ requestId, headers }) =>
      this.#firstHop(requestId, (hop) => !hop.hasAnswersHeaders)?.receivedWith(headers),
    );
    cdp.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) =>
      this.#exchanges.get(requestId)?.finished(timestamp, encodedDataLength),
    );
    cdp.on("Network.loadingFailed", ({ requestId, errorText }) => this.#exchanges.get(requestId)?.failed(errorText));
  }

  #sent(event: SentEvent): void {
    const { requestId, redirectResponse, timestamp } = event;
    const before = this.#exchanges.get(requestId);
    // Both sessions of a frame that navigates to another site may report the request.
    if (before !== undefined && redirectResponse === undefined) return;
    if (before !== undefined && redirectResponse !== undefined) {
      before.tell(redirectResponse);
      before.finished(timestamp, redirectResponse.encodedDataLength);
    }
    const exchange = new Exchange(event, before);
    this.#exchanges.set(requestId, exchange);
    this.#bySeen.set(exchange.request, exchange);
    trimOldest(this.#exchanges);
  }

  /** Headers on the wire are told in the order of the hops of a redirect. */
  #firstHop(requestId: string, fits: (hop: Exchange) => boolean): Exchange | undefined {
    let found: Exchange | undefined;
    for (let hop = this.#exchanges.get(requestId); hop !== undefined; hop = hop.redirectedFrom) if (fits(hop)) found = hop;
    return found;
  }
}
