import { all, type DomElement, type DomParent, quoted } from "../dom.js";
import type { TargetContext } from "./requests.js";
import type { LivePage, View } from "./view.js";

/** `phx-target` is the number of a component, a selector, or the element itself. */
export type EventTarget = string | number | DomElement;

function isCid(value: unknown): value is string | number {
  return typeof value === "number" || (typeof value === "string" && /^(0|[1-9]\d*)$/.test(value));
}

/** Calls for each target with the view that owns it. */
export function withinTargets(
  view: View,
  target: EventTarget,
  { scope, each }: { readonly scope?: DomParent; readonly each: (view: View, context: TargetContext) => void },
): void {
  const { page } = view;
  if (typeof target === "object") {
    const owner = page.owner(target);
    if (owner) each(owner, target);
  } else if (isCid(target)) {
    const within = scope ?? page.host.document;
    if (within.querySelector(componentSelector(view, target))) each(view, Number(target));
  } else {
    for (const element of all(scope ?? page.host.document, target)) {
      const owner = page.owner(element);
      if (owner) each(owner, element);
    }
  }
}

function componentSelector(view: View, cid: string | number): string {
  return `[data-phx-view=${quoted(view.id)}][data-phx-component="${cid}"]`;
}

/** The component that an event of the element is for; none if it is for the view. */
export function targetComponent(
  view: View,
  element: DomElement,
  { context, target }: { readonly context?: TargetContext | undefined; readonly target?: unknown },
): number | undefined {
  if (typeof context === "number") return context;
  const wanted = target ?? (element.hasAttribute("phx-target") ? element.getAttribute("phx-target") : null);
  if (isCid(wanted)) return Number(wanted);
  return context && wanted !== null ? closestComponent(view, context) : undefined;
}

/** The component around an element, within the view. */
export function closestComponent(view: View, element: DomElement): number | undefined {
  const found = element.closest("[data-phx-component],[data-phx-teleported-src]");
  if (!found) return undefined;
  if (found.hasAttribute("data-phx-component")) {
    return view.owns(found) ? Number.parseInt(found.getAttribute("data-phx-component") ?? "", 10) : undefined;
  }
  const source = portalSource(view.page, found);
  return source ? closestComponent(view, source) : undefined;
}

export function portalSource(page: LivePage, teleported: DomElement): DomElement | null {
  return page.host.document.getElementById(teleported.getAttribute("data-phx-teleported-src") ?? "");
}
