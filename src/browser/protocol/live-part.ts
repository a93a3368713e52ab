import type { Clock } from "../../base/clock.js";
import type { ContextOptions } from "../connection.js";
import type { Document } from "./dom/document.js";
import type { Element } from "./dom/element.js";
import type { UserRequests } from "./http/user-requests.js";
import type { PageEvent } from "./input/page-event.js";

/** What runs in a page instead of its scripts: the client of LiveView. One for each page of a user. */
export interface LivePart {
  /** A document is shown, and its scripts have been loaded: the time of `DOMContentLoaded`. */
  ready(document: Document): void;
  /** An event happens, before its default action, which `preventDefault` prevents. */
  event(event: PageEvent): void;
  /** The page's document is about to go, or its user ends: closes sockets and timers. */
  leaving(): void;
  /** Whether the view of this `[data-phx-session]` is connected, whatever classes a patch has left it. */
  isConnected(root: Element): boolean;
  /** No event waits for its reply. */
  isIdle(): boolean;
}

/** What a {@link LivePart} can do in its page. */
export interface LivePage {
  /** Address of the page. */
  readonly url: string;
  readonly clock: Clock;
  /** State of the current entry of the session history, as `history.state`. */
  readonly historyState: unknown;
  /** When the document that is shown was requested. */
  readonly documentStartedAtMs: number;
  readonly options: ContextOptions;
  /** Cookies, headers and further requests of the user. */
  readonly requests: UserRequests;
  /** The document has changed: what waits for it looks again. */
  changed(): void;
  /** Goes to an address, as a script does by `location.assign` or `replace`. */
  navigate(url: string, options?: { readonly replace?: boolean }): void;
  reload(): void;
  /** Changes the address without a request, as `history.pushState` does. The state comes back with `popstate`. */
  pushState(url: string, state: unknown): void;
  replaceState(url: string, state: unknown): void;
  /** Submits a form without events, as `form.submit()` does. */
  submit(form: Element, submitter?: Element): void;
  /** Dispatches an event as a script does, with its default action: a click follows links and presses buttons. */
  dispatch(type: string, target: Element): void;
  /** Moves the focus with its events; `null` takes it away. */
  focus(element: Element | null): void;
  /** Something has gone wrong, for the likely causes of a failure. */
  trouble(text: string): void;
}

export type LivePartFactory = (page: LivePage) => LivePart;
