import { createElement } from "../../dom/create-element.js";
import { all, type DomElement, quoted } from "../dom.js";
import { patchView } from "../patch/view-patch.js";
import { diffParts } from "../rendered/diff-parts.js";
import { type RenderedHtml, RenderedTree } from "../rendered/rendered-tree.js";
import { copyForms, recoverForms } from "./form-recovery.js";
import { joinFailed, viewClosed, viewFailed } from "./join-failures.js";
import { LiveView } from "./live-view.js";
import { livePatched, liveRedirected } from "./navigation.js";
import { afterPatch } from "./patch-consequences.js";
import type { Redirection } from "./requests.js";
import { applyDiff, applyPendingDiffs, setTitle, sourceOf } from "./updates.js";
import type { View } from "./view.js";

export interface JoinReply {
  readonly rendered?: unknown;
  readonly container?: readonly [tag: string, attributes: Readonly<Record<string, string>>];
  readonly liveview_version?: string;
  readonly live_patch?: Redirection;
}

/** Joins a view, and again whenever its channel fails. `whenFirst` decides when the views of a navigation are shown. */
export function joinView(view: View, whenJoined?: (joinCount: number, done: () => void) => void): void {
  view.show("phx-loading");
  followChannel(view);
  if (view.isMain) view.loading = view.page.loading("initial");
  view.whenJoined = (done) => (whenJoined ? whenJoined(view.joinCount, done) : done());
  const unlessDestroyed = (run: (response: unknown) => void) => (response: unknown) => {
    if (!view.isDestroyed) run(response);
  };
  view.channel
    .join()
    .on(
      "ok",
      unlessDestroyed((reply) => view.page.requestUpdate(() => orDropped(view, () => joined(view, reply as JoinReply)))),
    )
    .on(
      "error",
      unlessDestroyed((reason) => joinFailed(view, reason)),
    )
    .on(
      "timeout",
      unlessDestroyed(() => joinFailed(view, { reason: "timeout" })),
    );
}

function followChannel(view: View): void {
  const { channel, page } = view;
  channel.on("diff", (diff) => page.requestUpdate(() => applyDiff(view, diff)));
  channel.on("redirect", (payload) => page.requestUpdate(() => page.redirect(payload as Redirection)));
  channel.on("live_redirect", (payload) => page.requestUpdate(() => liveRedirected(page, payload as Redirection)));
  channel.on("live_patch", (payload) => {
    const patch = () => livePatched(view, payload as Redirection);
    if (!view.isJoinPending) page.requestUpdate(patch);
    else if (view.joinCount > 1) view.pendingJoinOps.push({ view, run: patch });
    else view.root.pendingJoinOps.push({ view, run: patch });
  });
  channel.on("phx_error", () => viewFailed(view));
  channel.on("phx_close", (reason) => viewClosed(view, reason));
}

function joined(view: View, reply: JoinReply): void {
  const { page } = view;
  page.liveViewVersion = reply.liveview_version;
  if (reply.container) replaceContainer(view, reply.container);
  view.childJoins = 0;
  view.isJoinPending = true;
  view.flash = null;
  if (view.root === view) view.formsForRecovery = copyForms(view);
  page.joinedMain(view);
  const { diff, title } = diffParts(reply.rendered);
  view.tree = new RenderedTree(view.id, diff);
  const html = view.tree.html();
  dropPendingRefs(view);
  view.joinCount++;
  view.joinAttempts = 0;
  recoverForms(view, html.html, () => joinComplete(view, reply, html));
  if (title !== undefined || view.isMain) setTitle(page.host.document, title);
}

/** A view that cannot be shown is not waited for. */
function orDropped(view: View, run: () => void): void {
  try {
    run();
  } catch (error) {
    view.loading?.dropped();
    throw error;
  }
}

/** Views of a first join are shown together, when all of them have joined. */
function joinComplete(view: View, reply: JoinReply, html: RenderedHtml): void {
  const show = () => orDropped(view, () => showJoined(view, reply, html));
  if (view.joinCount > 1 || (view.parent && !view.parent.isJoinPending)) {
    show();
    return;
  }
  const hasChildren = joinChildrenOf(view, html.html);
  if (hasChildren) view.root.pendingJoinOps.push({ view, run: show });
  else if (view.parent) {
    view.root.pendingJoinOps.push({ view, run: show });
    acknowledgeJoin(view.parent);
  } else {
    allJoined(view);
    show();
  }
}

