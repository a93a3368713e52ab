import { canBeChecked, canBeDisabled, canBeReadOnly } from "./selectors/role-states.js";

/** Conditions that an element must meet before an action. */

/** Playwright's definition: the element has a box, and neither `display` nor `visibility` hides it. */
export function isVisible(element: Element): boolean {
  const style = getComputedStyle(element);
  if (style.display === "contents") return [...element.childNodes].some(isVisibleNode);
  if (!element.checkVisibility() || style.visibility !== "visible") return false;
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0;
}

function isVisibleNode(node: Node): boolean {
  if (node instanceof Element) return isVisible(node);
  if (node.nodeType !== Node.TEXT_NODE) return false;
  const range = document.createRange();
  range.selectNode(node);
  const { width, height } = range.getBoundingClientRect();
  return width > 0 && height > 0;
}

/** False if the control is disabled by itself, by a fieldset, or by ARIA on it or on an ancestor. */
export function isEnabled(given: Element): boolean {
  const element = controlOf(given);
  if (isDisabled(element)) return false;
  if (!canBeDisabled(element)) return true;
  for (let one: Element | null = element; one !== null; one = parentOrHost(one)) {
    const disabled = one.getAttribute("aria-disabled")?.toLowerCase();
    if (disabled === "true") return false;
    if (disabled === "false") return true;
  }
  return true;
}

/** A disabled list does not disable its options, although they match `:disabled` in some browsers. */
function isDisabled(element: Element): boolean {
  if (!(element instanceof HTMLOptionElement)) return element.matches(":disabled");
  return element.disabled || element.closest("optgroup:disabled") !== null;
}

/** What an inert element lacks, for messages. */
export const IS_INERT = "not to be inert";

/** True if the element is inert or inside an inert element. */
export function isInert(element: Element): boolean {
  for (let one: Element | null = element; one !== null; one = composedParent(one))
    if (one instanceof HTMLElement && one.inert) return true;
  return false;
}

/** `undefined` if the element cannot be edited. */
export function isReadOnly(element: Element): boolean | undefined {
  if (element.matches("input, textarea, select")) return element.hasAttribute("readonly");
  if (canBeReadOnly(element)) return element.getAttribute("aria-readonly") === "true";
  return isEditable(element) ? false : undefined;
}

/** The button or link that contains the element; the element itself if none does, or if it is a field. */
export function buttonOf(element: Element): Element {
  if (element.matches("input, textarea, select") || isEditable(element)) return element;
  return element.closest("button, [role=button], a, [role=link]") ?? element;
}

const CONTROLS =
  "a, input, textarea, button, select, option, optgroup, [role=link], [role=button], [role=checkbox], [role=radio]";

/** The control that the element is part of or labels; the element itself if there is none. */
export function controlOf(given: Element): Element {
  if (given.matches("input, textarea, select") || isEditable(given)) return given;
  const element = given.closest("button, [role=button], [role=checkbox], [role=radio]") ?? given;
  if (element.matches(CONTROLS) || isEditable(element)) return element;
  return element.closest("label")?.control ?? element;
}

export function isEditable(element: Element): element is HTMLElement {
  return element instanceof HTMLElement && element.isContentEditable;
}

/** `undefined` if the element cannot be checked. */
export function checkedState(given: Element): boolean | undefined {
  const element = controlOf(given);
  if (element instanceof HTMLInputElement && (element.type === "checkbox" || element.type === "radio")) return element.checked;
  return canBeChecked(element) ? element.getAttribute("aria-checked") === "true" : undefined;
}

export function isRadio(given: Element): boolean {
  const element = controlOf(given);
  return element instanceof HTMLInputElement && element.type === "radio";
}

/** Parent across slots and shadow roots. */
export function composedParent(element: Element): Element | null {
  return element.assignedSlot ?? parentOrHost(element);
}

/** Parent, or the host of the shadow root that the element is directly in. */
export function parentOrHost(element: Element): Element | null {
  if (element.parentElement !== null) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
