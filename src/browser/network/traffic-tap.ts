import type { Protocol } from "devtools-protocol";
import { deferred } from "../../base/deadline.js";
import type { PageRequest, PageResponse } from "../../scenario/ports/traffic.js";
import type { CdpSession } from "../cdp-session.js";
import { trimOldest } from "./network-timing.js";
import type { TrafficListener } from "./traffic-watch.js";

const WITH_BODIES = { maxTotalBufferSize: 8 * 2 ** 20, maxResourceBufferSize: 4 * 2 ** 20, maxPostDataSize: 64 * 2 ** 10 };

/** Passes requests and responses on from the events of the DevTools protocol, while someone listens. */
export class TrafficTap {
  readonly #listeners = new Set<TrafficListener>();
  readonly #sessions: CdpSession[] = [];
  /** Answers whose body may not have come yet. */
  readonly #ending = new Map<string, ReturnType<typeof deferred<void>>>();
  readonly #methodOf: (requestId: string) => string | undefined;

  /** `methodOf` returns the method of a request that is in flight. */
  constructor(methodOf: (requestId: string) => string | undefined) {
    this.#methodOf = methodOf;
  }

  /** Follows the session of a page, a frame or a worker. */
  follow(cdp: CdpSession): void {
    this.#sessions.push(cdp);
    cdp.on("Network.requestWillBeSent", (event) => {
      if (this.#listeners.size === 0) return;
      const { requestId, redirectResponse } = event;
      if (redirectResponse !== undefined) this.#answered(event, redirectResponse, async () => new Uint8Array());
      const request = requestOf(event);
      for (const listener of [...this.#listeners]) listener.sent(requestId, request);
    });
    cdp.on("Network.responseReceived", (event) => {
      if (this.#listeners.size > 0) this.#answered(event, event.response, this.#bodyOf(cdp, event.requestId));
    });
    const ended = ({ requestId }: { readonly requestId: string }) => this.#ending.get(requestId)?.resolve();
    cdp.on("Network.loadingFinished", ended);
    cdp.on("Network.loadingFailed", ended);
  }

  /** Has the browser keep the bodies of what the page and its present frames load from now on. */
  async keepBodies(): Promise<void> {
    await Promise.all(this.#sessions.map((cdp) => cdp.send("Network.enable", WITH_BODIES).catch(() => {})));
  }

  listen(listener: TrafficListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #bodyOf(cdp: CdpSession, requestId: string): () => Promise<Uint8Array> {
    const ending = deferred<void>();
    this.#ending.set(requestId, ending);
    trimOldest(this.#ending);
    return async () => {
      await ending.promise;
      const { body, base64Encoded } = await cdp.send("Network.getResponseBody", { requestId });
      return Buffer.from(body, base64Encoded ? "base64" : "utf8");
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
      resourceType: resourceType(type),
      status,
      headers: lowerCased(headers),
      durationMs: timing === undefined ? null : Math.max(0, (timestamp - timing.requestTime) * 1000),
    };
    for (const listener of [...this.#listeners]) listener.answered(requestId, response, body);
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
