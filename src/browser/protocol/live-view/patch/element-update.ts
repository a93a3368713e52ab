import { type DomElement, type DomTemplate, isChecking, isControl } from "../dom.js";
import type { ControlStates } from "../live-view-host.js";
import { knownState, privateState, shareState } from "../private-state.js";
import { copyAttributes, keepPendingMarks, mergeAttributes, mergeDataAttributes } from "./attributes.js";
import { lockedCopy } from "./locks.js";
import { reapplySticky } from "./sticky-effects.js";

export interface UpdateContext {
  readonly controls: ControlStates;
  readonly focused: DomElement | null;
  readonly rootId: string;
  /** The reply that the patch is made for, when it unlocks elements. */
  readonly undoRef: number | undefined;
  /** A form that this patch has asked to submit itself. */
  readonly submitting: DomElement | undefined;
  readonly reorder: (element: DomElement) => void;
  readonly portal: (template: DomElement) => void;
}

/** Decides how an element takes over another: `undefined` when it is done or left, else the element to go on with. */
export function elementUpdate(from: DomElement, to: DomElement, context: UpdateContext): DomElement | undefined {
  keepPendingMarks(from, to);
  dropStrangers(to);
  const isFocused = from === context.focused && isEditable(from);
  if (to.hasAttribute("data-phx-skip")) {
    lockedCopy(from, context.undoRef);
    keepNestedLock(from, to, context);
    context.reorder(from);
    return undefined;
  }
  if (from.hasAttribute("data-phx-sticky")) return updateSticky(from, to);
  if (isIgnored(from) || (context.submitting && context.controls.form(from) === context.submitting)) {
    if (isIgnored(from)) mergeDataAttributes(to, from);
    else mergeAttributes(to, from, []);
    reapplySticky(from);
    return undefined;
  }
  const copy = lockedCopy(from, context.undoRef);
  const target = copy && !isFocused ? copy : from;
  if (to.hasAttribute("data-phx-parent-id")) return updateNested(target, to, context.rootId);
  keepNestedLock(target, to, context);
  shareState(target, to);
  if (to.localName === "template" && to.hasAttribute("data-phx-portal")) {
    context.portal(to);
    (target as DomTemplate).content = (to as DomTemplate).content.cloneNode(true);
    return undefined;
  }
  if (isFocused && keepsFocusedState(target, to)) return updateFocused(target, to, context.controls);
  reapplySticky(to);
  keepIgnoredAttributes(target, to);
  return target;
}

const MANY = new Set(["stream", "append", "prepend"]);

/** Containers of streams have element children with an id only. */
function dropStrangers(container: DomElement): void {
  const update = container.getAttribute("phx-update");
  if (update === null || !MANY.has(update)) return;
  for (let child = container.firstChild; child; ) {
    const after = child.nextSibling;
    if (!("id" in child) || !child.id) container.removeChild(child);
    child = after;
  }
}

function isIgnored(element: DomElement): boolean {
  return element.getAttribute("phx-update") === "ignore" || element.getAttribute("data-phx-update") === "ignore";
}

function isEditable(element: DomElement): boolean {
  return isControl(element) && element.localName !== "button" && element.getAttribute("type") !== "button";
}

/** While an outer lock is undone, an inner one goes on in the page. */
function keepNestedLock(from: DomElement, to: DomElement, { undoRef }: UpdateContext): void {
  const copy = undoRef === undefined ? undefined : knownState(to)?.lockedCopy;
  if (copy) privateState(from).lockedCopy = copy;
}

function updateSticky(from: DomElement, to: DomElement): undefined {
  for (const name of ["data-phx-session", "data-phx-static", "data-phx-root-id"]) {
    const value = to.getAttribute(name);
    if (value) from.setAttribute(name, value);
  }
  return undefined;
}

/** The content of a nested view is its own; of a destroyed one the session stays empty. */
function updateNested(from: DomElement, to: DomElement, rootId: string): undefined {
  const session = from.getAttribute("data-phx-session");
  const before = from.getAttribute("data-phx-static");
  copyAttributes(to, from);
  if (before !== null) from.setAttribute("data-phx-static", before);
  if (session !== null && session !== "") from.setAttribute("data-phx-session", session);
  from.setAttribute("data-phx-root-id", rootId);
  reapplySticky(from);
  return undefined;
}

/** What is typed into the focused field wins, unless the page says otherwise, or the options of a select have changed. */
function keepsFocusedState(from: DomElement, to: DomElement): boolean {
  if (from.getAttribute("type") === "hidden" || to.hasAttribute("phx-patch-focused")) return false;
  if (from.localName !== "select" || from.hasAttribute("multiple")) return true;
  const options = (select: DomElement) => [...select.querySelectorAll("option")].map((option) => option.getAttribute("value"));
  const [before, after] = [options(from), options(to)];
  return before.length === after.length && before.every((value, index) => value === after[index]);
}

function updateFocused(from: DomElement, to: DomElement, controls: ControlStates): undefined {
  if (from.localName !== "select") {
    mergeAttributes(to, from, ["value"]);
    const value = to.getAttribute("value");
    if (value !== null && to.hasAttribute("value") && controls.value(from) === value) from.setAttribute("value", value);
  }
  if (to.hasAttribute("readonly")) from.setAttribute("readonly", "");
  else from.removeAttribute("readonly");
  if (isChecking(from)) controls.setChecked(from, from.hasAttribute("checked"));
  reapplySticky(from);
  return undefined;
}

/** `JS.ignore_attributes`: these stay as scripts have left them. */
function keepIgnoredAttributes(from: DomElement, to: DomElement): void {
  const patterns = knownState(from)?.ignoredAttributes;
  if (!patterns) return;
  const isKept = (name: string) =>
    patterns.some((pattern) => pattern === name || pattern === "*" || (pattern.includes("*") && new RegExp(pattern).test(name)));
  for (const name of [...to.getAttributeNames()]) if (!from.hasAttribute(name) && isKept(name)) to.removeAttribute(name);
  for (const name of from.getAttributeNames()) if (isKept(name)) to.setAttribute(name, from.getAttribute(name) ?? "");
}
