import type { Element } from "../dom/element.js";
import { HTMLInputElement, HTMLTextAreaElement } from "../dom/form-elements.js";

/** A field that takes text. */
export type TextField = HTMLInputElement | HTMLTextAreaElement;

/** The field, if text can be typed into the element. */
export function textFieldOf(element: Element | null): TextField | undefined {
  if (element instanceof HTMLTextAreaElement) return element.isReadWrite ? element : undefined;
  if (!(element instanceof HTMLInputElement)) return undefined;
  return /^(email|number|password|search|tel|text|url)$/.test(element.type) && element.isReadWrite ? element : undefined;
}

/** Where typed text goes in the field that has the focus. */
export class TextCursor {
  #field: Element | undefined;
  #start = 0;
  #end = 0;

  /** Selects everything. */
  selectAll(field: TextField): void {
    this.#field = field;
    this.#start = 0;
    this.#end = field.value.length;
  }

  /** A field that gets the focus receives keys at its start. */
  toStart(field: TextField): void {
    this.#field = field;
    this.#start = 0;
    this.#end = 0;
  }

  /** The value after the text was typed. */
  inserted(field: TextField, text: string): string {
    const { start, end } = this.#selectionIn(field);
    this.#moveTo(field, start + text.length);
    return field.value.slice(0, start) + text + field.value.slice(end);
  }

  /** The value after `Backspace` or `Delete`; `undefined` if that removes nothing. */
  removed(field: TextField, key: "Backspace" | "Delete"): string | undefined {
    const { start, end } = this.#selectionIn(field);
    const [from, to] = start < end ? [start, end] : key === "Backspace" ? [start - 1, start] : [start, start + 1];
    if (from < 0 || from >= field.value.length) return undefined;
    this.#moveTo(field, from);
    return field.value.slice(0, from) + field.value.slice(to);
  }

  /** A key that moves the cursor. */
  moved(field: TextField, key: string): void {
    const { start, end } = this.#selectionIn(field);
    const places: Readonly<Record<string, number>> = {
      Home: 0,
      End: field.value.length,
      ArrowLeft: start < end ? start : start - 1,
      ArrowRight: start < end ? end : end + 1,
      ArrowUp: 0,
      ArrowDown: field.value.length,
    };
    const to = places[key];
    if (to !== undefined) this.#moveTo(field, Math.max(0, Math.min(field.value.length, to)));
  }

  /** In a field that was not typed into, the cursor is at the end. */
  #selectionIn(field: TextField): { readonly start: number; readonly end: number } {
    const { length } = field.value;
    if (this.#field !== field) return { start: length, end: length };
    return { start: Math.min(this.#start, length), end: Math.min(this.#end, length) };
  }

  #moveTo(field: TextField, place: number): void {
    this.#field = field;
    this.#start = place;
    this.#end = place;
  }
}
