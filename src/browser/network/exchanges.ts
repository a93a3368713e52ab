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
  /** Sessions whose headers on the wire nobody has needed yet. */
  readonly #unheard = new Set<CdpSession>();
  #isHeard = false;
  #listeners = 0;

  /** Keeps requests until the returned function is called. */
  listen(): () => void {
    this.#listeners += 1;
    this.#hear();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#listeners -= 1;
      if (this.#listeners > 0) return;
      // A listener may still ask how the requests end that it has seen.
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
    this.#unheard.add(cdp);
    if (this.#isHeard) this.#hear();
    cdp.on("Network.responseReceived", ({ requestId, response }) => this.#exchanges.get(requestId)?.tell(response));
    cdp.on("Network.responseReceivedExtraInfo", ({ requestId, headers }) =>
      this.#firstHop(requestId, (hop) => !hop.hasAnswersHeaders)?.receivedWith(headers),
    );
    cdp.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) =>
      this.#exchanges.get(requestId)?.finished(timestamp, encodedDataLength),
    );
    cdp.on("Network.loadingFailed", ({ requestId, errorText }) => this.#exchanges.get(requestId)?.failed(errorText));
  }

  /** The session of a frame or worker has ended. */
  gone(cdp: CdpSession): void {
    this.#unheard.delete(cdp);
  }

  /** From the first listener on: an event that nobody listens to is not even parsed, and there is one for each request. */
  #hear(): void {
    this.#isHeard = true;
    for (const cdp of this.#unheard) {
      cdp.on("Network.requestWillBeSentExtraInfo", ({ requestId, headers }) =>
        this.#firstHop(requestId, (hop) => !hop.hasOwnHeaders)?.sentWith(headers),
      );
    }
    this.#unheard.clear();
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
