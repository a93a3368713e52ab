import type { Protocol } from "devtools-protocol";
import type { Clock } from "../../base/clock.js";
import { templatePath } from "../../telemetry/page-templates.js";
import type { CdpSession } from "../cdp-session.js";
import { BrowserClock, trimOldest } from "../network/network-timing.js";
import type { AdapterSet } from "./adapter-set.js";
import { DocumentStarts } from "./document-starts.js";
import type { Receipt, Send } from "./exchanges.js";
import type { WireMessage } from "./interaction-adapter.js";
import { MessageTraffic } from "./message-traffic.js";
import { ReadAnswers } from "./read-answers.js";
import { idsIn } from "./traffic-shape.js";

/** Receives what happens on the network of a page, in the order in which it is reported. */
export interface TrafficListener {
  sent(send: Send): void;
  received(receipt: Receipt): void;
  /** The answer to a request is complete, or there is none; or the ids of its answers have become known. */
  closed(send: Send): void;
  /** The page shows another document. */
  documentShown(loaderId: string): void;
  /** A request has shown that the document of this session has the framework of an adapter. */
  shows(adapter: string, cdp: CdpSession): void;
}

interface TrafficOptions {
  readonly clock: Clock;
  readonly routes: readonly string[];
  readonly adapters: AdapterSet;
}

interface Sent {
  readonly cdp: CdpSession;
  readonly requestId: string;
  readonly request: Protocol.Network.Request;
}

const OF_INTEREST: Readonly<Record<string, Send["kind"]>> = {
  Fetch: "request",
  XHR: "request",
  Document: "document",
  Script: "script",
};
const MOST_READ = 50;

/** The requests and messages of a page and its frames, by the events of DevTools' Network domain. */
export class PageTraffic {
  readonly #options: TrafficOptions;
  readonly #listener: TrafficListener;
  readonly #browserClock = new BrowserClock();
  readonly #requests = new Map<string, Send>();
  readonly #messages: MessageTraffic;
  readonly #answers: ReadAnswers;
  /** Requests whose answers an adapter reads. */
  readonly #read = new Map<string, { readonly request: WireMessage; readonly send: Send }>();
  readonly #starts = new DocumentStarts();
  /** The key under which adapters remember requests of this page. */
  readonly #page = {};
  #mainFrame: string | undefined;

