import { systemClock, type Timer } from "../../../../base/clock.js";
import type { PageEvent } from "../../input/page-event.js";
import { attempt } from "../attempt.js";
import { runCommands } from "../bindings/js-commands.js";
import { handlePageEvent } from "../bindings/page-events.js";
import { all, type DomElement, isUploadInput } from "../dom.js";
import type { LiveViewHost } from "../live-view-host.js";
import { knownState, privateState } from "../private-state.js";
import { FileRefs } from "../uploads/file-refs.js";
import { longPollTransport } from "../wire/long-poll-transport.js";
import { PhoenixSocket } from "../wire/phoenix-socket.js";
import { Connectedness } from "./connectedness.js";
import { joinView } from "./join.js";
import { JoinParams } from "./join-params.js";
import { LiveView } from "./live-view.js";
import { Navigation } from "./navigation.js";
import { PageHooks } from "./page-hooks.js";
import { PageLoad } from "./page-load.js";
import { Pending } from "./pending.js";
import { Reloads } from "./reloads.js";
import type { Redirection } from "./requests.js";
import { Transitions } from "./transitions.js";
import type { LivePage, View, ViewActs, ViewInit } from "./view.js";
import { VIEW_ACTS } from "./view-acts.js";

const NORMAL_CLOSE = 1000;
const DISCONNECTED_MS = 500;
const FLASH_SECONDS = 60;

/** The LiveViews of one document, on one socket. A page without any executes the JS commands of its bindings only. */
export class LiveViews implements LivePage {
  readonly host: LiveViewHost;
  readonly socket: PhoenixSocket;
  readonly navigation: Navigation;
  readonly reloads: Reloads;
  readonly transitions = new Transitions((error) => this.host.failed(error));
  readonly connectedness: Connectedness;
  /** Messages whose replies have not been shown yet. */
  readonly pending: Pending;
  readonly hooks: PageHooks;
  readonly files: FileRefs;
  readonly acts: ViewActs = VIEW_ACTS;
  readonly focusStack: DomElement[] = [];
  readonly #roots = new Map<string, View>();
  readonly #params: JoinParams;
  readonly #unlockWaiters: { readonly element: DomElement; readonly run: () => void }[] = [];
  readonly #timers = new Set<Timer>();
  main: View | undefined;
  /** The main view's element while another one is joined in its place. */
  outgoing: DomElement | undefined;
  href: string;
  liveViewVersion: string | undefined;
  clickStartedAt: DomElement | undefined;
  inputs = 0;
  isUnloaded = false;
  isDead = false;
  /** The page has had an input of an upload. */
  hasUploads = false;

