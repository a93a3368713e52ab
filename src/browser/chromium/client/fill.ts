import type { FillRequest, ForceRequest } from "../helper-wire.js";
import { controlOf, IS_INERT, isEditable, isEnabled, isInert, isReadOnly, isVisible } from "./conditions.js";
import { element } from "./elements.js";
import { takesValue } from "./field-value.js";
import { invalid } from "./outcome.js";
import { deadline } from "./wait.js";

/** Fields whose text is typed. */
const TYPED = new Set(["", "email", "number", "password", "search", "tel", "text", "url"]);
/** Fields whose value is set at once: a date, for example, has a separate input area for each part. */
const SET = new Set(["color", "date", "datetime-local", "month", "range", "time", "week"]);

/** Waits until the field is editable. Sets its value, or selects its content and returns `true` if text must be typed. */
export async function prepareFill({ selector, value, force, limitMs }: FillRequest): Promise<boolean> {
  const found = await element(selector, deadline(limitMs), (candidate) => {
    if (force) return undefined;
    if (!isVisible(candidate)) return "to be visible";
    if (!isEnabled(candidate)) return "to be enabled";
    const readOnly = isReadOnly(controlOf(candidate));
    if (readOnly === undefined) invalid(`Element is not an <input>, <textarea>, <select> or [contenteditable]: ${NO_FIELD}`);
    if (readOnly) return "to be editable";
    return isInert(controlOf(candidate)) ? IS_INERT : undefined;
  });
  const field = controlOf(found);
  if (field instanceof HTMLInputElement) {
    check(field, value.trim());
    if (SET.has(field.type)) return setValue(field, value.trim());
  } else if (!(field instanceof HTMLTextAreaElement) && !isEditable(field)) {
    invalid("Element is not an <input>, <textarea> or [contenteditable] element");
  }
  selectAll(field as HTMLElement);
  return true;
}

/** Waits until the element is visible, and selects its text. */
export async function selectText({ selector, force, limitMs }: ForceRequest): Promise<null> {
  const look = (found: Element) => (force || isVisible(found) ? undefined : "to be visible");
  selectAll(controlOf(await element(selector, deadline(limitMs), look)) as HTMLElement);
  return null;
}

const NO_FIELD = "it takes no text";

function check(field: HTMLInputElement, value: string): void {
  const { type } = field;
  if (!TYPED.has(type) && !SET.has(type)) invalid(`Input of type "${type}" cannot be filled`);
  if ((type === "number" || SET.has(type)) && !takesValue(field, value))
    invalid(`Malformed value: input[type=${type}] does not take ${JSON.stringify(value)}`);
}

function setValue(field: HTMLInputElement, value: string): false {
  field.focus();
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  return false;
}

function selectAll(field: HTMLElement): void {
  if (field instanceof HTMLInputElement) {
    field.select();
    field.focus();
  } else if (field instanceof HTMLTextAreaElement) {
    field.setSelectionRange(0, field.value.length);
    field.focus();
  } else selectContents(field);
}

function selectContents(field: HTMLElement): void {
  let host = field;
  while (host.parentElement !== null && isEditable(host.parentElement)) host = host.parentElement;
  host.focus();
  const range = document.createRange();
  range.selectNodeContents(field);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}
