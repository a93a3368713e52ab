import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "./app.js";
import { type Diff, encodeDiff, encodeFull, type Json } from "./diff.js";
import { type LiveView, type Navigation, NotFoundError, type ViewEvent } from "./live-view.js";
import { matchLiveRoute } from "./routes.js";
import type { ChildSlot, Template } from "./template.js";
import type { ConcreteViewSocket } from "./view-socket.js";

/** A channel's outlet: its messages and its end. */
export interface ChannelPort {
  readonly app: App;
  send(ref: string | null, event: string, payload: Json): void;
  /** The channel ended by itself (crash or redirect): forget it. */
  ended(): void;
}

export interface Push {
  readonly ref: string | null;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly receivedAt: number;
}

/** Result of a join: the view, and fields of its reply besides the render. */
export interface OpenedView {
  readonly name: string;
  readonly view: LiveView;
  readonly socket: ConcreteViewSocket;
  /** Mounted by the router, so it receives the URL's parameters. */
  readonly routed: boolean;
  readonly extra: Diff;
}

const childContainer = (slot: ChildSlot): string => slot.container;

/**
 * One LiveView process: joining → joined → ended.
 * All its messages go through one queue, because a real LiveView is one process with one mailbox.
 */
export class Channel {
  readonly #port: ChannelPort;
  #opened: OpenedView | undefined;
  #rendered: Template | undefined;
  #title = "";
  #queue: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(port: ChannelPort) {
    this.#port = port;
  }

  /** Mounts the view that `open` creates, and answers the join. */
  join(push: Push, open: () => OpenedView): void {
    this.#enqueue(async () => {
      try {
        const opened = open();
        this.#opened = opened;
        await opened.view.mount();
        if (opened.routed) await opened.view.handleParams();
        await this.#answerJoin(push, opened);
      } catch (error) {
        const missing = error instanceof NotFoundError;
        if (!missing) this.#port.app.stats.current.crashes++;
        await this.#port.app.gate.pass();
        this.#end(() =>
          this.#reply(push.ref, "error", missing ? { reason: "reload", status: 404, token: "" } : { reason: "join crashed" }),
        );
      }
    });
  }

  /** Rejects a join without a view: the client then reloads the page. */
  refuse(push: Push, reason: string): void {
    this.#enqueue(async () => {
      await this.#port.app.gate.pass();
      this.#end(() => this.#reply(push.ref, "error", { reason }));
    });
  }

  async #answerJoin(push: Push, { name, view, socket, routed, extra }: OpenedView): Promise<void> {
    const navigation = socket.takeNavigation();
    await this.#port.app.gate.pass();
    if (this.#ended) return;
    if (navigation && navigation.kind !== "patch") {
      this.#end(() => this.#reply(push.ref, "error", navigationPayload(navigation)));
      return;
    }
    this.#rendered = view.render();
    this.#title = view.title;
    // The title belongs to the page's main view only.
    const rendered = { ...encodeFull(this.#rendered, childContainer), ...(routed ? { t: this.#title } : {}) };
    this.#port.app.stats.mounted(name);
    this.#reply(push.ref, "ok", { rendered, liveview_version: this.#port.app.assets.liveViewVersion, ...extra });
  }

  /** A message of the client's view. */
  receive(push: Push): void {
    this.#enqueue(async () => {
      if (!this.#opened) return;
      try {
        await this.#handle(this.#opened, push);
      } catch {
        this.#crash();
      }
    });
  }

  /** A timer of the view: run, render, push the difference. */
  tick(tick: () => void): void {
    this.#enqueue(async () => {
      try {
        tick();
        await this.#port.app.gate.pass();
        this.#pushDiff();
      } catch {
        this.#crash();
      }
    });
  }

  /** The client leaves: answered after earlier messages. */
  leave(ref: string | null): void {
    this.#enqueue(async () => {
      await this.#port.app.gate.pass();
      this.#end(() => {
        this.#reply(ref, "ok", {});
        this.#push("phx_close", {});
      });
    });
  }

  /** The socket is gone, or another join took the topic: nothing more is sent. */
  close(): void {
    this.#end(() => {});
  }

  #enqueue(task: () => Promise<void>): void {
    this.#queue = this.#queue.then(() => (this.#ended ? undefined : task()));
  }

  async #handle(opened: OpenedView, push: Push): Promise<void> {
    switch (push.event) {
      case "event":
        return this.#event(opened, push);
      case "live_patch":
        return this.#livePatch(opened, push);
      case "allow_upload":
        return this.#replyWith(push.ref, opened.socket.upload(push.payload.ref).allow());
      case "progress": {
        const { ref, entry_ref: entryRef, progress } = push.payload;
        opened.socket.upload(ref).progressed(entryRef, progress);
        return this.#replyWith(push.ref, {});
      }
      case "cids_will_destroy":
      case "cids_destroyed":
        return this.#reply(push.ref, "ok", { cids: [] });
      default:
        throw new Error(`a LiveView does not understand ${push.event}`);
    }
  }

  async #event({ view, socket }: OpenedView, push: Push): Promise<void> {
    const { app } = this.#port;
    const event = toViewEvent(push.payload);
    app.stats.event(event.name, event.type);
    const chosen = Object.entries((push.payload.uploads ?? {}) as Readonly<Record<string, readonly object[]>>);
    for (const [ref, files] of chosen) socket.upload(ref).choose(files);
    if (app.delayMs > 0) await sleep(app.delayMs);
    await view.handleEvent(event);
    await app.gate.pass();
    if (this.#ended) return;
    const navigation = socket.takeNavigation();
    if (navigation && navigation.kind !== "patch") {
      this.#end(() => {
        this.#reply(push.ref, "ok", navigationPayload(navigation));
        this.#push("phx_close", {});
      });
    } else this.#replyDiff(push.ref);
    app.stats.handled(event.name, performance.now() - push.receivedAt);
    if (navigation?.kind === "patch") await this.#patchFromServer(navigation.to);
  }

  /** The reply comes first, then the new URL, then the changes that it causes. */
  async #patchFromServer(to: string): Promise<void> {
    await this.#moveTo(new URL(to, this.#opened?.socket.url));
    if (this.#ended) return;
    this.#push("live_patch", { kind: "push", to });
    this.#pushDiff();
  }

  /** The client asks for another URL of the same view; another view's URL must be joined instead. */
  async #livePatch({ name, socket }: OpenedView, push: Push): Promise<void> {
    const url = new URL(String(push.payload.url), socket.url);
    const sameView = matchLiveRoute(url.pathname)?.route.view.viewName === name;
    if (sameView) await this.#moveTo(url);
    await this.#port.app.gate.pass();
    if (this.#ended) return;
    if (sameView) this.#replyDiff(push.ref);
    else this.#reply(push.ref, "ok", { link_redirect: true });
  }

  async #moveTo(url: URL): Promise<void> {
    if (!this.#opened) return;
    const { socket, view } = this.#opened;
    this.#port.app.stats.current.patches++;
    socket.url = url;
    socket.params = matchLiveRoute(url.pathname)?.params ?? {};
    await view.handleParams();
  }

  #replyDiff(ref: string | null): void {
    const diff = this.#nextDiff();
    this.#reply(ref, "ok", diff ? { diff } : {});
  }

  async #replyWith(ref: string | null, response: Readonly<Record<string, Json>>): Promise<void> {
    await this.#port.app.gate.pass();
    if (this.#ended) return;
    const diff = this.#nextDiff();
    this.#reply(ref, "ok", { ...response, ...(diff ? { diff } : {}) });
  }

  #pushDiff(): void {
    const diff = this.#ended ? undefined : this.#nextDiff();
    if (diff) this.#push("diff", diff);
  }

  #nextDiff(): Diff | undefined {
    if (!this.#opened || !this.#rendered) return undefined;
    const { view, routed } = this.#opened;
    const rendered = view.render();
    const diff = encodeDiff(this.#rendered, rendered, childContainer);
    this.#rendered = rendered;
    if (routed && view.title !== this.#title) {
      this.#title = view.title;
      diff.t = this.#title;
    }
    if (Object.keys(diff).length === 0) return undefined;
    this.#port.app.stats.current.diffs++;
    return diff;
  }

  /** Phoenix's message to the client when a channel's process dies. */
  #crash(): void {
    this.#port.app.stats.current.crashes++;
    this.#end(() => this.#push("phx_error", {}));
  }

  #push(event: string, payload: Json): void {
    this.#port.send(null, event, payload);
  }

  #reply(ref: string | null, status: "ok" | "error", response: Json): void {
    this.#port.send(ref, "phx_reply", { status, response });
  }

  #end(lastWords: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#opened?.socket.end();
    lastWords();
    this.#port.ended();
  }
}

function navigationPayload(navigation: Navigation): Json {
  return navigation.kind === "redirect"
    ? { redirect: { to: navigation.to } }
    : { live_redirect: { kind: "push", to: navigation.to } };
}

function toViewEvent(payload: Push["payload"]): ViewEvent {
  const { type, event, value } = payload;
  return { name: String(event), type: String(type), fields: toFields(value) };
}

function toFields(value: unknown): Record<string, string> {
  if (typeof value === "string") return Object.fromEntries(new URLSearchParams(value));
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, String(field)]));
}
