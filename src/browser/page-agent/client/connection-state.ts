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

/** A page that is left closes its socket, which its views show: nobody lost anything. */
export function watchLeaving(): void {
  listen(window, "pagehide", () => {
    state = "none";
  });
}

/** The document is complete. */
export function documentComplete(): void {
  if (document.querySelector(VIEW) === null) return;
  state = "connecting";
  lookForViews();
}

/** The classes of an element have changed. */
export function viewChanged(element: Element): void {
  if (!element.hasAttribute("data-phx-session")) return;
  const { classList } = element;
  if (state === "connected" && classList.contains("phx-client-error")) {
    state = "lost";
    lostAt = now();
    count("liveview_disconnections", pagePath());
  } else if (isConnected(element)) lookForViews();
}

/** A view is connected, or elements have gone, perhaps the one that was waited for. */
export function lookForViews(): void {
  if (state !== "connecting" && state !== "lost") return;
  const views = [...document.querySelectorAll(VIEW)];
  if (views.length === 0 || !views.every(isConnected)) return;
  if (state === "connecting") histogram("liveview_connection_duration", pagePath(), now());
  else {
    histogram("liveview_reconnection_duration", pagePath(), now() - lostAt);
    count("liveview_reconnections", pagePath());
  }
  state = "connected";
}

function isConnected(view: Element): boolean {
  return view.classList.contains("phx-connected");
}
