import type { LiveViewState } from "../../scenario/page-port.js";
import type { Document } from "./dom/document.js";
import type { Element } from "./dom/element.js";

const SIGNS = ["data-phx-ref-src", "data-phx-ref-loading", "data-phx-ref-lock"];

/** The live views of a document, as their classes show them. */
export function liveViewStateOf(document: Document): LiveViewState {
  const roots = document.querySelectorAll("[data-phx-session]");
  return { present: roots.length > 0, connected: roots.every((root) => root.classList.contains("phx-connected")) };
}

/** Whether an event on the element, if it is still there, waits for its reply. */
export function loadingSigns(element: Element, type: string): boolean {
  if (!element.isConnected) return false;
  return element.classList.contains(`phx-${type}-loading`) || SIGNS.some((sign) => element.hasAttribute(sign));
}
