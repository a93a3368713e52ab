import type { FillRequest } from "../helper-wire.js";
import { controlOf, isEditable, isEnabled, isReadOnly, isVisible } from "./conditions.js";
import { element } from "./elements.js";
import { invalid } from "./outcome.js";
import { deadline } from "./wait.js";

/** Fields whose text is typed. */
const TYPED = new Set(["", "email", "number", "password", "search", "tel", "text", "url"]);
/** Fields that take their value as a whole: each part of a date has a place of its own. */
const SET = new Set(["color", "date", "datetime-local", "month", "range", "time", "week"]);

/** Waits until the field takes text; sets its value, or selects all of it and says that it is still to be typed. */
export async function prepareFill({ selector, value, limitMs }: FillRequest): Promise<boolean> {
  const found = await element(selector, deadline(limitMs), (candidate) => {
    const field = controlOf(candidate);
    checkFillable(field, value);
    if (!isVisible(candidate)) return "to be visible";
    if (!isEnabled(field)) return "to be enabled";
    return isReadOnly(field) ? "to be editable" : undefined;
  });
  const field = controlOf(found);
  if (field instanceof HTMLInputElement && SET.has(field.type)) {
    setValue(field, value.trim());
    return false;
  }
  selectAll(field as HTMLElement);
  return true;
}

function checkFillable(field: Element, value: string): void {
  if (field instanceof HTMLInputElement) {
    const { type } = field;
    if (!TYPED.has(type) && !SET.has(type)) invalid(`Input of type "${type}" cannot be filled`);
    if (type === "number" && value.trim() !== "" && Number.isNaN(Number(value)))
      invalid("Cannot type text into input[type=number]");
  } else if (!(field instanceof HTMLTextAreaElement) && !isEditable(field)) {
    invalid("Element is not an <input>, <textarea> or [contenteditable] element");
  }
}

function setValue(field: HTMLInputElement, given: string): void {
  const value = field.type === "color" ? given.toLowerCase() : given;
  field.focus();
  field.value = value;
  if (field.value !== value) invalid("Malformed value");
  field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function selectAll(field: HTMLElement): void {
  if (field instanceof HTMLInputElement) field.select();
  else if (field instanceof HTMLTextAreaElement) field.setSelectionRange(0, field.value.length);
  else {
    const range = document.createRange();
    range.selectNodeContents(field);
    const selection = getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
  }
  field.focus();
}
