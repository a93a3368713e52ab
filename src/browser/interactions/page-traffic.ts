import type { Protocol } from "devtools-protocol";
import type { Clock } from "../../base/clock.js";
import { templatePath } from "../../telemetry/page-templates.js";
import type { CdpSession } from "../cdp-session.js";
import { BrowserClock, trimOldest } from "../network/network-timing.js";
import { idsIn, isKeepAlive, messageShape } from "./traffic-shape.js";

/** Something that a page sent to a server. Instants are milliseconds of the browser's clock. */
export interface Send {
  readonly kind: "request" | "document" | "script" | "message";
  readonly at: number;
  /** For people: `POST /queue/join`, `a message on /ws`. */
  readonly name: string;
  readonly shape: string;
  /** Ids that the answer may repeat. */
  readonly ids: readonly string[];
  /** Of a document: the id of its navigation. */
  readonly loaderId: string;
  /** Its answer has begun. */
  answeredAt?: number;
  /** How long the answer is, in bytes on the wire; absent if the server does not say. */
  length?: number;
  /** Bytes of it that have arrived. */
  received?: number;
  closedAt?: number;
  hasFailed?: boolean;
}

/** Something that a page received from a server. */
export interface Receipt {
  readonly at: number;
  /** The request that it answers; absent for messages on a socket or event stream. */
  readonly send?: Send;
  readonly shape: string;
  readonly ids: readonly string[];
}

/** Receives what happens on the network of a page, in the order in which it is reported. */
export interface TrafficListener {
  sent(send: Send): void;
  received(receipt: Receipt): void;
  /** The answer to a request is complete, or there is none. */
  closed(send: Send): void;
  /** The page shows another document. */
  documentShown(loaderId: string): void;
}

interface TrafficOptions {
  readonly clock: Clock;
  readonly routes: readonly string[];
}

const OF_INTEREST: Readonly<Record<string, Send["kind"]>> = {
  Fetch: "request",
  XHR: "request",
  Document: "document",
  Script: "script",
};
/** LiveViews report their own events. */
const LIVE_VIEW_SOCKET = /\/live\/websocket(?:\?|$)/;

/** The requests and messages of a page and its frames, by the events of DevTools' Network domain. */
export class PageTraffic {
  readonly #options: TrafficOptions;
  readonly #listener: TrafficListener;
  readonly #browserClock = new BrowserClock();
  readonly #requests = new Map<string, Send>();
  /** The paths of sockets. */
  readonly #sockets = new Map<string, string>();
  #mainFrame: string | undefined;
  /** Milliseconds between the browser's wall clock and its monotonic clock. */
  #wallOffsetMs: number | undefined;

