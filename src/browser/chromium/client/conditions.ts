import { canBeChecked, canBeDisabled, canBeReadOnly } from "./selectors/role-states.js";

/** What may be asked of an element before something is done with it. */

/** As Playwright sees it: it has a box, and neither `display` nor `visibility` hides it. */
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

/** Controls may be disabled by themselves, by a field set or by ARIA, on themselves or on what is around them. */
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

/** An option is not disabled with its list, though some browsers say so. */
function isDisabled(element: Element): boolean {
  if (!(element instanceof HTMLOptionElement)) return element.matches(":disabled");
  return element.disabled || element.closest("optgroup:disabled") !== null;
}

/** What an element that is inert lacks. */
export const IS_INERT = "to be out of what is inert";

/** Whether something around it takes it out of play. */
export function isInert(element: Element): boolean {
  for (let one: Element | null = element; one !== null; one = composedParent(one))
    if (one instanceof HTMLElement && one.inert) return true;
  return false;
}

/** Whether text may be changed there; `undefined` where there is none to change. */
export function isReadOnly(element: Element): boolean | undefined {
  if (element.matches("input, textarea, select")) return element.hasAttribute("readonly");
  if (canBeReadOnly(element)) return element.getAttribute("aria-readonly") === "true";
  return isEditable(element) ? false : undefined;
}

/** What a person means who points at a part of a button or link. */
export function buttonOf(element: Element): Element {
  if (element.matches("input, textarea, select") || isEditable(element)) return element;
  return element.closest("button, [role=button], a, [role=link]") ?? element;
}

const CONTROLS =
  "a, input, textarea, button, select, option, optgroup, [role=link], [role=button], [role=checkbox], [role=radio]";

/** The control that an element is a part, or the label, of. */
export function controlOf(given: Element): Element {
  if (given.matches("input, textarea, select") || isEditable(given)) return given;
  const element = given.closest("button, [role=button], [role=checkbox], [role=radio]") ?? given;
  if (element.matches(CONTROLS) || isEditable(element)) return element;
  return element.closest("label")?.control ?? element;
}

export function isEditable(element: Element): element is HTMLElement {
  return element instanceof HTMLElement && element.isContentEditable;
}

/** Whether a box is checked; `undefined` when it is none. */
export function checkedState(given: Element): boolean | undefined {
  const element = controlOf(given);
  if (element instanceof HTMLInputElement && (element.type === "checkbox" || element.type === "radio")) return element.checked;
  return canBeChecked(element) ? element.getAttribute("aria-checked") === "true" : undefined;
}

export function isRadio(given: Element): boolean {
  const element = controlOf(given);
  return element instanceof HTMLInputElement && element.type === "radio";
}

/** What is around an element, through slots and out of shadow roots. */
export function composedParent(element: Element): Element | null {
  return element.assignedSlot ?? parentOrHost(element);
}

/** What is around an element, out of shadow roots. */
export function parentOrHost(element: Element): Element | null {
  if (element.parentElement !== null) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
