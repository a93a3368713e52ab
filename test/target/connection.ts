import type { App } from "./app.js";
import { binaryPush } from "./binary-frame.js";
import { Channel, type OpenedView, type Push } from "./channel.js";
import type { Json } from "./diff.js";
import type { ViewClass } from "./live-view.js";
import { matchLiveRoute, viewByName } from "./routes.js";
import type { UploadEntry } from "./uploads.js";
import { ConcreteViewSocket } from "./view-socket.js";

type Frame = readonly [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: Readonly<Record<string, unknown>>,
];

/** Base of a view's URL when the page did not send one. */
const PLACELESS = "http://127.0.0.1";

interface OpenChannel {
  readonly joinRef: string | null;
  readonly channel: Channel;
}

/** One client over a WebSocket or long polling: dispatches frames to its joined channels. */
export class Connection {
  readonly #app: App;
  readonly #sessionId: string;
  readonly #sendText: (text: string) => void;
  readonly #channels = new Map<string, OpenChannel>();
  /** Files that are being uploaded, by the topic of their channel. */
  readonly #uploads = new Map<string, UploadEntry>();
  #closed = false;

  constructor(app: App, sessionId: string, sendText: (text: string) => void) {
    this.#app = app;
    this.#sessionId = sessionId;
    this.#sendText = sendText;
  }

  /** Handles one frame; false if it is not a valid frame. */
  receive(text: string, receivedAt: number): boolean {
    const frame = parseFrame(text);
    if (!frame) return false;
    const [joinRef, ref, topic, event, payload] = frame;
    this.#app.log.frame(topic, event, payload);
    if (topic === "phoenix") void this.#heartbeat(ref);
    else if (topic.startsWith("lvu:")) this.#uploadChannel(frame);
    else if (event === "phx_join") this.#join(frame, receivedAt);
    else {
      const open = this.#channels.get(topic);
      const member = open?.joinRef === joinRef ? open : undefined;
      if (event === "phx_leave") this.#leave(frame, member);
      else if (member) member.channel.receive({ ref, event, payload, receivedAt });
      else this.#send([joinRef, ref, topic, "phx_reply", { status: "error", response: { reason: "unmatched topic" } }]);
    }
    return true;
  }

  /** Handles a chunk of an upload; false if it is not one. */
  receiveBytes(frame: Buffer): boolean {
    const push = binaryPush(frame);
    if (!push) return false;
    const { joinRef, ref, topic, event, bytes } = push;
    this.#app.log.bytes(topic, event, bytes);
    const entry = this.#uploads.get(topic);
    if (event === "chunk") entry?.add(bytes);
    const answer = entry ? { status: "ok", response: {} } : { status: "error", response: { reason: "unmatched topic" } };
    void this.#app.gate.pass().then(() => this.#send([joinRef, ref, topic, "phx_reply", answer]));
    return true;
  }

  close(): void {
    this.#closed = true;
    for (const { channel } of [...this.#channels.values()]) channel.close();
    this.#channels.clear();
  }

  /** The channel of one uploaded file: its join carries the token that allowed it. */
  #uploadChannel([joinRef, ref, topic, event, payload]: Frame): void {
    const entry = event === "phx_join" ? this.#app.uploads.take(payload.token) : this.#uploads.get(topic);
    if (event === "phx_leave" || entry === undefined) this.#uploads.delete(topic);
    else this.#uploads.set(topic, entry);
    const answer = entry ? { status: "ok", response: {} } : { status: "error", response: { reason: "invalid token" } };
    void this.#app.gate.pass().then(() => this.#send([joinRef, ref, topic, "phx_reply", answer]));
  }

  async #heartbeat(ref: string | null): Promise<void> {
    await this.#app.gate.pass();
    this.#send([null, ref, "phoenix", "phx_reply", { status: "ok", response: {} }]);
  }

  #join([joinRef, ref, topic, event, payload]: Frame, receivedAt: number): void {
    this.#app.stats.current.joins++;
    const duplicate = this.#channels.get(topic);
    if (duplicate) {
      duplicate.channel.close();
      this.#send([duplicate.joinRef, duplicate.joinRef, topic, "phx_close", {}]);
    }
    const channel = new Channel({
      app: this.#app,
      // A channel's own end (phx_close, phx_error) carries the reference of its join; a push carries none.
      send: (reference, name, body) =>
        this.#send([joinRef, name === "phx_close" || name === "phx_error" ? joinRef : reference, topic, name, body]),
      ended: () => {
        if (this.#channels.get(topic)?.channel === channel) this.#channels.delete(topic);
      },
    });
    this.#channels.set(topic, { joinRef, channel });
    const push: Push = { ref, event, payload, receivedAt };
    const found = this.#findView(topic, payload);
    if (typeof found === "string") channel.refuse(push, found);
    else channel.join(push, () => this.#open(found, channel));
  }

  #leave([joinRef, ref, topic]: Frame, member: OpenChannel | undefined): void {
    this.#app.stats.current.leaves++;
    if (!member) {
      this.#send([joinRef, ref, topic, "phx_reply", { status: "ok", response: {} }]);
      return;
    }
    // The topic is free at once, as a live navigation leaves and joins the same topic together.
    this.#channels.delete(topic);
    member.channel.leave(ref);
  }

  /** The view of the page's signed session, or why the join is rejected. */
  #findView(topic: string, payload: Frame[4]): FoundView | "stale" | "unauthorized" {
    const claims = this.#app.signer.verify(payload.session);
    const id = topic.slice("lv:".length);
    if (!claims || claims.id !== id) return "stale";
    const redirect = textOf(payload.redirect);
    const address = redirect ?? textOf(payload.url) ?? "/";
    if (!URL.canParse(address, PLACELESS)) return "unauthorized";
    const url = new URL(address, PLACELESS);
    if (claims.kind !== "router") {
      const view = viewByName(claims.view ?? "");
      return view ? { id, view, url, params: {}, routed: false, redirected: false } : "unauthorized";
    }
    const match = matchLiveRoute(url.pathname);
    if (!match || (redirect === undefined && match.route.view.viewName !== claims.view)) return "unauthorized";
    return { id, view: match.route.view, url, params: match.params, routed: true, redirected: redirect !== undefined };
  }

  #open(found: FoundView, channel: Channel): OpenedView {
    const socket = new ConcreteViewSocket({
      app: this.#app,
      connected: true,
      elementId: found.id,
      sessionId: this.#sessionId,
      url: found.url,
      params: found.params,
      onTick: (tick) => channel.tick(tick),
    });
    const view = new found.view(socket);
    // After a live navigation the container still has the previous view's attributes; the reply carries the new ones.
    const extra = found.redirected ? { container: ["div", {}] } : {};
    return { name: found.view.viewName, view, socket, routed: found.routed, extra };
  }

  #send(frame: readonly Json[]): void {
    if (!this.#closed) this.#sendText(JSON.stringify(frame));
  }
}

interface FoundView {
  readonly id: string;
  readonly view: ViewClass;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly routed: boolean;
  readonly redirected: boolean;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function parseFrame(text: string): Frame | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(frame) || frame.length !== 5) return undefined;
  const [joinRef, ref, topic, event, payload] = frame as readonly unknown[];
  if (typeof topic !== "string" || typeof event !== "string" || typeof payload !== "object" || payload === null) return undefined;
  return [textOf(joinRef) ?? null, textOf(ref) ?? null, topic, event, payload as Record<string, unknown>];
}
