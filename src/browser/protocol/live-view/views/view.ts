import type { Timer } from "../../../../base/clock.js";
import type { DomElement } from "../dom.js";
import type { LiveViewHost } from "../live-view-host.js";
import type { ServerEvent } from "../rendered/diff-parts.js";
import type { RenderedNode } from "../rendered/rendered-node.js";
import type { RenderedTree } from "../rendered/rendered-tree.js";
import type { FileRefs } from "../uploads/file-refs.js";
import type { PhoenixChannel } from "../wire/phoenix-channel.js";
import type { PhoenixSocket } from "../wire/phoenix-socket.js";
import type { PageLoad } from "./page-load.js";
import type { Pending } from "./pending.js";
import type { NavigationOptions, PushDefaults, PushOptions, Redirection } from "./requests.js";
import type { Transitions } from "./transitions.js";

/** One LiveView of the page, as all parts of the client see it. */
export interface View {
  readonly page: LivePage;
  readonly id: string;
  readonly parent: View | undefined;
  readonly root: View;
  readonly isDead: boolean;
  readonly channel: PhoenixChannel;
  readonly children: Map<string, View>;
  readonly portalIds: Set<string>;
  readonly uploaders: Set<Uploader>;
  readonly pendingForms: Set<string>;
  readonly isMain: boolean;
  readonly isConnected: boolean;
  element: DomElement;
  tree: RenderedTree | undefined;
  flash: string | null;
  href: string | undefined;
  isJoinPending: boolean;
  /** Patches of the view around may take the class away. */
  readonly isShownConnected: boolean;
  readonly isDestroyed: boolean;
  joinCount: number;
  joinAttempts: number;
  childJoins: number;
  lastRef: number;
  /** What was pushed to it before it was in the page, and the diffs of that time. */
  pendingJoinOps: { readonly view: View; readonly run: () => void }[];
  pendingDiffs: { readonly diff: RenderedNode; readonly joinCount: number }[];
  formsForRecovery: Map<string, DomElement>;
  scheduledSubmits: ScheduledSubmit[];
  whenJoined: (done: () => void) => void;
  /** The load of the main view, until it is shown. */
  loading: PageLoad | undefined;
  /** The element is the view's own, not that of a view in it. */
  owns(element: DomElement): boolean;
  show(...classes: readonly string[]): void;
  /** The element in the document takes the place of one that the view was joined from. */
  attach(): void;
  destroy(): void;
}

export interface ViewInit {
  readonly parent?: View;
  /** Of a live navigation to the view. */
  readonly flash?: string | null;
  readonly referer?: string;
  /** It takes another view's place. */
  readonly isRedirected?: boolean;
  /** Stands for what is outside of all views: it executes commands, and never joins. */
  readonly isDead?: boolean;
}

/** A submit that waits for uploads of its form. */
export interface ScheduledSubmit {
  readonly form: DomElement;
  readonly ref: number;
  readonly push: () => void;
}

/** The files of one input on their way. */
export interface Uploader {
  readonly input: DomElement;
  cancel(): void;
  /** Files that the server no longer lists are dropped. */
  check(): void;
}

/** The LiveViews of one document, as all parts of the client see them. */
export interface LivePage {
  readonly host: LiveViewHost;
  readonly socket: PhoenixSocket;
  readonly navigation: LiveNavigation;
  readonly reloads: LiveReloads;
  readonly transitions: Transitions;
  /** Messages whose replies have not been shown yet. */
  readonly pending: Pending;
  readonly hooks: LiveHooks;
  readonly files: FileRefs;
  readonly acts: ViewActs;
  readonly focusStack: DomElement[];
  main: View | undefined;
  /** The main view's element while another one is joined in its place. */
  outgoing: DomElement | undefined;
  href: string;
  liveViewVersion: string | undefined;
  clickStartedAt: DomElement | undefined;
  inputs: number;
  readonly isUnloaded: boolean;
  readonly isDead: boolean;
  /** The page has had an input of an upload. */
  readonly hasUploads: boolean;
  /** The document is left: views leave, and the socket is closed. */
  unload(): void;
  isConnected(): boolean;
  /** Joins new roots of the document. True if it has any. */
  joinRoots(): boolean;
  newRoot(element: DomElement, init: ViewInit): View;
  replacedElement(view: View, old: DomElement): void;
  /** The view that an element belongs to; outside of all views the main one. */
  owner(element: DomElement): View | undefined;
  /** The element of the view around, also for what a portal has moved elsewhere. */
  closestViewElement(element: DomElement): DomElement | null;
  destroyViewOf(element: DomElement): void;
  absolute(href: string): string;
  joinParams(join: { readonly mounts: number; readonly attempts: number; readonly referer: string | undefined }): object;
  requestUpdate(run: () => void): void;
  later(ms: number, run: () => void): Timer;
  /** Begins to measure a page load of LiveView. */
  loading(kind: string): PageLoad;
  /** To another document; a flash goes with it in a cookie. */
  redirect(redirection: Redirection): void;
  joinedMain(view: View): void;
  /** A new element of a view: its hook is mounted, its `phx-mounted` runs once. */
  mounted(view: View, element: DomElement): void;
  mountNew(view: View): void;
  connectedView(view: View): void;
  failedView(side: "server" | "client"): void;
  disconnectedLater(view: View): void;
  lockedCopyOf(element: DomElement): DomElement | undefined;
  /** Calls when neither the element nor one around it awaits a reply. */
  whenUnlocked(element: DomElement, run: () => void): void;
  unlocked(element: DomElement): void;
}

/** Live navigation: other addresses without another document. */
export interface LiveNavigation {
  readonly pendingLink: string | undefined;
  readonly hasPendingLink: boolean;
  /** Another view takes the main view's place; without a connection, another document the page's. */
  redirectTo(href: string, options: NavigationOptions): void;
  /** The same view with another address. */
  patchTo(href: string, options: NavigationOptions): void;
  /** Notes the address of a patch, unless another navigation has begun since. */
  patched(to: string, kind?: "push" | "replace"): void;
}

/** The hooks of the page, which the scenario may stand in for. */
export interface LiveHooks {
  /** The server has pushed these. */
  pushed(events: readonly ServerEvent[]): void;
  /** Elements may have gone. */
  patched(): void;
}

/** Loads the page anew when its view cannot be joined. */
export interface LiveReloads {
  reloadLater(view: View): void;
}

/** Where commands run, and what an event adds to their pushes. */
export interface CommandContext {
  readonly page: LivePage;
  readonly view: View;
  /** The element with the binding. */
  readonly source: DomElement;
  /** `click`, `change`, `remove` …; none for commands that no event has caused. */
  readonly eventType: string | undefined;
  readonly push?: PushDefaults;
}

/** What the parts of a view need of each other, handed out by the page: their files would import each other in circles. */
export interface ViewActs {
  readonly cancelSubmit: (view: View, form: DomElement) => void;
  readonly continueSubmit: (view: View, form: DomElement) => void;
  readonly runCommands: (binding: string, context: CommandContext) => void;
  readonly joinNewChildren: (view: View) => void;
  readonly joinView: (view: View, whenJoined?: (joinCount: number, done: () => void) => void) => void;
  readonly push: (view: View, event: string, payload: Readonly<Record<string, unknown>>, options: PushOptions) => void;
  readonly pushMessage: (
    view: View,
    event: string,
    payload: Readonly<Record<string, unknown>>,
    onReply?: (response: unknown) => void,
  ) => void;
}