  constructor(host: LiveViewHost) {
    this.host = host;
    this.href = host.url();
    this.files = new FileRefs(() => host.wallTime());
    this.#params = new JoinParams(host);
    this.navigation = new Navigation(this);
    this.reloads = new Reloads(this);
    this.hooks = new PageHooks(host);
    this.pending = new Pending(() => host.changed());
    this.connectedness = new Connectedness(host.telemetry);
    this.socket = new PhoenixSocket(this.#socketInit());
  }

  /** Joins the views of the document, and connects. */
  start(): void {
    this.host.setCookie("__phoenix_reload_status__=; max-age=-1; path=/");
    if (this.joinRoots()) this.socket.connect();
    else this.isDead = true;
    const { body } = this.host.document;
    if (!body || body.hasAttribute("data-phx-session")) return;
    const dead = this.newRoot(body, { isDead: true });
    this.main ??= dead;
    this.mountNew(dead);
  }

  /** The document is left: views leave, and the socket is closed. */
  unload(): void {
    if (this.isUnloaded) return;
    this.isUnloaded = true;
    for (const root of this.#roots.values()) root.destroy();
    this.#roots.clear();
    this.main = undefined;
    this.reloads.stop();
    this.socket.disconnect();
    this.stop();
  }

  /** The user has gone, with the browser: nothing is said to the server any more. */
  stop(): void {
    this.isUnloaded = true;
    this.reloads.stop();
    this.transitions.stop();
    this.hooks.stop();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.socket.drop();
  }

  handle(event: PageEvent): void {
    if (!this.isUnloaded) handlePageEvent(this, event);
  }

  isConnected(): boolean {
    return this.socket.isConnected();
  }

  /** True if the document has any. */
  joinRoots(): boolean {
    const elements = all(this.host.document, "[data-phx-session]:not([data-phx-parent-id])");
    for (const element of elements) {
      if (this.#roots.has(element.id)) continue;
      const view = this.newRoot(element, {});
      if (!element.hasAttribute("data-phx-sticky")) view.href = this.href;
      joinView(view);
      if (view.isMain) this.main = view;
    }
    return elements.length > 0;
  }

  newRoot(element: DomElement, init: ViewInit): View {
    const view = new LiveView(this, element, init);
    this.#roots.set(view.id, view);
    return view;
  }

  replacedElement(view: View, old: DomElement): void {
    privateState(view.element).view = view;
    if (this.outgoing === old) this.outgoing = view.element;
  }

  /** The view of this element has shown that it is connected, and nothing else since. */
  isViewConnected(root: DomElement): boolean {
    return knownState(root)?.view?.isShownConnected ?? false;
  }

  /** The view that an element belongs to; outside of all views the main one. */
  owner(element: DomElement): View | undefined {
    const around = this.closestViewElement(element);
    if (around) return knownState(around)?.view;
    return element.isConnected ? this.main : undefined;
  }

  /** The element of the view around, also for what a portal has moved elsewhere. */
  closestViewElement(element: DomElement): DomElement | null {
    const around = element.closest("[data-phx-teleported],[data-phx-session]");
    if (!around?.hasAttribute("data-phx-teleported")) return around;
    return this.host.document.getElementById(around.getAttribute("data-phx-teleported") ?? "");
  }

  destroyViewOf(element: DomElement): void {
    const root = this.#roots.get(element.getAttribute("data-phx-root-id") ?? "");
    if (root && root.id === element.id) {
      root.destroy();
      this.#roots.delete(root.id);
    } else if (root) destroyDescendant(root, element.id);
  }

  absolute(href: string): string {
    return new URL(href, this.host.url()).href;
  }

  joinParams(join: { readonly mounts: number; readonly attempts: number; readonly referer: string | undefined }): object {
    return this.#params.of(join);
  }

  requestUpdate(run: () => void): void {
    this.transitions.after(run);
  }

  later(ms: number, run: () => void): Timer {
    const timer = systemClock.setTimer(() => {
      this.#timers.delete(timer);
      attempt(run, (error) => this.host.failed(error));
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  /** Begins to measure a page load of LiveView. */
  loading(kind: string): PageLoad {
    return new PageLoad(kind, { telemetry: this.host.telemetry, pending: this.pending });
  }

  /** To another document; a flash goes with it in a cookie. */
  redirect({ to, flash, reloadToken }: Redirection): void {
    const url = this.absolute(to);
    if (reloadToken !== undefined)
      this.host.setCookie(`__phoenix_reload_status__=${reloadToken}; max-age=${FLASH_SECONDS}; path=/`);
    this.unload();
    if (flash) this.host.setCookie(`__phoenix_flash__=${flash}; max-age=${FLASH_SECONDS}; path=/`);
    this.host.load(url);
  }

  joinedMain(view: View): void {
    this.reloads.succeeded();
    if (!view.isMain || this.host.historyState()) return;
    this.host.changeLocation("replace", this.host.url(), { type: "patch", id: view.id, position: this.host.tab.historyPosition });
  }

  /** A new element of a view: its hook is mounted, its `phx-mounted` runs once. */
  mounted(view: View, element: DomElement): void {
    this.hooks.mounted(view, element);
    if (isUploadInput(element)) this.hasUploads = true;
    const binding = element.getAttribute("phx-mounted");
    if (!binding || privateState(element).wasMounted) return;
    privateState(element).wasMounted = true;
    runCommands(binding, { page: this, view, source: element, eventType: undefined });
  }

  mountNew(view: View): void {
    for (const element of all(
      this.host.document,
      "[phx-hook],[data-phx-hook],[phx-mounted],[phx-viewport-top],[phx-viewport-bottom]",
    )) {
      if (view.owns(element)) this.mounted(view, element);
    }
  }

  connectedView(view: View): void {
    this.#runAll(view, "phx-connected");
    this.connectedness.joined(this.#roots.values());
    this.host.changed();
  }

  failedView(side: "server" | "client"): void {
    if (side === "client") this.connectedness.lost();
    this.host.changed();
  }

  disconnectedLater(view: View): void {
    this.later(DISCONNECTED_MS, () => {
      if (!view.isConnected && !view.isDestroyed) this.#runAll(view, "phx-disconnected");
    });
  }

  lockedCopyOf(element: DomElement): DomElement | undefined {
    return knownState(element)?.lockedCopy;
  }

  /** Calls when neither the element nor one around it awaits a reply. */
  whenUnlocked(element: DomElement, run: () => void): void {
    const lock = element.closest("[data-phx-ref-lock]");
    if (lock) this.#unlockWaiters.push({ element: lock, run });
    else run();
  }

  unlocked(element: DomElement): void {
    for (const waiter of this.#unlockWaiters.filter((candidate) => candidate.element === element)) {
      this.#unlockWaiters.splice(this.#unlockWaiters.indexOf(waiter), 1);
      waiter.run();
    }
  }

  #runAll(view: View, binding: string): void {
    for (const source of all(view.element, `[${binding}]`)) {
      const owner = this.owner(source);
      if (owner) runCommands(source.getAttribute(binding) ?? "", { page: this, view: owner, source, eventType: undefined });
    }
  }

  #socketInit(): ConstructorParameters<typeof PhoenixSocket>[0] {
    const { host } = this;
    const { path, transport, longPollFallbackMs } = host.settings;
    const url = () => this.#params.socketUrl(path);
    const longPoll = longPollTransport(host.pollRequest);
    const usesLongPoll = transport === "longpoll" || host.tab.usesLongPolling;
    return {
      url,
      failed: (error) => host.failed(error),
      onMessage: (frame) => this.connectedness.received(frame),
      open: usesLongPoll ? longPoll : host.openWebSocket,
      ...(usesLongPoll || longPollFallbackMs === undefined
        ? {}
        : { fallback: { open: longPoll, url, afterMs: longPollFallbackMs, used: () => (host.tab.usesLongPolling = true) } }),
      // The server has ended the connection on purpose.
      onClosed: ({ code }) => {
        if (code === NORMAL_CLOSE && this.main && !this.main.isDead) this.reloads.reloadLater(this.main);
      },
    };
  }
}

function destroyDescendant(view: View, id: string): boolean {
  const child = view.children.get(id);
  if (child) child.destroy();
  return child !== undefined || [...view.children.values()].some((descendant) => destroyDescendant(descendant, id));
}
