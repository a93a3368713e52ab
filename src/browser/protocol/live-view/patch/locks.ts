import { type DomElement, removeClass } from "../dom.js";
import { knownState, privateState } from "../private-state.js";
import { LOADING_CLASSES } from "./attributes.js";

/**
 * References of the events whose replies an element awaits: `data-phx-ref-loading` and `-lock`. While an element is locked,
 * patches of it go to a copy, which replaces what it has when the reply is there.
 */
interface ElementRefs {
  readonly loading: number | undefined;
  readonly lock: number | undefined;
}

function elementRefs(element: DomElement): ElementRefs {
  return { loading: refOf(element, "data-phx-ref-loading"), lock: refOf(element, "data-phx-ref-lock") };
}

function refOf(element: DomElement, name: string): number | undefined {
  const text = element.hasAttribute(name) ? element.getAttribute(name) : null;
  return text === null ? undefined : Number.parseInt(text, 10);
}

/** The copy that a locked element's patches go to; `undefined` when it is not locked, or the reply at hand unlocks it. */
export function lockedCopy(element: DomElement, undoRef: number | undefined): DomElement | undefined {
  if (!element.hasAttribute("data-phx-ref-src") || !element.hasAttribute("data-phx-ref-lock")) return undefined;
  const { lock } = elementRefs(element);
  if (undoRef !== undefined && lock !== undefined && lock <= undoRef) return undefined;
  const state = privateState(element);
  if (!state.lockedCopy) {
    state.lockedCopy = element.cloneNode(true);
  }
  return state.lockedCopy;
}

export interface UndoRef {
  readonly ref: number;
  /** Patches the element with what came for it while it was locked. */
  readonly patch: (element: DomElement, copy: DomElement) => void;
  readonly unlocked: (element: DomElement) => void;
}

/** A reply has come: removes what the element carries because of it, or of an earlier event. */
export function undoRef(element: DomElement, undo: UndoRef): void {
  const { ref } = undo;
  const { loading, lock } = elementRefs(element);
  if (loading !== undefined && loading > ref && lock !== undefined && lock > ref) return;
  const isUnlocked = lock === undefined || lock <= ref;
  if (lock !== undefined && isUnlocked) unlock(element, undo);
  if (loading !== undefined && loading <= ref) stopLoading(element, isUnlocked);
  else if (isUnlocked && element.classList.contains("phx-submit-loading")) removeClass(element, "phx-change-loading");
  if ((loading === undefined || loading <= ref) && isUnlocked) element.removeAttribute("data-phx-ref-src");
}

function unlock(element: DomElement, undo: UndoRef): void {
  const state = knownState(element);
  const copy = state?.lockedCopy;
  if (copy) {
    undo.patch(element, copy);
    delete privateState(element).lockedCopy;
  }
  element.removeAttribute("data-phx-ref-lock");
  undo.unlocked(element);
}

function stopLoading(element: DomElement, isUnlocked: boolean): void {
  if (isUnlocked) {
    element.removeAttribute("data-phx-ref-loading");
    restore(element, "data-phx-readonly", "readonly");
    restore(element, "data-phx-disabled", "disabled");
    if (element.hasAttribute("data-phx-disable-with-restore")) {
      element.textContent = element.getAttribute("data-phx-disable-with-restore");
      element.removeAttribute("data-phx-disable-with-restore");
    }
  }
  for (const name of LOADING_CLASSES) if (name !== "phx-submit-loading" || isUnlocked) removeClass(element, name);
}

function restore(element: DomElement, kept: string, name: string): void {
  if (!element.hasAttribute(kept)) return;
  if (element.getAttribute(kept) === "true") element.setAttribute(name, "");
  else element.removeAttribute(name);
  element.removeAttribute(kept);
}
