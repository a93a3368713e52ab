import type { App } from "./app.js";
import type { Navigation, ViewClass, ViewSocket } from "./live-view.js";
import { type ChildSlot, escapeHtml } from "./template.js";
import { type ReceivedFile, Upload } from "./uploads.js";

export interface ViewSocketInit {
  readonly app: App;
  readonly connected: boolean;
  /** The id of the view's element, `phx-…` for roots. */
  readonly elementId: string;
  readonly sessionId: string;
  url: URL;
  params: Readonly<Record<string, string>>;
  /** Called when a timer of the view is due. */
  readonly onTick?: (tick: () => void) => void;
}

/** A view's socket, in a dead render and in a channel. */
export class ConcreteViewSocket implements ViewSocket {
  readonly connected: boolean;
  readonly sessionId: string;
  readonly session: Map<string, number>;
  url: URL;
  params: Readonly<Record<string, string>>;
  readonly #init: ViewSocketInit;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #uploads: Upload[] = [];
  readonly #children = new Map<string, ViewClass>();
  #navigation: Navigation | undefined;

  constructor(init: ViewSocketInit) {
    this.#init = init;
    this.connected = init.connected;
    this.sessionId = init.sessionId;
    this.session = init.app.sessions.of(init.sessionId);
    this.url = init.url;
    this.params = init.params;
  }

  navigate(navigation: Navigation): void {
    this.#navigation = navigation;
  }

  /** Returns and clears the navigation that the last callback requested. */
  takeNavigation(): Navigation | undefined {
    const navigation = this.#navigation;
    this.#navigation = undefined;
    return navigation;
  }

  every(ms: number, tick: () => void): void {
    const { onTick } = this.#init;
    if (onTick) this.#timers.push(setInterval(() => onTick(tick), Math.max(1, ms)));
  }

  allowUpload(name: string, maxFiles: number): Upload {
    const upload = new Upload(name, maxFiles, this.#init.app.uploads);
    this.#uploads.push(upload);
    return upload;
  }

  received(files: readonly ReceivedFile[]): void {
    this.#init.app.stats.received(files);
  }

  /** The upload of an input. */
  upload(ref: unknown): Upload {
    const found = this.#uploads.find((upload) => upload.ref === ref);
    if (found === undefined) throw new Error(`there is no upload ${String(ref)}`);
    return found;
  }

  child(id: string, view: ViewClass, { sticky } = { sticky: false }): ChildSlot {
    this.#children.set(id, view);
    return { kind: "child", id, container: this.#childContainer(id, view, sticky), sticky };
  }

  /** The view of a nested LiveView's place. */
  childView(id: string): ViewClass {
    const view = this.#children.get(id);
    if (!view) throw new Error(`no view stands at ${id}`);
    return view;
  }

  end(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** The empty container that a connected parent renders, from which the client joins the nested view. */
  #childContainer(id: string, view: ViewClass, sticky: boolean): string {
    const { app, elementId } = this.#init;
    const session = app.signer.sign({ id, view: view.viewName, kind: "child", parent: elementId });
    return `<div id="${escapeHtml(id)}" data-phx-session="${session}" data-phx-static=""${nestedAttribute(elementId, sticky)}></div>`;
  }
}

/** Attributes that link a nested view to the one around it. */
export function nestedAttribute(parentId: string, sticky: boolean): string {
  return sticky ? " data-phx-sticky" : ` data-phx-parent-id="${escapeHtml(parentId)}"`;
}
