import { listen, now, pagePath } from "./natives.js";
import { count, histogram } from "./reporter.js";

export const VIEW = "[data-phx-session]";

/**
 * Whether the page's live views are connected, all of them as one:
 *
 *     connecting → connected ⇄ lost
 *
 * A page that has no live view once its document is complete stays `none`; one that is left becomes it again.
 */
let state: "none" | "connecting" | "connected" | "lost" = "none";
let lostAt = 0;

/**
 * Views whose last word was `phx-connected`. The classes alone do not tell: when a view is patched, the client puts the
 * attributes of the server's markup on the nested views in it, which go on working without any class.
 */
const connected = new WeakSet<Element>();

/** A page that is left closes its socket, which its views show: nobody lost anything. */
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
    // Who comes to a page that has long been running did not hear the nested views' last word.
    if (parent !== null && connected.has(parent)) connected.add(view);
    note(view);
  }
  lookForViews();
}

/** The classes of an element have changed. */
export function viewChanged(element: Element): void {
  if (!element.hasAttribute("data-phx-session")) return;
  note(element);
  if (state === "connected" && element.classList.contains("phx-client-error")) {
    state = "lost";
    lostAt = now();
    count("liveview_disconnections", pagePath());
  } else lookForViews();
}

/** A view is connected, or elements have gone, perhaps the one that was waited for. */
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

/** Whether the view has said that it is connected, and nothing else since. */
export function isConnected(view: Element): boolean {
  return connected.has(view);
}

function note(view: Element): void {
  const { classList } = view;
  if (classList.contains("phx-connected")) connected.add(view);
  else if (classList.contains("phx-loading") || classList.contains("phx-error")) disconnect(view);
}

/** The client ends the views in a view that has lost its server, without a word, and joins them anew after it. */
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
