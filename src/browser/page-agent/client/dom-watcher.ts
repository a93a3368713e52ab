import { documentComplete, lookForViews, VIEW, viewChanged } from "./connection-state.js";
import { followClient } from "./live-client.js";
import { dropDetached, LOADING, loadingChanged } from "./loading-classes.js";
import { listen, listenAgain, quietly } from "./natives.js";

const observer = new MutationObserver(quietly(mutated));

/** Installs the one observer for changes of classes, and for elements that are added and removed. */
export function watchDom(): void {
  const observe = () => {
    observer.observe(document, { subtree: true, childList: true, attributeFilter: ["class"] });
    // LiveView's client connects when the document was parsed, not before.
    if (document.querySelector(VIEW)) followClient();
  };

  // Parsing is not observed: the classes are set by the client, which starts afterwards.
  if (document.readyState === "loading") {
    listen(document, "readystatechange", () => {
      if (document.readyState === "interactive") observe();
    });
    listen(document, "DOMContentLoaded", documentComplete);
  } else {
    observe();
    documentComplete();
    // The first document of a popup comes into the window of the empty one, whose agent goes on.
    listen(window, "DOMContentLoaded", observe);
  }
}

/** Processes all changes up to now. */
export function catchUp(): void {
  mutated(observer.takeRecords());
}

function mutated(records: readonly MutationRecord[]): void {
  let removed = false;
  for (const { type, target, addedNodes, removedNodes } of records) {
    if (type === "attributes") changed(target as Element);
    removed ||= removedNodes.length > 0;
    if (target === document) listenAgain();
    for (const node of addedNodes) if (node.nodeType === 1) arrived(node as Element);
  }
  if (!removed) return;
  dropDetached();
  lookForViews();
}

function changed(element: Element): void {
  loadingChanged(element);
  if (!element.matches(VIEW)) return;
  followClient();
  viewChanged(element);
}

function arrived(element: Element): void {
  changed(element);
  if (!element.firstElementChild) return;
  for (const inner of element.querySelectorAll(`${LOADING},${VIEW}`)) changed(inner);
}
