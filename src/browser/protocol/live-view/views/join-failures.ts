import { all, quoted } from "../dom.js";
import { copyAttributes } from "../patch/attributes.js";
import { liveRedirected } from "./navigation.js";
import type { Redirection } from "./requests.js";
import type { View } from "./view.js";

const MAX_CHILD_JOINS = 3;

interface JoinError {
  readonly reason?: string;
  readonly token?: string;
  readonly redirect?: Redirection;
  readonly live_redirect?: Redirection;
}

/** The server refuses the view, sends elsewhere, or its mount has crashed. */
export function joinFailed(view: View, response: unknown): void {
  const { page } = view;
  const error = response as JoinError;
  const mainUrl = page.main?.href ?? page.host.url();
  if (error.reason === "reload") {
    page.redirect({ to: mainUrl, ...(error.token === undefined ? {} : { reloadToken: error.token }) });
    return;
  }
  if (error.reason === "unauthorized" || error.reason === "stale") {
    page.redirect({ to: mainUrl, flash: view.flash });
    return;
  }
  if (error.redirect || error.live_redirect) {
    view.isJoinPending = false;
    view.channel.leave();
  }
  if (error.redirect) {
    page.redirect(error.redirect);
    return;
  }
  if (error.live_redirect) {
    liveRedirected(page, error.live_redirect);
    return;
  }
  if (view.isMain) {
    view.show("phx-loading", "phx-error", "phx-server-error");
    page.failedView("server");
    if (page.socket.isConnected()) page.reloads.reloadLater(view);
  } else childJoinFailed(view);
}

function childJoinFailed(view: View): void {
  const classes = ["phx-loading", "phx-error", "phx-server-error"] as const;
  if (view.joinAttempts >= MAX_CHILD_JOINS) {
    view.root.show(...classes);
    view.destroy();
    return;
  }
  const element = all(view.page.host.document, `[id=${quoted(view.id)}]`)[0];
  if (!element) {
    view.destroy();
    return;
  }
  if (element !== view.element) copyAttributes(view.element, element);
  view.element = element;
  view.show(...classes);
}

/** The channel has failed: the view crashed, or the connection is lost. It joins again by itself. */
export function viewFailed(view: View): void {
  viewClosed(view, "error");
  const { page } = view;
  if (page.isUnloaded || view.isDestroyed) return;
  const isServers = page.socket.isConnected();
  view.show("phx-loading", "phx-error", isServers ? "phx-server-error" : "phx-client-error");
  page.failedView(isServers ? "server" : "client");
  page.disconnectedLater(view);
}

export function viewClosed(view: View, reason: unknown): void {
  if (view.isDestroyed) return;
  const { page } = view;
  if (view.isMain && page.navigation.hasPendingLink && reason !== "leave") {
    page.reloads.reloadLater(view);
    return;
  }
  for (const child of [...view.children.values()]) child.destroy();
}
