import { all, type DomDocument, type DomElement, quoted } from "../dom.js";
import { patchView } from "../patch/view-patch.js";
import { diffParts } from "../rendered/diff-parts.js";
import type { RenderedNode } from "../rendered/rendered-node.js";
import { changedComponents, isComponentDiff } from "../rendered/rendered-tree.js";
import { afterPatch } from "./patch-consequences.js";
import type { View } from "./view.js";

/** Takes a diff of the server, and gives its answer to a hook. */
export function applyDiff(view: View, raw: unknown): unknown {
  const { diff, reply, events, title } = diffParts(raw);
  update(view, diff);
  if (title !== undefined) setTitle(view.page.host.document, title);
  view.page.hooks.pushed(events);
  return reply;
}

/** False if the view is not ready for it, or about to be left: it then waits. */
function update(view: View, diff: RenderedNode, isPending = false): boolean {
  const { page, tree } = view;
  if (view.isJoinPending || !tree || (page.navigation.hasPendingLink && view.root.isMain)) {
    if (!isPending) view.pendingDiffs.push({ diff, joinCount: view.joinCount });
    return false;
  }
  tree.merge(diff);
  let hasNewViews = false;
  if (isComponentDiff(diff)) {
    for (const cid of outermostComponents(view, changedComponents(diff))) hasNewViews = patchComponent(view, cid) || hasNewViews;
  } else if (Object.keys(diff).length > 0) {
    const { html, streams } = tree.html(changedComponents(diff));
    const outcome = patchView(view, { target: view.element, source: sourceOf(view, html), streams });
    hasNewViews = afterPatch(view, outcome, true);
  }
  if (hasNewViews) view.page.acts.joinNewChildren(view);
  return true;
}

/** An element with the view's tag and this content, to patch the view's element with. */
export function sourceOf(view: View, html: string): DomElement {
  const tag = view.element.localName;
  return onlyElement(view, `<${tag}>${html}</${tag}>`);
}

function onlyElement(view: View, html: string): DomElement {
  const element = view.page.host.parse(html).firstElementChild;
  if (!element) throw new Error("the server rendered nothing");
  return element;
}

/** Components in the page that are in no other of these. */
function outermostComponents(view: View, cids: readonly string[]): readonly string[] {
  const inner = new Set<string>();
  const found = cids.filter((cid) => {
    const elements = all(view.page.host.document, `[data-phx-view=${quoted(view.id)}][data-phx-component="${cid}"]`);
    for (const element of elements) {
      for (const child of all(element, `[data-phx-view=${quoted(view.id)}][data-phx-component]`)) {
        inner.add(child.getAttribute("data-phx-component") ?? "");
      }
    }
    return elements.length > 0;
  });
  return found.filter((cid) => !inner.has(cid));
}

function patchComponent(view: View, cid: string): boolean {
  if (!view.tree) return false;
  const { html, streams } = view.tree.componentHtml(cid);
  const target = componentTarget(view, cid);
  if (!target) return false;
  return afterPatch(view, patchView(view, { target, source: onlyElement(view, html), streams }), true);
}

/** The component's element, or that in the copy of a locked element around it. */
function componentTarget(view: View, cid: string): DomElement | undefined {
  const selector = `[data-phx-view=${quoted(view.id)}][data-phx-component="${cid}"]`;
  const element = view.page.host.document.querySelector(selector);
  const lock = element?.closest("[data-phx-ref-lock]");
  if (!element || !lock || lock === element || !view.owns(lock)) return element ?? undefined;
  const copy = view.page.lockedCopyOf(lock);
  return copy ? (copy.querySelector(`[data-phx-component="${cid}"]`) ?? undefined) : element;
}

/** Diffs that came while the view was not ready. Those of an earlier join belong to a tree that is gone. */
export function applyPendingDiffs(view: View): void {
  const waiting = view.pendingDiffs;
  view.pendingDiffs = [];
  const left = waiting.filter(({ diff, joinCount }) => joinCount === view.joinCount && !update(view, diff, true));
  view.pendingDiffs = [...left, ...view.pendingDiffs];
  for (const child of view.children.values()) applyPendingDiffs(child);
}

export function setTitle(document: DomDocument, title: string | undefined): void {
  const element = document.querySelector("title");
  if (!element) {
    if (title !== undefined) document.title = title;
    return;
  }
  const text = title === undefined || title.trim() === "" ? element.getAttribute("data-default") : title;
  if (text === null || (text === "" && !element.hasAttribute("data-default"))) return;
  element.textContent = `${element.getAttribute("data-prefix") ?? ""}${text}${element.getAttribute("data-suffix") ?? ""}`;
}
