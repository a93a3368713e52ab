import type { PageEvent } from "../../input/page-event.js";
import { all, type DomElement } from "../dom.js";
import { portalSource } from "../views/targets.js";
import type { LivePage } from "../views/view.js";
import { debounced } from "./debounce.js";
import { runCommands } from "./js-commands.js";

export function handleClick(page: LivePage, event: PageEvent): void {
  if (!page.isDead && followLiveLink(page, event)) return;
  const startedAt = ((event.init.detail ?? 0) > 0 && page.clickStartedAt) || event.target;
  page.clickStartedAt = undefined;
  const bound = closestBound(event.target, "phx-click");
  clickAway(page, startedAt);
  if (!bound) return;
  const binding = bound.getAttribute("phx-click");
  if (!binding) return void (leavesPage(page, event) && page.unload());
  if (bound.getAttribute("href") === "#") event.preventDefault();
  // Its last click is still on its way: this one is dropped.
  if (bound.hasAttribute("data-phx-ref-src")) return;
  debounced(page, { element: bound, event }, () => {
    const view = page.owner(bound);
    if (view) runCommands(binding, { page, view, source: bound, eventType: "click", push: { data: {} } });
  });
}

/** The closest element with the binding that is not disabled, within the view. */
function closestBound(start: DomElement, binding: string): DomElement | undefined {
  for (let element: DomElement | null = start; element; element = element.parentElement) {
    if (element !== start && element.hasAttribute("data-phx-session")) return undefined;
    if (element.hasAttribute(binding) && !element.hasAttribute("disabled")) return element;
  }
  return undefined;
}

/** A link of LiveView: the page changes without a new document. True if it was one. */
function followLiveLink(page: LivePage, event: PageEvent): boolean {
  const link = closestBound(event.target, "data-phx-link");
  const type = link?.getAttribute("data-phx-link");
  if (!link || !type || !page.isConnected() || !page.main || opensTab(event)) return false;
  const href = new URL(link.getAttribute("href") ?? "", page.host.url()).href;
  event.preventDefault();
  if (page.navigation.pendingLink === href) return true;
  const kind = link.getAttribute("data-phx-link-state") === "replace" ? "replace" : "push";
  page.requestUpdate(() => {
    if (type === "patch") page.navigation.patchTo(href, { kind, element: link });
    else page.navigation.redirectTo(href, { kind });
    const binding = link.getAttribute("phx-click");
    const view = binding ? page.owner(link) : undefined;
    if (binding && view) page.requestUpdate(() => runCommands(binding, { page, view, source: link, eventType: "click" }));
  });
  return true;
}

function clickAway(page: LivePage, startedAt: DomElement): void {
  const elements = all(page.host.document, "[phx-click-away]");
  if (elements.length === 0 || !page.host.isVisible(startedAt)) return;
  const portal = startedAt.closest("[data-phx-teleported-src]");
  const source = portal && portalSource(page, portal);
  for (const element of elements) {
    const from = portal && !portal.contains(element) ? source : startedAt;
    if (from && (element === from || element.contains(from))) continue;
    const view = page.owner(element);
    const binding = element.getAttribute("phx-click-away");
    if (!view || !binding || !page.host.isVisible(element)) continue;
    runCommands(binding, { page, view, source: element, eventType: "click", push: { data: {} } });
  }
}

/** A plain link to another page: the views are left before it is followed. */
function leavesPage(page: LivePage, event: PageEvent): boolean {
  const href = event.target.localName === "a" && event.target.hasAttribute("href") ? event.target.getAttribute("href") : null;
  if (href === null || event.defaultPrevented || opensTab(event) || /^(mailto|tel):/.test(href)) return false;
  const here = new URL(page.host.url());
  if (!URL.canParse(href, here.href)) return true;
  const url = new URL(href, here.href);
  if (url.host === here.host && url.protocol === here.protocol && url.pathname === here.pathname && url.search === here.search) {
    return url.hash === "" && !url.href.endsWith("#");
  }
  return url.protocol.startsWith("http");
}

/** The browser would show the link elsewhere. */
export function opensTab({ init, target }: PageEvent): boolean {
  const where = target.getAttribute("target")?.toLowerCase() ?? "_self";
  const isElsewhere = where === "_blank" || !where.startsWith("_");
  const isDownload = target.localName === "a" && target.hasAttribute("download");
  return (
    init.ctrlKey === true || init.shiftKey === true || init.metaKey === true || init.button === 1 || isElsewhere || isDownload
  );
}
