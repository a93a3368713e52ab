import { randomBytes } from "node:crypto";
import type { App } from "./app.js";
import type { LiveView, Navigation, ViewClass } from "./live-view.js";
import { type ChildSlot, childSlots, escapeHtml, toHtml } from "./template.js";
import { ConcreteViewSocket, nestedAttribute } from "./view-socket.js";

export interface DeadRenderRequest {
  readonly app: App;
  readonly view: ViewClass;
  readonly sessionId: string;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  /** `router`: the page's main view; `root`: a view that a dead page embeds. */
  readonly kind: "router" | "root";
}

export interface DeadRender {
  readonly html: string;
  readonly title: string;
  readonly navigation?: Navigation;
}

/** Mounts a view without a socket and renders it with everything that the client needs to join it. */
export async function renderDead(request: DeadRenderRequest): Promise<DeadRender> {
  const id = `phx-${randomBytes(8).toString("base64url")}`;
  const mounted = await mountDead(request, id);
  const navigation = mounted.socket.takeNavigation();
  const main = request.kind === "router" ? " data-phx-main" : "";
  const session = request.app.signer.sign({ id, view: request.view.viewName, kind: request.kind });
  const content = await withChildren(mounted, request, id);
  return {
    html: container(request.app, { id, attributes: main, session, content }),
    title: mounted.view.title,
    ...(navigation ? { navigation } : {}),
  };
}

interface Mounted {
  readonly view: LiveView;
  readonly socket: ConcreteViewSocket;
}

async function mountDead(request: DeadRenderRequest, elementId: string): Promise<Mounted> {
  const { app, sessionId, url, params } = request;
  const socket = new ConcreteViewSocket({ app, connected: false, elementId, sessionId, url, params });
  const view = new request.view(socket);
  await view.mount();
  if (request.kind === "router") await view.handleParams();
  app.stats.current.statics++;
  return { view, socket };
}

async function withChildren({ view, socket }: Mounted, request: DeadRenderRequest, parentId: string): Promise<string> {
  const template = view.render();
  const rendered = new Map<string, string>();
  for (const slot of childSlots(template))
    rendered.set(slot.id, await renderChild(slot, { ...request, view: socket.childView(slot.id), kind: "root" }, parentId));
  return toHtml(template, (slot) => rendered.get(slot.id) ?? "");
}

async function renderChild(slot: ChildSlot, request: DeadRenderRequest, parentId: string): Promise<string> {
  const mounted = await mountDead(request, slot.id);
  const content = await withChildren(mounted, request, slot.id);
  const session = request.app.signer.sign({ id: slot.id, view: request.view.viewName, kind: "child", parent: parentId });
  const attributes = nestedAttribute(parentId, slot.sticky);
  return container(request.app, { id: slot.id, attributes, session, content });
}

interface Container {
  readonly id: string;
  readonly attributes: string;
  readonly session: string;
  readonly content: string;
}

function container(app: App, { id, attributes, session, content }: Container): string {
  const statics = app.signer.sign({ id });
  return `<div id="${escapeHtml(id)}"${attributes} data-phx-session="${session}" data-phx-static="${statics}">${content}</div>`;
}
