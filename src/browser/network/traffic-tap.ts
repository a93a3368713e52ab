import type { Protocol } from "devtools-protocol";
import type { PageResponse } from "../../scenario/ports/traffic.js";
import type { CdpSession } from "../cdp-session.js";
import { lowerCased, requestOf, resourceTypeOf } from "./exchange.js";
import type { Exchanges } from "./exchanges.js";
import { type BodyBuffers, bodyOfRedirect, ResponseBodies, SMALL_BODIES, WITH_BODIES } from "./response-body.js";
import type { TrafficListener } from "./traffic-watch.js";

/** Passes requests and responses on from the events of the DevTools protocol, while someone listens. */
export class TrafficTap {
  readonly #listeners = new Set<TrafficListener>();
  readonly #methodOf: (requestId: string) => string | undefined;
  readonly #sessions = new Set<CdpSession>();
  readonly #exchanges: Exchanges;
  /** What new sessions keep of bodies. */
  #buffers = SMALL_BODIES;

  /** `methodOf` returns the method of a request that is in flight; the exchanges follow the same sessions. */
  constructor(methodOf: (requestId: string) => string | undefined, exchanges: Exchanges) {
    this.#methodOf = methodOf;
    this.#exchanges = exchanges;
  }

  get buffers(): BodyBuffers {
    return this.#buffers;
  }

  /** Follows the session of a page, a frame or a worker; report its end with {@link gone}. */
  follow(cdp: CdpSession): void {
    this.#sessions.add(cdp);
    const bodies = new ResponseBodies(cdp);
    cdp.on("Network.requestWillBeSent", (event) => {
      if (this.#listeners.size === 0) return;
      const { requestId, redirectResponse } = event;
      if (redirectResponse !== undefined) this.#answered(event, redirectResponse, () => bodyOfRedirect(redirectResponse.url));
      const request = this.#exchanges.of(requestId)?.request ?? requestOf(event);
      for (const listener of [...this.#listeners]) listener.sent(requestId, request);
    });
    cdp.on("Network.responseReceived", (event) => {
      if (this.#listeners.size === 0) return;
      this.#answered(event, event.response, bodies.reader(event.requestId, event.response));
    });
  }

  /** Has the browser keep the bodies of what the page and its present frames load from now on. */
  async keepBodies(): Promise<void> {
    if (this.#buffers === WITH_BODIES) return;
    this.#buffers = WITH_BODIES;
    // A frame or worker may go meanwhile.
    await Promise.all([...this.#sessions].map((session) => session.send("Network.enable", WITH_BODIES).catch(() => {})));
  }

  gone(cdp: CdpSession): void {
    this.#sessions.delete(cdp);
  }

  /** From the first listener to responses on, bodies are kept for it: the command goes ahead of whatever causes the response. */
  listen(listener: TrafficListener): () => void {
    if (listener.readsBodies) void this.keepBodies();
    this.#listeners.add(listener);
    const ended = this.#exchanges.listen();
    return () => {
      this.#listeners.delete(listener);
      ended();
    };
  }

  #answered(
    {
      requestId,
      timestamp,
      type,
    }: Pick<Protocol.Network.ResponseReceivedEvent, "requestId" | "timestamp"> & { readonly type?: string },
    { url, status, headers, timing }: Protocol.Network.Response,
    body: () => Promise<Uint8Array>,
  ): void {
    const response: PageResponse = {
      url,
      method: this.#methodOf(requestId) ?? "GET",
      resourceType: resourceTypeOf(type),
      status,
      headers: lowerCased(headers),
      durationMs: timing === undefined ? null : Math.max(0, (timestamp - timing.requestTime) * 1000),
    };
    this.#exchanges.answered(requestId, response);
    for (const listener of [...this.#listeners]) listener.answered(requestId, response, body);
  }
}
