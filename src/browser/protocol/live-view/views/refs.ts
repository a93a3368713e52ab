import { all, type DomElement, quoted } from "../dom.js";
import { undoRef } from "../patch/locks.js";
import { patchView } from "../patch/view-patch.js";
import { afterPatch } from "./patch-consequences.js";
import type { View } from "./view.js";

export interface MarkedElement {
  readonly element: DomElement;
  readonly loading: boolean;
  readonly lock: boolean;
}

export interface MarkOptions {
  /** `click`, `submit` …: the class is `phx-click-loading`. */
  readonly eventType: string;
  /** Selector of more elements that show the loading class. */
  readonly loading?: string | undefined;
  /** Of a submit: only the form and its button show it. */
  readonly form?: DomElement;
  readonly submitter?: DomElement | null | undefined;
}

/** Marks elements that await a reply; returns the reference that undoes it. */
export function putRefs(view: View, elements: readonly MarkedElement[], options: MarkOptions): number {
  const ref = ++view.lastRef;
  const more = options.loading === undefined ? [] : all(view.page.host.document, options.loading);
  for (const marked of [...elements, ...more.map((element) => ({ element, loading: true, lock: true }))]) {
    const { element, loading, lock } = marked;
    element.setAttribute("data-phx-ref-src", view.id);
    if (loading) element.setAttribute("data-phx-ref-loading", String(ref));
    if (lock) element.setAttribute("data-phx-ref-lock", String(ref));
    if (loading && showsLoading(element, options)) showLoading(element, options.eventType);
  }
  return ref;
}

function showsLoading(element: DomElement, { submitter, form }: MarkOptions): boolean {
  return !submitter || element === submitter || element === form;
}

function showLoading(element: DomElement, eventType: string): void {
  element.classList.add(`phx-${eventType}-loading`);
  if (!element.hasAttribute("phx-disable-with")) return;
  const text = element.getAttribute("phx-disable-with") ?? "";
  if (!element.getAttribute("data-phx-disable-with-restore")) {
    element.setAttribute("data-phx-disable-with-restore", element.textContent ?? "");
  }
  if (text !== "") element.textContent = text;
  if (!element.getAttribute("data-phx-disabled")) {
    element.setAttribute("data-phx-disabled", String(element.hasAttribute("disabled")));
  }
  element.setAttribute("disabled", "");
}

/** A reply is there: what awaited it, and what came for that meanwhile, is as it should be. */
export function undoRefs(view: View, ref: number, only?: readonly DomElement[]): void {
  if (!view.isConnected) return;
  const selector = `[data-phx-ref-src=${quoted(view.id)}]`;
  for (const element of all(view.page.host.document, selector)) {
    if (only === undefined) undo(view, element, ref);
    else if (only.includes(element)) {
      for (const child of all(element, selector)) undo(view, child, ref);
      undo(view, element, ref);
    }
  }
}

function undo(view: View, element: DomElement, ref: number): void {
  undoRef(element, {
    ref,
    unlocked: (unlocked) => view.page.unlocked(unlocked),
    patch: (target, source) => {
      const outcome = patchView(view, { target, source, withTarget: true, undoRef: ref });
      const hasNewViews = afterPatch(view, outcome, true);
      for (const child of all(target, `[data-phx-ref-src=${quoted(view.id)}]`)) undo(view, child, ref);
      if (hasNewViews) view.page.acts.joinNewChildren(view);
    },
  });
}
