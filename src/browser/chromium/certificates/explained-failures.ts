import type { Protocol } from "devtools-protocol";
import { trimOldest } from "../../network/network-timing.js";
import type { Rewriting } from "../protocol/protocol-session.js";

/** The browser's errors for a connection through a proxy that fails, or ends without an answer. */
const UNEXPLAINED = /\bERR_(TUNNEL_CONNECTION_FAILED|CONNECTION_CLOSED|CONNECTION_RESET|EMPTY_RESPONSE)\b/;

/**
 * Gives failed requests of one user the reasons that the browser would have found by itself, were it not for the proxy: a site
 * that refuses connections is told from one whose name is unknown, or whose certificate is not trusted.
 */
export class ExplainedFailures implements Rewriting {
  readonly #reasonFor: (url: string) => string | undefined;
  /** Addresses of requests, by their id. */
  readonly #urls = new Map<string, string>();

  constructor(reasonFor: (url: string) => string | undefined) {
    this.#reasonFor = reasonFor;
  }

  event(name: string, params: unknown): unknown {
    if (name === "Network.requestWillBeSent") {
      const { requestId, request } = params as Protocol.Network.RequestWillBeSentEvent;
      this.#keep(requestId, request.url);
    } else if (name === "Network.webSocketCreated") {
      const { requestId, url } = params as Protocol.Network.WebSocketCreatedEvent;
      this.#keep(requestId, url);
    } else if (name === "Network.loadingFailed") {
      const event = params as Protocol.Network.LoadingFailedEvent;
      return { ...event, errorText: this.#explained(event.errorText, this.#urls.get(event.requestId)) };
    } else if (name === "Network.webSocketFrameError") {
      const event = params as Protocol.Network.WebSocketFrameErrorEvent;
      return { ...event, errorMessage: this.#explained(event.errorMessage, this.#urls.get(event.requestId)) };
    }
    return params;
  }

  answer(method: string, params: unknown, result: unknown): unknown {
    if (method !== "Page.navigate") return result;
    const { errorText, loaderId = "" } = result as Protocol.Page.NavigateResponse;
    const { url } = params as Protocol.Page.NavigateRequest;
    // It may have been redirected.
    const failed = this.#urls.get(loaderId) ?? url;
    return errorText === undefined ? result : { ...(result as object), errorText: this.#explained(errorText, failed) };
  }

  #keep(requestId: string, url: string): void {
    this.#urls.delete(requestId);
    this.#urls.set(requestId, url);
    trimOldest(this.#urls);
  }

  #explained(text: string, url: string | undefined): string {
    const reason = url !== undefined && UNEXPLAINED.test(text) ? this.#reasonFor(url) : undefined;
    return reason === undefined ? text : text.replace(UNEXPLAINED, reason);
  }
}