function joinChildrenOf(view: View, html: string): boolean {
  if (!html.includes("data-phx-parent-id")) return false;
  const fragment = view.page.host.parse(html);
  const children = all(fragment, `[data-phx-session][data-phx-parent-id=${quoted(view.id)}]`);
  return children.filter((child) => joinChild(view, withStatic(view, child))).length > 0;
}

/** A connected parent renders its nested views without what the dead render has signed for them. */
function withStatic(view: View, child: DomElement): DomElement {
  const known = child.id ? view.element.querySelector(`[id=${quoted(child.id)}]`) : null;
  const fixed = known?.getAttribute("data-phx-static");
  if (fixed) child.setAttribute("data-phx-static", fixed);
  known?.setAttribute("data-phx-root-id", view.root.id);
  return child;
}

/** False if it is joined already. */
function joinChild(view: View, element: DomElement): boolean {
  if (view.children.has(element.id)) return false;
  const child = new LiveView(view.page, element, { parent: view });
  view.children.set(child.id, child);
  joinView(child);
  view.childJoins++;
  return true;
}

/** Joins nested views that a patch has brought. */
export function joinNewChildren(view: View): void {
  const selector = `[data-phx-session][data-phx-parent-id=${quoted(view.id)}]`;
  for (const element of all(view.page.host.document, selector)) joinChild(view, element);
}

function acknowledgeJoin(view: View): void {
  view.childJoins--;
  if (view.childJoins !== 0) return;
  if (view.parent) acknowledgeJoin(view.parent);
  else allJoined(view);
}

function allJoined(view: View): void {
  view.pendingForms.clear();
  view.formsForRecovery = new Map();
  view.whenJoined(() => {
    const waiting = view.pendingJoinOps;
    view.pendingJoinOps = [];
    for (const op of waiting) if (!op.view.isDestroyed) op.run();
  });
}

function showJoined(view: View, reply: JoinReply, { html, streams }: RenderedHtml): void {
  const { page } = view;
  if (view.joinCount > 1) {
    const waiting = view.pendingJoinOps;
    view.pendingJoinOps = [];
    for (const { run } of waiting) run();
  }
  view.attach();
  const outcome = patchView(view, { target: view.element, source: sourceOf(view, html), streams, isJoin: true });
  afterPatch(view, outcome, false);
  joinNewChildren(view);
  page.mountNew(view);
  view.isJoinPending = false;
  page.hooks.pushed(diffParts(reply.rendered).events);
  applyPendingDiffs(view);
  if (reply.live_patch) page.navigation.patched(reply.live_patch.to, reply.live_patch.kind);
  view.show("phx-connected");
  page.connectedView(view);
  view.loading?.shown();
}

function dropPendingRefs(view: View): void {
  for (const element of all(view.page.host.document, `[data-phx-ref-src=${quoted(view.id)}]`)) {
    for (const name of ["data-phx-ref-loading", "data-phx-ref-src", "data-phx-ref-lock"]) element.removeAttribute(name);
  }
}

const KEPT = ["id", "data-phx-session", "data-phx-static", "data-phx-main", "data-phx-root-id"];

/** After a live navigation the view's element has the attributes, and the tag, that the new view asks for. */
function replaceContainer(view: View, [tag, attributes]: NonNullable<JoinReply["container"]>): void {
  const old = view.element;
  let element = old;
  if (old.localName !== tag.toLowerCase()) {
    element = createElement(tag.toLowerCase());
    for (const name of KEPT) if (old.hasAttribute(name)) element.setAttribute(name, old.getAttribute(name) ?? "");
    element.append(...old.childNodes);
    old.replaceWith(element);
    view.element = element;
    view.page.replacedElement(view, old);
  } else for (const name of [...old.getAttributeNames()]) if (!KEPT.includes(name)) old.removeAttribute(name);
  for (const [name, value] of Object.entries(attributes)) if (!KEPT.includes(name)) element.setAttribute(name, value);
}
