import { all, type DomElement, quoted, removeClass } from "../dom.js";
import { knownState, privateState } from "../private-state.js";
import type { RenderedNode } from "../rendered/rendered-node.js";
import type { RenderedTree } from "../rendered/rendered-tree.js";
import type { PhoenixChannel } from "../wire/phoenix-channel.js";
import type { PageLoad } from "./page-load.js";
import type { LivePage, ScheduledSubmit, Uploader, View, ViewInit } from "./view.js";

const STATES = ["phx-connected", "phx-loading", "phx-error", "phx-client-error", "phx-server-error"];

/** One LiveView of the page: joining → connected; failed, and joining again; destroyed at the end. */
export class LiveView implements View {
  readonly page: LivePage;
  readonly id: string;
  readonly parent: View | undefined;
  readonly root: View;
  readonly isDead: boolean;
  readonly #isRedirected: boolean;
  readonly channel: PhoenixChannel;
  readonly children = new Map<string, View>();
  readonly portalIds = new Set<string>();
  readonly uploaders = new Set<Uploader>();
  readonly pendingForms = new Set<string>();
  element: DomElement;
  tree: RenderedTree | undefined;
  flash: string | null;
  href: string | undefined;
  isJoinPending = true;
  /** Patches of the view around may take the class away. */
  isShownConnected = false;
  isDestroyed = false;
  joinCount: number;
  joinAttempts = 0;
  childJoins = 0;
  lastRef = -1;
  /** What was pushed to it before it was in the page, and the diffs of that time. */
  pendingJoinOps: { readonly view: View; readonly run: () => void }[] = [];
  pendingDiffs: { readonly diff: RenderedNode; readonly joinCount: number }[] = [];
  formsForRecovery = new Map<string, DomElement>();
  scheduledSubmits: ScheduledSubmit[] = [];
  whenJoined: (done: () => void) => void = (done) => done();
  loading: PageLoad | undefined;

  constructor(page: LivePage, element: DomElement, init: ViewInit = {}) {
    this.page = page;
    this.element = element;
    this.id = element.id;
    this.parent = init.parent;
    this.root = init.parent?.root ?? this;
    this.flash = init.flash ?? null;
    this.isDead = init.isDead ?? false;
    this.#isRedirected = init.isRedirected ?? false;
    this.joinCount = init.parent ? init.parent.joinCount - 1 : 0;
    this.channel = page.socket.channel(`lv:${this.id}`, () => this.#joinPayload(init.referer));
    if (this.isDead) return;
    privateState(element).view = this;
    element.setAttribute("data-phx-root-id", this.root.id);
  }

  get isMain(): boolean {
    return this.element.hasAttribute("data-phx-main");
  }

  get isConnected(): boolean {
    return this.channel.canPush;
  }

  /** The element is the view's own, not that of a view in it. */
  owns(element: DomElement): boolean {
    if (element.getAttribute("data-phx-parent-id") === this.id) return true;
    const around = this.page.closestViewElement(element);
    return around ? around.id === this.id : this.isDead;
  }

  show(...classes: readonly string[]): void {
    this.isShownConnected = classes.includes("phx-connected");
    for (const name of STATES) removeClass(this.element, name);
    this.element.classList.add(...classes);
    this.page.host.changed();
  }

  /** The element in the document takes the place of one that the view was joined from. */
  attach(): void {
    const element = all(this.page.host.document, `[id=${quoted(this.id)}]`)[0];
    if (element) this.element = element;
    privateState(this.element).view = this;
    this.element.setAttribute("data-phx-root-id", this.root.id);
  }

  destroy(): void {
    for (const child of [...this.children.values()]) child.destroy();
    if (!this.page.isUnloaded) for (const id of this.portalIds) this.page.host.document.getElementById(id)?.remove();
    this.isDestroyed = true;
    this.loading?.dropped();
    for (const uploader of [...this.uploaders]) uploader.cancel();
    this.uploaders.clear();
    if (knownState(this.element)?.view === this) delete privateState(this.element).view;
    this.parent?.children.delete(this.id);
    if (this.element.hasAttribute("data-phx-parent-id")) this.element.setAttribute("data-phx-session", "");
    privateState(this.element).isDestroyed = true;
    this.channel.leave();
  }

  #joinPayload(referer: string | undefined): unknown {
    const url = this.href === undefined ? undefined : this.page.absolute(this.href);
    const fixed = this.element.getAttribute("data-phx-static");
    const params = this.page.joinParams({ mounts: this.joinCount, attempts: this.joinAttempts, referer });
    this.joinAttempts++;
    return {
      redirect: this.#isRedirected ? url : undefined,
      url: this.#isRedirected ? undefined : url,
      params,
      session: this.element.getAttribute("data-phx-session") ?? undefined,
      static: fixed === "" || !this.element.hasAttribute("data-phx-static") ? null : fixed,
      flash: this.flash ?? undefined,
      sticky: this.element.hasAttribute("data-phx-sticky"),
    };
  }
}