  constructor(options: TrafficOptions, listener: TrafficListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** When a document started, by its `performance.timeOrigin`; `undefined` before any request. */
  startOf(timeOrigin: number): number | undefined {
    return this.#wallOffsetMs === undefined ? undefined : timeOrigin - this.#wallOffsetMs;
  }

  /** Converts an instant of the browser to the node's clock. */
  place(at: number): number {
    return this.#browserClock.place(at / 1000);
  }

  /** Follows the session of the page, or of a cross-site frame, whose Network and Page domains others enable. */
  follow(cdp: CdpSession): void {
    cdp.on("Network.requestWillBeSent", (event) => this.#requested(event));
    cdp.on("Network.responseReceived", ({ requestId, timestamp, response }) => {
      const send = this.#requests.get(requestId);
      if (send === undefined) return;
      send.answeredAt = timestamp * 1000;
      const length = lengthOf(response.headers);
      if (length !== undefined) send.length = length;
      this.#received(send, timestamp);
    });
    cdp.on("Network.dataReceived", ({ requestId, timestamp, dataLength, encodedDataLength }) => {
      const send = this.#requests.get(requestId);
      if (send === undefined) return;
      send.received = (send.received ?? 0) + (encodedDataLength > 0 ? encodedDataLength : dataLength);
      this.#received(send, timestamp);
    });
    cdp.on("Network.loadingFinished", ({ requestId, timestamp }) => this.#closed(requestId, timestamp, false));
    cdp.on("Network.loadingFailed", ({ requestId, timestamp }) => this.#closed(requestId, timestamp, true));
    cdp.on("Page.frameNavigated", ({ frame }) => {
      if (frame.parentId !== undefined) return;
      this.#mainFrame = frame.id;
      this.#listener.documentShown(frame.loaderId);
    });
    this.#followMessages(cdp);
  }

  #followMessages(cdp: CdpSession): void {
    cdp.on("Network.webSocketCreated", ({ requestId, url }) => {
      if (LIVE_VIEW_SOCKET.test(url)) return;
      this.#sockets.set(requestId, templatePath(url, this.#options.routes));
      trimOldest(this.#sockets);
    });
    cdp.on("Network.webSocketFrameSent", ({ requestId, timestamp, response }) => {
      const path = this.#sockets.get(requestId);
      if (path !== undefined) this.#messageSent(path, timestamp, response);
    });
    cdp.on("Network.webSocketFrameReceived", ({ requestId, timestamp, response: { opcode, payloadData } }) => {
      const path = this.#sockets.get(requestId);
      if (path === undefined || isKeepAlive(payloadData)) return;
      const shape = `< ${path} ${messageShape(payloadData, opcode === 1)}`;
      this.#heard({ at: timestamp * 1000, shape, ids: opcode === 1 ? idsIn(payloadData) : [] });
    });
    cdp.on("Network.eventSourceMessageReceived", ({ timestamp, eventName, data }) => {
      this.#heard({ at: timestamp * 1000, shape: `< ${eventName} ${messageShape(data, true)}`, ids: idsIn(data) });
    });
  }

  #requested(event: Protocol.Network.RequestWillBeSentEvent): void {
    const { requestId, loaderId, frameId, timestamp, wallTime, request, type = "Other" } = event;
    this.#browserClock.heard(timestamp, this.#options.clock.now());
    this.#wallOffsetMs = (wallTime - timestamp) * 1000;
    const kind = OF_INTEREST[type];
    // Hops of a redirect are one request for those who wait.
    if (kind === undefined || this.#requests.has(requestId) || !/^https?:/i.test(request.url)) return;
    if (kind === "document" && frameId !== undefined && this.#mainFrame !== undefined && frameId !== this.#mainFrame) return;
    const name = `${request.method} ${templatePath(request.url, this.#options.routes)}`;
    const ids = request.postData === undefined ? [] : idsIn(request.postData);
    const send: Send = { kind, at: timestamp * 1000, name, shape: `> ${name} ${origin(event)}`, ids, loaderId };
    this.#requests.set(requestId, send);
    trimOldest(this.#requests);
    this.#listener.sent(send);
  }

  #messageSent(path: string, timestamp: number, { opcode, payloadData }: Protocol.Network.WebSocketFrame): void {
    if (isKeepAlive(payloadData)) return;
    const isText = opcode === 1;
    this.#listener.sent({
      kind: "message",
      at: timestamp * 1000,
      name: `a message on ${path}`,
      shape: `> ${path} ${messageShape(payloadData, isText)}`,
      ids: isText ? idsIn(payloadData) : [],
      loaderId: "",
    });
  }

  #received(send: Send, timestamp: number): void {
    this.#heard({ at: timestamp * 1000, send, shape: "", ids: [] });
  }

  #heard(receipt: Receipt): void {
    this.#browserClock.heard(receipt.at / 1000, this.#options.clock.now());
    this.#listener.received(receipt);
  }

  #closed(requestId: string, timestamp: number, hasFailed: boolean): void {
    const send = this.#requests.get(requestId);
    if (send === undefined) return;
    this.#requests.delete(requestId);
    send.closedAt = timestamp * 1000;
    send.hasFailed = hasFailed;
    if (!hasFailed) this.#received(send, timestamp);
    this.#listener.closed(send);
  }
}

function lengthOf(headers: Protocol.Network.Headers): number | undefined {
  const [, length] = Object.entries(headers).find(([name]) => /^content-length$/i.test(name)) ?? [];
  return length === undefined ? undefined : Number(length);
}

/** The code that sent the request: a poll and a button may ask for the same. */
function origin({ initiator }: Protocol.Network.RequestWillBeSentEvent): string {
  const frame = initiator.stack?.callFrames.at(-1);
  return frame === undefined ? initiator.type : `${frame.url.split("?", 1)[0]}:${frame.lineNumber}:${frame.columnNumber}`;
}