  constructor(options: TrafficOptions, listener: TrafficListener) {
    this.#options = options;
    this.#listener = listener;
    this.#messages = new MessageTraffic({
      ...options,
      sent: (send) => listener.sent(send),
      received: (receipt) => this.#heard(receipt),
    });
    this.#answers = new ReadAnswers({
      event: (requestId, { name, data }, at) => {
        const read = this.#read.get(requestId);
        if (read !== undefined) this.#messages.received({ ...read.request, channel: "events", text: data, event: name }, at);
      },
      body: (requestId, text) => this.#identify(requestId, text),
    });
  }

  /** When a document started, by its `performance.timeOrigin`; `undefined` before any request. */
  startOf(timeOrigin: number): number | undefined {
    return this.#starts.of(timeOrigin);
  }

  /** Converts an instant of the browser to the node's clock. */
  place(at: number): number {
    return this.#browserClock.place(at / 1000);
  }

  /** Follows the session of the page, or of a cross-site frame, whose Network and Page domains others enable. */
  follow(cdp: CdpSession): void {
    this.#starts.follow(cdp);
    cdp.on("Network.requestWillBeSent", (event) => this.#requested(cdp, event));
    cdp.on("Network.responseReceived", (event) => this.#answered(cdp, event));
    cdp.on("Network.dataReceived", ({ requestId, timestamp, dataLength, encodedDataLength, data }) => {
      this.#answers.arrived(requestId, data, timestamp * 1000);
      const send = this.#requests.get(requestId);
      if (send === undefined) return;
      send.received = (send.received ?? 0) + (encodedDataLength > 0 ? encodedDataLength : dataLength);
      this.#received(send, timestamp);
    });
    cdp.on("Network.loadingFinished", ({ requestId, timestamp }) => {
      this.#closed(requestId, timestamp, false);
      this.#answers.ended(requestId, timestamp * 1000);
    });
    cdp.on("Network.loadingFailed", ({ requestId, timestamp }) => this.#closed(requestId, timestamp, true));
    cdp.on("Page.frameNavigated", ({ frame }) => {
      if (frame.parentId !== undefined) return;
      this.#mainFrame = frame.id;
      this.#listener.documentShown(frame.loaderId);
    });
    this.#messages.follow(cdp);
  }

  #requested(cdp: CdpSession, event: Protocol.Network.RequestWillBeSentEvent): void {
    const { requestId, loaderId, frameId, timestamp, request, type = "Other" } = event;
    this.#browserClock.heard(timestamp, this.#options.clock.now());
    const kind = OF_INTEREST[type];
    // Hops of a redirect are one request for those who wait.
    if (kind === undefined || this.#requests.has(requestId) || !/^https?:/i.test(request.url)) return;
    if (kind === "document" && frameId !== undefined && this.#mainFrame !== undefined && frameId !== this.#mainFrame) return;
    const name = `${request.method} ${templatePath(request.url, this.#options.routes)}`;
    const ids = request.postData === undefined ? [] : [...idsIn(request.postData)];
    const [at, url] = [timestamp * 1000, request.url];
    const send: Send = { kind, at, url, name, shape: `> ${name} ${origin(event)}`, ids, loaderId };
    if (kind === "request" && !this.#understand(send, { cdp, requestId, request })) return;
    this.#requests.set(requestId, send);
    trimOldest(this.#requests);
    this.#listener.sent(send);
  }

  /** Asks the adapters about a request; `false` if it is no part of any interaction. */
  #understand(send: Send, { cdp, requestId, request }: Sent): boolean {
    const { adapters } = this.#options;
    const { url, method, postData: text = "", headers } = request;
    const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const known = { headers: lowerCase, isBinary: false, connection: this.#page };
    const message: WireMessage = { channel: "request", url, method, text, ...known };
    if (adapters.reads(message)) {
      this.#read.set(requestId, { request: message, send });
      const [oldest] = this.#read.keys();
      if (oldest !== undefined && this.#read.size > MOST_READ) this.#read.delete(oldest);
    }
    const meaning = adapters.sent(message);
    if (meaning?.isSign === true) this.#listener.shows(meaning.adapter, cdp);
    if (meaning?.role === "other") return false;
    if (meaning === undefined) return true;
    send.adapter = meaning.adapter;
    send.ids.push(...(meaning.ids ?? []));
    if (meaning.role === "poll") send.isPoll = true;
    if (meaning.answer === "messages") send.isAwaited = true;
    if (meaning.purpose !== undefined) [send.isLearned, send.shape] = [true, `> ${send.name} ${meaning.purpose}`];
    return true;
  }

  #answered(cdp: CdpSession, { requestId, timestamp, response }: Protocol.Network.ResponseReceivedEvent): void {
    if (this.#read.has(requestId)) this.#answers.read(cdp, requestId, { mimeType: response.mimeType, at: timestamp * 1000 });
    const send = this.#requests.get(requestId);
    if (send === undefined) return;
    send.answeredAt = timestamp * 1000;
    const length = lengthOf(response.headers);
    if (length !== undefined) send.length = length;
    this.#received(send, timestamp);
  }

  /** The answer to a request names it for the messages to come. */
  #identify(requestId: string, text: string): void {
    const read = this.#read.get(requestId);
    if (read === undefined) return;
    const { request, send } = read;
    send.ids.push(...(this.#options.adapters.received({ ...request, channel: "response", text })?.ids ?? []));
    this.#listener.closed(send);
  }

  #received(send: Send, timestamp: number): void {
    // Its response is a receipt only.
    if (send.isAwaited === undefined) this.#heard({ at: timestamp * 1000, send, shape: "", ids: [] });
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
