import type { LiveViewState } from "../../scenario/page-port.js";
import type { Document } from "./dom/document.js";
import type { Element } from "./dom/element.js";
import type { LivePart } from "./live-part.js";

const SIGNS = ["data-phx-ref-src", "data-phx-ref-loading", "data-phx-ref-lock"];

/** The live views of a document, as what runs in the page knows them. */
export function liveViewStateOf(document: Document, live: Pick<LivePart, "isConnected">): LiveViewState {
  const roots = document.querySelectorAll("[data-phx-session]");
  return { present: roots.length > 0, connected: roots.every((root) => live.isConnected(root)) };
}

/** Whether an event on the element, if it is still there, waits for its reply. */
export function loadingSigns(element: Element, type: string): boolean {
  if (!element.isConnected) return false;
  return element.classList.contains(`phx-${type}-loading`) || SIGNS.some((sign) => element.hasAttribute(sign));
}
