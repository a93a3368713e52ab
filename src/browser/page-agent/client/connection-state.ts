import { listen, now, pagePath } from "./natives.js";
import { count, histogram } from "./reporter.js";

export const VIEW = "[data-phx-session]";

/**
 * The connection of all live views of the page, taken together:
 *
 *     connecting → connected ⇄ lost
 *
 * It is `none` for a page without live views once its document is complete, and after the page is left.
 */
let state: "none" | "connecting" | "connected" | "lost" = "none";
let lostAt = 0;

/**
 * Views that were last seen with `phx-connected`. Their present classes are not enough: when a view is patched, the client resets
 * the attributes of nested views to the server's markup, and they keep working without any class.
 */
const connected = new WeakSet<Element>();

/** A page that is left closes its socket: its views look disconnected, but no connection was lost. */
export function watchLeaving(): void {
  listen(window, "pagehide", () => {
    state = "none";
  });
}

/** The document is complete. */
export function documentComplete(): void {
  const views = allViews();
  if (views.length === 0) return;
  state = "connecting";
  for (const view of views) {
    const parent = parentOf(view);
    // An agent that starts in a running page has not seen the classes of nested views.
    if (parent !== null && connected.has(parent)) connected.add(view);
    note(view);
  }
  lookForViews();
}

/** To be called when the classes of a view change. */
export function viewChanged(element: Element): void {
  note(element);
  if (state === "connected" && element.classList.contains("phx-client-error")) {
    state = "lost";
    lostAt = now();
    count("liveview_disconnections", pagePath());
  } else lookForViews();
}

/** Updates the state after a view has connected or elements were removed. */
export function lookForViews(): void {
  if (state !== "connecting" && state !== "lost") return;
  const views = allViews();
  if (views.length === 0 || !views.every(isConnected)) return;
  if (state === "connecting") histogram("liveview_connection_duration", pagePath(), now());
  else {
    histogram("liveview_reconnection_duration", pagePath(), now() - lostAt);
    count("liveview_reconnections", pagePath());
  }
  state = "connected";
}

/** Whether the document has live views. */
export function hasViews(): boolean {
  return state !== "none";
}

/** Whether the last class that the view showed was `phx-connected`. */
export function isConnected(view: Element): boolean {
  return connected.has(view);
}

function note(view: Element): void {
  const { classList } = view;
  if (classList.contains("phx-connected")) connected.add(view);
  else if (classList.contains("phx-loading") || classList.contains("phx-error")) disconnect(view);
}

/** The client silently ends the nested views of a view that lost its server, and joins them again after it. */
function disconnect(view: Element): void {
  connected.delete(view);
  for (const other of allViews()) if (connected.has(other) && parentOf(other) === view) disconnect(other);
}

function parentOf(view: Element): Element | null {
  const id = view.getAttribute("data-phx-parent-id");
  return id === null ? null : document.getElementById(id);
}

function allViews(): Element[] {
  return [...document.querySelectorAll(VIEW)];
}
