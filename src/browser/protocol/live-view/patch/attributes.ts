import type { DomElement } from "../dom.js";

/** Gives an element exactly the attributes of another. */
export function copyAttributes(from: DomElement, to: DomElement): void {
  for (const name of from.getAttributeNames()) {
    const value = from.getAttribute(name) ?? "";
    if (!to.hasAttribute(name) || to.getAttribute(name) !== value) to.setAttribute(name, value);
  }
  for (const name of [...to.getAttributeNames()]) if (!from.hasAttribute(name)) to.removeAttribute(name);
}

/** The same, without these attributes: they stay as they are, or absent. */
export function mergeAttributes(from: DomElement, to: DomElement, exclude: readonly string[]): void {
  for (const name of from.getAttributeNames()) {
    const value = from.getAttribute(name) ?? "";
    if (!exclude.includes(name) && (!to.hasAttribute(name) || to.getAttribute(name) !== value)) to.setAttribute(name, value);
  }
  for (const name of [...to.getAttributeNames()]) {
    if (!from.hasAttribute(name)) to.removeAttribute(name);
  }
}

const PENDING = ["data-phx-ref-loading", "data-phx-ref-src", "data-phx-ref-lock"];

/** An element with `phx-update="ignore"` takes over data attributes only. */
export function mergeDataAttributes(from: DomElement, to: DomElement): void {
  for (const name of from.getAttributeNames()) {
    const value = from.getAttribute(name) ?? "";
    if (name.startsWith("data-") && to.getAttribute(name) !== value) to.setAttribute(name, value);
  }
  for (const name of [...to.getAttributeNames()]) {
    if (name.startsWith("data-") && !from.hasAttribute(name) && !PENDING.includes(name)) to.removeAttribute(name);
  }
}

/** An element that awaits a reply keeps the marks of that. */
export function keepPendingMarks(from: DomElement, to: DomElement): void {
  if (!from.hasAttribute("data-phx-ref-src")) return;
  for (const name of LOADING_CLASSES) if (from.classList.contains(name)) to.classList.add(name);
  for (const name of PENDING) {
    const value = from.getAttribute(name);
    if (value !== null && from.hasAttribute(name)) to.setAttribute(name, value);
  }
}

export const LOADING_CLASSES = [
  "phx-click-loading",
  "phx-change-loading",
  "phx-submit-loading",
  "phx-keydown-loading",
  "phx-keyup-loading",
  "phx-blur-loading",
  "phx-focus-loading",
  "phx-hook-loading",
] as const;
