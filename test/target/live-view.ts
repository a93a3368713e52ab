import type { ChildSlot, Template } from "./template.js";
import type { ReceivedFile, Upload } from "./uploads.js";

/** An event of the page: a click, a form change, a submit. */
export interface ViewEvent {
  readonly name: string;
  /** The client's event type: `click`, `form`, `keydown` … */
  readonly type: string;
  /** A form's inputs by name (the last one wins), or a click's phx-value-* attributes. */
  readonly fields: Readonly<Record<string, string>>;
}

export type Navigation =
  | { readonly kind: "patch"; readonly to: string }
  | { readonly kind: "navigate"; readonly to: string }
  | { readonly kind: "redirect"; readonly to: string };

/** A view's access to its visitor and the server. */
export interface ViewSocket {
  /** False in the dead render over HTTP, true in the channel. */
  readonly connected: boolean;
  readonly url: URL;
  /** Values of the route's `:names`. */
  readonly params: Readonly<Record<string, string>>;
  readonly sessionId: string;
  /** Counters that live as long as the visitor's session cookie. */
  readonly session: Map<string, number>;
  navigate(navigation: Navigation): void;
  /** Calls `tick` in the view's own order of events and renders afterwards, until the view ends; nothing in a dead render. */
  every(ms: number, tick: () => void): void;
  /** An input for files of this name, which the client sends in chunks. */
  allowUpload(name: string, maxFiles: number): Upload;
  /** The view keeps these files. */
  received(files: readonly ReceivedFile[]): void;
  /** The place of a nested LiveView; a sticky one outlives the view around it. */
  child(id: string, view: ViewClass, options?: { readonly sticky: boolean }): ChildSlot;
}

/** One LiveView process: fields are its assigns, `render` is called after each callback. */
export abstract class LiveView {
  protected readonly socket: ViewSocket;

  constructor(socket: ViewSocket) {
    this.socket = socket;
  }

  abstract readonly title: string;

  mount(): void | Promise<void> {}

  /** After mount, and after each live patch; only in views that the router mounts. */
  handleParams(): void | Promise<void> {}

  handleEvent(event: ViewEvent): void | Promise<void> {
    throw new Error(`${this.title} has no handler for the event ${event.name}`);
  }

  abstract render(): Template;

  protected numberParam(name: string, fallback: number): number {
    const value = Number(this.socket.url.searchParams.get(name) ?? Number.NaN);
    return Number.isFinite(value) && value >= 0 ? value : fallback;
  }
}

/** The requested thing does not exist: 404 in a dead render, a page reload in a join, as with Phoenix. */
export class NotFoundError extends Error {}

export interface ViewClass {
  readonly viewName: string;
  new (socket: ViewSocket): LiveView;
}
