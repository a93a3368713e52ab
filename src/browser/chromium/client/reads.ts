import type { Box, ElementRequest, FocusRequest, ReadAllRequest, ReadRequest, StateRequest } from "../helper-wire.js";
import { checkedState, controlOf, isEditable, isEnabled, isReadOnly, isVisible as isVisibleElement } from "./conditions.js";
import { element } from "./elements.js";
import { invalid, late } from "./outcome.js";
import { all, find } from "./selectors/selector.js";
import { deadline, until } from "./wait.js";

/** Waits for the element and reads the property. */
export async function read({ selector, property, name, limitMs }: ReadRequest): Promise<string | boolean | Box> {
  const found = await element(selector, deadline(limitMs));
  switch (property) {
    case "innerHTML":
      return found.innerHTML;
    case "innerText":
      return found instanceof HTMLElement ? found.innerText : invalid("Node is not an HTMLElement");
    case "textContent":
      return found.textContent;
    case "inputValue":
      return fieldValue(controlOf(found));
    case "attribute":
      return found.getAttribute(name ?? "");
    case "checked":
      return checkedState(found) ?? invalid("Not a checkbox or radio button");
    case "enabled":
      return isEnabled(found);
    case "editable":
      return !(isReadOnly(controlOf(found)) ?? invalid(NO_TEXT)) && isEnabled(found);
    case "box":
      return boxOf(found);
  }
}

const NO_TEXT = "Element is not an <input>, <textarea>, <select> or [contenteditable]";

function boxOf(found: Element): Box {
  if (found.getClientRects().length === 0) return null;
  const { x, y, width, height } = found.getBoundingClientRect();
  return [x, y, width, height];
}

/** Reads from all matches at once. */
export function readAll({ selector, property }: ReadAllRequest): number | readonly string[] {
  const found = all(selector);
  if (property === "count") return found.length;
  return found.map((one) => (property === "textContent" ? one.textContent : (one as HTMLElement).innerText) ?? "");
}

export function fieldValue(field: Element): string {
  return isField(field) ? field.value : invalid("Node is not an <input>, <textarea> or <select> element");
}

export function isField(element: Element): element is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement {
  return element.matches("input, textarea, select");
}

export function isVisible({ selector }: ElementRequest): boolean {
  const found = find(selector);
  return found !== undefined && isVisibleElement(found);
}

/** Waits until the first match has the state. */
export async function untilState({ selector, state, limitMs }: StateRequest): Promise<null> {
  const look = (): boolean => {
    const found = find(selector);
    switch (state) {
      case "attached":
        return found !== undefined;
      case "detached":
        return found === undefined;
      case "visible":
        return found !== undefined && isVisibleElement(found);
      case "hidden":
        return found === undefined || !isVisibleElement(found);
    }
  };
  if (!(await until(look, deadline(limitMs)))) late(`to be ${state}`);
  return null;
}

/** Waits for the element and focuses or blurs it. */
export async function focus({ selector, action, limitMs }: FocusRequest): Promise<null> {
  const found = await element(selector, deadline(limitMs));
  if (!(found instanceof HTMLElement || found instanceof SVGElement)) return invalid("Node is not an HTMLElement or SVGElement");
  if (action === "blur") {
    found.blur();
    return null;
  }
  const root = found.getRootNode() as Document | ShadowRoot;
  const hadFocus = root.activeElement === found && document.hasFocus();
  if (isEditable(found) && !hadFocus && root.activeElement instanceof HTMLElement) root.activeElement.blur();
  found.focus();
  // A newly focused field receives keys at its start.
  if (action === "press" && !hadFocus && found instanceof HTMLInputElement) setCursorToStart(found);
  return null;
}

function setCursorToStart(field: HTMLInputElement): void {
  try {
    field.setSelectionRange(0, 0);
  } catch {
    // Number and date fields have no cursor.
  }
}

/** Current HTML of the whole document. */
export function content(): string {
  const doctype = document.doctype === null ? "" : new XMLSerializer().serializeToString(document.doctype);
  // The root element is missing if loading stopped early or the page removed it.
  return doctype + ((document.documentElement as Element | null)?.outerHTML ?? "");
}
