import { type OperationOptions, PageOperationError, type SelectChoice } from "../../../scenario/page-port.js";
import type { ForceOptions } from "../../../scenario/ports/pointer.js";
import type { Bounds } from "../../page-operations.js";
import { type ActingParts, AWAITS_REPLY, actOnElement, IS_INERT } from "../acting.js";
import type { Element } from "../dom/element.js";
import { HTMLFormElement, HTMLInputElement, HTMLTextAreaElement } from "../dom/form-elements.js";
import { cleanValue } from "../dom/input-values.js";
import { type HTMLOptionElement, HTMLSelectElement } from "../dom/select-elements.js";
import type { PageQueries } from "../queries.js";
import type { KeyStrokes } from "./key-strokes.js";
import { submitButtonOf } from "./page-input.js";

interface FieldsParts extends ActingParts {
  readonly keys: KeyStrokes;
}

/** Fields whose text is typed. */
const TYPED = /^(email|number|password|search|tel|text|url)$/;
/** Fields whose value is set at once. */
const SET = /^(color|date|datetime-local|month|range|time|week)$/;
const NO_FIELD = "Element is not an <input>, <textarea>, <select> or [contenteditable]: it takes no text";

/** Fills the fields of forms, and submits them. */
export class PageFields {
  readonly #parts: FieldsParts;

  constructor(parts: FieldsParts) {
    this.#parts = parts;
  }

  fill(selector: string, value: string, options: ForceOptions): Promise<void> {
    const { elements, input, keys } = this.#parts;
    const act = async (bounds: Bounds) => {
      const found = await elements.element(selector, bounds, (element, queries) =>
        options.force === true ? undefined : lackingForText(element, queries),
      );
      const field = elements.ask(selector, (queries) => queries.controlOf(found));
      if (field instanceof HTMLInputElement) checkType(field, value.trim());
      else if (!(field instanceof HTMLTextAreaElement) && !field.isContentEditable)
        throw new PageOperationError("invalid", "Element is not an <input>, <textarea> or [contenteditable] element");
      input.focus(field);
      if (field instanceof HTMLInputElement && SET.test(field.type)) input.choose(field, value.trim());
      else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
        if (value === "" && field.value === "") return;
        keys.cursor.selectAll(field);
        input.edit(field, keys.cursor.inserted(field, field.type === "number" ? storedNumber(value.trim()) : value));
      } else {
        field.textContent = value;
        input.dispatch("input", field);
      }
    };
    return actOnElement(this.#parts, { selector, options, act });
  }

  async selectOption(selector: string, choices: readonly SelectChoice[], options: ForceOptions): Promise<readonly string[]> {
    const { elements, input } = this.#parts;
    const act = async (bounds: Bounds) => {
      let chosen: readonly HTMLOptionElement[] = [];
      const found = await elements.element(selector, bounds, (element, queries) => {
        const lacking = options.force === true ? undefined : lackingForChoice(element, queries);
        if (lacking !== undefined) return lacking;
        const wanted = optionsFor(listOf(queries.controlOf(element)), choices, queries);
        if (wanted === undefined) return "to have those options";
        chosen = wanted;
        return wanted.every((option) => queries.isEnabled(option)) ? undefined : "to have that option enabled";
      });
      const list = listOf(elements.ask(selector, (queries) => queries.controlOf(found)));
      list.selectedIndex = -1;
      for (const option of chosen) option.selected = true;
      input.chosen(list);
      return chosen.map(({ value }) => value);
    };
    return actOnElement(this.#parts, { selector, options, act });
  }

  submit(selector: string, options: OperationOptions): Promise<void> {
    const { elements, input } = this.#parts;
    const act = async (bounds: Bounds) => {
      const form = await elements.element(selector, bounds, (found) => {
        if (!(found instanceof HTMLFormElement)) throw new PageOperationError("invalid", `${selector} is not a form`);
        if (found.hasAttribute("data-phx-ref-src")) return AWAITS_REPLY;
        return submitButtonOf(found)?.isDisabled === true ? "to be enabled" : undefined;
      });
      if (form instanceof HTMLFormElement) input.requestSubmit(form, submitButtonOf(form));
    };
    return actOnElement(this.#parts, { selector, options, act });
  }
}

function lackingForText(element: Element, queries: PageQueries): string | undefined {
  if (!queries.isVisible(element)) return "to be visible";
  if (!queries.isEnabled(element)) return "to be enabled";
  const isReadOnly = queries.isReadOnly(queries.controlOf(element));
  if (isReadOnly === undefined) throw new PageOperationError("invalid", NO_FIELD);
  if (isReadOnly) return "to be editable";
  return queries.isInert(queries.controlOf(element)) ? IS_INERT : undefined;
}

function lackingForChoice(element: Element, queries: PageQueries): string | undefined {
  if (!queries.isVisible(element)) return "to be visible";
  if (!queries.isEnabled(element)) return "to be enabled";
  return queries.isInert(queries.controlOf(element)) ? IS_INERT : undefined;
}

function checkType(field: HTMLInputElement, value: string): void {
  const { type } = field;
  if (!TYPED.test(type) && !SET.test(type)) throw new PageOperationError("invalid", `Input of type "${type}" cannot be filled`);
  if ((type === "number" || SET.test(type)) && !takesValue(field, value))
    throw new PageOperationError("invalid", `Malformed value: input[type=${type}] does not take ${JSON.stringify(value)}`);
}

function takesValue(field: HTMLInputElement, value: string): boolean {
  const kept = cleanValue(field, field.type === "number" ? storedNumber(value) : value);
  if (field.type === "range") return value !== "" && Number(kept) === Number(value);
  if (field.type === "color") return kept === value.toLowerCase();
  return value === "" || kept !== "";
}

/** A person may type `+5`; the browser stores 5. */
function storedNumber(value: string): string {
  return value.replace(/^\+(?=[\d.])/, "");
}

function listOf(element: Element): HTMLSelectElement {
  if (element instanceof HTMLSelectElement) return element;
  throw new PageOperationError("invalid", "Element is not a <select> element");
}

/** The wanted options in the list's order; `undefined` if one is missing. A single-choice list needs only one match. */
function optionsFor(
  list: HTMLSelectElement,
  choices: readonly SelectChoice[],
  { normal }: PageQueries,
): readonly HTMLOptionElement[] | undefined {
  let missing = choices;
  const options: HTMLOptionElement[] = [];
  for (const [index, option] of list.options.entries()) {
    const left = missing.filter((choice) => !isMeant(option, choice, { index, normal }));
    if (left.length === missing.length) continue;
    options.push(option);
    if (!list.multiple) return options;
    missing = left;
  }
  return missing.length === 0 ? options : undefined;
}

function isMeant(
  option: HTMLOptionElement,
  choice: SelectChoice,
  { index, normal }: { readonly index: number; readonly normal: (text: string) => string },
): boolean {
  const hasLabel = (label: string) => normal(option.label) === normal(label);
  if (typeof choice === "string") return option.value === choice || hasLabel(choice);
  return (
    (choice.value === undefined || option.value === choice.value) &&
    (choice.label === undefined || hasLabel(choice.label)) &&
    (choice.index === undefined || index === choice.index)
  );
}
