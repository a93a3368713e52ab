import { templatePath } from "../../telemetry/page-templates.js";
import type { CdpSession } from "../cdp-session.js";
import { trimOldest } from "../network/network-timing.js";
import type { AdapterSet } from "./adapter-set.js";
import type { Receipt, Send } from "./exchanges.js";
import type { WireMessage } from "./interaction-adapter.js";
import { idsIn, isKeepAlive, messageShape } from "./traffic-shape.js";

interface MessageTrafficOptions {
  readonly routes: readonly string[];
  readonly adapters: AdapterSet;
  readonly sent: (send: Send) => void;
  readonly received: (receipt: Receipt) => void;
}

interface Socket {
  readonly url: string;
  readonly connection: object;
}

/** LiveViews report their own events. */
const LIVE_VIEW_SOCKET = /\/live\/websocket(?:\?|$)/;

/** The messages on the sockets and event streams of a page. */
export class MessageTraffic {
  readonly #options: MessageTrafficOptions;
  readonly #sockets = new Map<string, Socket>();
  readonly #streams = new Map<string, string>();

  constructor(options: MessageTrafficOptions) {
    this.#options = options;
  }

  follow(cdp: CdpSession): void {
    cdp.on("Network.webSocketCreated", ({ requestId, url }) => {
      if (!LIVE_VIEW_SOCKET.test(url)) keep(this.#sockets, requestId, { url, connection: {} });
    });
    cdp.on("Network.webSocketFrameSent", ({ requestId, timestamp, response: { opcode, payloadData } }) => {
      const socket = this.#sockets.get(requestId);
      if (socket === undefined) return;
      this.#sent({ ...messageOf("socket", payloadData, opcode !== 1), ...socket }, timestamp * 1000);
    });
    cdp.on("Network.webSocketFrameReceived", ({ requestId, timestamp, response: { opcode, payloadData } }) => {
      const socket = this.#sockets.get(requestId);
      if (socket === undefined) return;
      this.received({ ...messageOf("socket", payloadData, opcode !== 1), ...socket }, timestamp * 1000);
    });
    cdp.on("Network.requestWillBeSent", ({ requestId, request, type }) => {
      if (type === "EventSource") keep(this.#streams, requestId, request.url);
    });
    cdp.on("Network.eventSourceMessageReceived", ({ requestId, timestamp, eventName, data }) => {
      const url = this.#streams.get(requestId) ?? "";
      this.received({ ...messageOf("events", data, false), url, event: eventName }, timestamp * 1000);
    });
  }

  /** A message was received: on a socket, or on an event stream, whoever reads it. */
  received(message: WireMessage, at: number): void {
    const { routes, adapters, received } = this.#options;
    const { channel, url, text, isBinary, event = "" } = message;
    const meaning = adapters.received(message);
    if (meaning?.role === "other" || (meaning === undefined && isKeepAlive(text))) return;
    const head = channel === "socket" ? templatePath(url, routes) : event;
    const shape = `< ${head} ${meaning?.purpose ?? messageShape(text, !isBinary)}`;
    if (meaning === undefined) received({ at, shape, ids: isBinary ? [] : idsIn(text) });
    else {
      const { adapter, role, ids = [], purpose } = meaning;
      received({ at, shape, ids, adapter, isLearned: purpose !== undefined, isEnd: role === "end" });
    }
  }

  #sent(message: WireMessage, at: number): void {
    const { routes, adapters, sent } = this.#options;
    const { url, text, isBinary } = message;
    const meaning = adapters.sent(message);
    if (meaning?.role === "other" || (meaning === undefined && isKeepAlive(text))) return;
    const path = templatePath(url, routes);
    const ids = meaning?.ids ?? (isBinary ? [] : idsIn(text));
    const shape = `> ${path} ${meaning?.purpose ?? messageShape(text, !isBinary)}`;
    const send: Send = { kind: "message", at, url, name: `a message on ${path}`, shape, ids: [...ids], loaderId: "" };
    if (meaning !== undefined) send.adapter = meaning.adapter;
    if (meaning?.role === "poll") send.isPoll = true;
    if (meaning?.answer === "messages") send.isAwaited = true;
    if (meaning?.purpose !== undefined) send.isLearned = true;
    sent(send);
  }
}

function messageOf(channel: "socket" | "events", text: string, isBinary: boolean): Omit<WireMessage, "url"> {
  return { channel, method: "", text, isBinary, headers: {} };
}

function keep<Kept>(all: Map<string, Kept>, requestId: string, one: Kept): void {
  all.set(requestId, one);
  trimOldest(all);
}
