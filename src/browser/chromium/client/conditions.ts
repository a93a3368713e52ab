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
export function isEnabled(element: Element): boolean {
  if (element.matches(":disabled")) return false;
  for (let one: Element | null = element; one !== null; one = composedParent(one)) {
    const disabled = one.getAttribute("aria-disabled");
    if (disabled !== null && (one === element || disabled !== "")) return disabled.toLowerCase() !== "true";
  }
  return true;
}

/** Fields take text unless they are read-only. */
export function isReadOnly(element: Element): boolean {
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) return element.readOnly;
  return element.getAttribute("aria-readonly") === "true";
}

/** What a person means who points at a part of a button or link. */
export function buttonOf(element: Element): Element {
  if (element.matches("input, textarea, select") || isEditable(element)) return element;
  return element.closest("button, [role=button], a, [role=link]") ?? element;
}

/** What a label stands for. */
export function controlOf(element: Element): Element {
  if (element.matches("a, input, textarea, button, select, [role=link], [role=button], [role=checkbox], [role=radio]"))
    return element;
  if (isEditable(element)) return element;
  return element.closest("label")?.control ?? element;
}

export function isEditable(element: Element): element is HTMLElement {
  return element instanceof HTMLElement && element.isContentEditable;
}

const CHECKABLE_ROLES = /^(checkbox|radio|switch|menuitemcheckbox|menuitemradio|option|treeitem)$/;

/** Whether a box is checked; `undefined` when it is none. */
export function checkedState(given: Element): boolean | undefined {
  const element = controlOf(given);
  if (element instanceof HTMLInputElement && (element.type === "checkbox" || element.type === "radio")) return element.checked;
  if (CHECKABLE_ROLES.test(element.getAttribute("role") ?? "")) return element.getAttribute("aria-checked") === "true";
  return undefined;
}

export function isRadio(given: Element): boolean {
  const element = controlOf(given);
  return element instanceof HTMLInputElement && element.type === "radio";
}

/** What is around an element, through slots and out of shadow roots. */
export function composedParent(element: Element): Element | null {
  if (element.assignedSlot !== null) return element.assignedSlot;
  if (element.parentElement !== null) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
