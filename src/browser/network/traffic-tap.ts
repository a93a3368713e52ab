import type { Protocol } from "devtools-protocol";
import type { PageRequest, PageResponse } from "../../scenario/ports/traffic.js";
import type { CdpSession } from "../cdp-session.js";
import type { TrafficListener } from "./traffic-watch.js";

/** Passes requests and responses on from the events of the DevTools protocol, while someone listens. */
export class TrafficTap {
  readonly #listeners = new Set<TrafficListener>();
  readonly #methodOf: (requestId: string) => string | undefined;

  /** `methodOf` returns the method of a request that is in flight. */
  constructor(methodOf: (requestId: string) => string | undefined) {
    this.#methodOf = methodOf;
  }

  /** Follows the session of a page, a frame or a worker. */
  follow(cdp: CdpSession): void {
    cdp.on("Network.requestWillBeSent", (event) => {
      if (this.#listeners.size === 0) return;
      const { requestId, redirectResponse } = event;
      if (redirectResponse !== undefined) this.#answered(event, redirectResponse);
      const request = requestOf(event);
      for (const listener of [...this.#listeners]) listener.sent(requestId, request);
    });
    cdp.on("Network.responseReceived", (event) => {
      if (this.#listeners.size > 0) this.#answered(event, event.response);
    });
  }

  listen(listener: TrafficListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #answered(
    {
      requestId,
      timestamp,
      type,
    }: Pick<Protocol.Network.ResponseReceivedEvent, "requestId" | "timestamp"> & { readonly type?: string },
    { url, status, headers, timing }: Protocol.Network.Response,
  ): void {
    const response: PageResponse = {
      url,
      method: this.#methodOf(requestId) ?? "GET",
      resourceType: resourceType(type),
      status,
      headers: lowerCased(headers),
      durationMs: timing === undefined ? null : Math.max(0, (timestamp - timing.requestTime) * 1000),
    };
    for (const listener of [...this.#listeners]) listener.answered(requestId, response);
  }
}

function requestOf({ request, type }: Protocol.Network.RequestWillBeSentEvent): PageRequest {
  const { url, urlFragment = "", method, headers, postData = null } = request;
  return { url: url + urlFragment, method, resourceType: resourceType(type), headers: lowerCased(headers), postData };
}

function resourceType(type = "Other"): string {
  return type.toLowerCase();
}

function lowerCased(headers: Protocol.Network.Headers): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
