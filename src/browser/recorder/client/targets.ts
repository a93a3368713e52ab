import { composedParent, isEditable } from "../../chromium/client/conditions.js";

/** Controls that a click on something inside them is meant for. */
const ACTIVE =
  "button, a[href], area[href], summary, input, select, textarea, option, label, [role=button], [role=link], [role=menuitem], [role=menuitemcheckbox], [role=menuitemradio], [role=tab], [role=option], [role=checkbox], [role=radio], [role=switch], [role=treeitem], [onclick], [phx-click], [hx-get], [hx-post], [data-action], [data-testid]";

/** The innermost element of an event, also in open shadow roots. */
export function targetOf(event: Event): Element | undefined {
  const [innermost] = event.composedPath();
  if (innermost instanceof Element) return innermost;
  return innermost instanceof Text ? (innermost.parentElement ?? undefined) : undefined;
}

/** The button, link or field around an element; the element itself if it is in none. */
export function activeAround(element: Element): Element {
  return activeElementAround(element) ?? element;
}

export function isActive(element: Element): boolean {
  return activeElementAround(element) !== undefined;
}

function activeElementAround(element: Element): Element | undefined {
  for (let one: Element | null = element; one !== null; one = composedParent(one)) {
    if (one.matches(ACTIVE) || (isEditable(one) && one === hostOf(one))) return one;
  }
  return undefined;
}

/** The element whose text is edited: the outermost editable one. */
export function hostOf(element: HTMLElement): HTMLElement {
  let host = element;
  while (host.parentElement?.isContentEditable === true) host = host.parentElement;
  return host;
}

const NO_TEXT = /^(button|checkbox|file|image|radio|reset|submit|hidden)$/;

/** A field whose value is typed or set, rather than clicked. */
export function isTextField(element: Element): element is HTMLElement {
  if (element instanceof HTMLInputElement) return !NO_TEXT.test(element.type);
  return element instanceof HTMLTextAreaElement || isEditable(element);
}

export function isBox(element: Element): element is HTMLInputElement {
  return element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type);
}

export function isFileInput(element: Element): element is HTMLInputElement {
  return element instanceof HTMLInputElement && element.type === "file";
}

export function typedText(field: HTMLElement): string {
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : field.innerText;
}

/** Fields that were secret: a button may show what is in them, by another type. */
const secrets = new WeakSet<Element>();

/** Whether a field's value is nobody else's business, now or since it was seen or noticed as such. */
export function isSecret(field: Element): boolean {
  if (!(field instanceof HTMLInputElement)) return false;
  if (field.type === "password" || /password|one-time-code|cc-number|cc-csc/.test(field.autocomplete)) secrets.add(field);
  return secrets.has(field);
}

/** Whether a key is a character of a secret. */
export function isKeyOfSecret({ key }: Pick<KeyboardEvent, "key">, field: Element): boolean {
  return key.length === 1 && isSecret(field);
}

/** Remembers the secret fields around an element, before an input there can change their types. */
export function noticeSecrets(element: Element): void {
  const root = element.getRootNode();
  if (root instanceof Document || root instanceof ShadowRoot)
    for (const field of root.querySelectorAll("input[type=password]")) isSecret(field);
}

/** By what a secret field is called, where its value must not be. */
export function fieldName(field: Element): string {
  const name = field.getAttribute("name") ?? "";
  return name === "" ? field.id || "secret" : name;
}
