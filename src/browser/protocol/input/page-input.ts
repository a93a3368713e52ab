import type { PageLeaving } from "../documents/page-leaving.js";
import type { ChosenFile } from "../dom/chosen-file.js";
import type { Element } from "../dom/element.js";
import { FormControl } from "../dom/field.js";
import {
  HTMLButtonElement,
  HTMLFormElement,
  HTMLInputElement,
  HTMLLabelElement,
  HTMLTextAreaElement,
} from "../dom/form-elements.js";
import { HTMLSelectElement } from "../dom/select-elements.js";
import { isButton } from "../forms/form-entries.js";
import { firstInvalid } from "../forms/validity.js";
import { PageEvent, type PageEventInit } from "./page-event.js";

type TextField = HTMLInputElement | HTMLTextAreaElement;

interface PageInputParts {
  readonly leaving: PageLeaving;
  /** Tells whoever runs in the page instead of its scripts. */
  readonly tell: (event: PageEvent) => void;
  readonly changed: () => void;
  readonly trouble: (text: string) => void;
}

/** What a person does to the elements of a page: events in the order of a browser, and their default actions. */
export class PageInput {
  readonly #parts: PageInputParts;
  /** The text field that has been edited since it got the focus, and what was in it. */
  #edited: { readonly field: TextField; readonly before: string } | undefined;

  constructor(parts: PageInputParts) {
    this.#parts = parts;
  }

  /** The element that keys go to. */
  get focused(): Element | null {
    return this.#parts.leaving.document.activeElement;
  }

  /** Dispatches an event and performs its default action unless it is prevented; returns whether it was not. */
  dispatch(type: string, target: Element, init: PageEventInit = {}): boolean {
    const event = new PageEvent(type, target, init);
    this.#parts.tell(event);
    this.#parts.changed();
    return !event.defaultPrevented;
  }

  /** Presses and releases a button of the mouse on an element. */
  click(element: Element, init: PageEventInit = {}): void {
    const isLeft = (init.button ?? 0) === 0;
    const isAllowed = this.dispatch("mousedown", element, init);
    if (isAllowed) this.#focusFrom(element);
    this.dispatch("mouseup", element, init);
    // A disabled control swallows the click.
    if (disabledAround(element)) return;
    if (isLeft) this.activate(element, init);
    else this.dispatch("auxclick", element, init);
  }

  /** A click without a mouse, as by the keyboard or a label. */
  activate(element: Element, init: PageEventInit = {}): void {
    const control = element.closest("button, input, summary, label, a[href], area[href]");
    const undo = control instanceof HTMLInputElement ? this.#toggled(control) : undefined;
    if (!this.dispatch("click", element, init)) {
      undo?.();
      return;
    }
    if (control === null || (control instanceof FormControl && control.isDisabled)) return;
    if (undo !== undefined) this.#valueChanged(control);
    else this.#perform(control, element, init);
  }

  /** Moves the focus; `null` takes it away. */
  focus(element: Element | null): void {
    const { document } = this.#parts.leaving;
    const before = document.activeElement;
    if (before === element || (element === null && before === document.body)) return;
    if (before !== null && before !== document.body) {
      this.#commitEdit();
      // Handlers may have moved it meanwhile.
      document.activeElement = null;
      this.dispatch("blur", before);
      this.dispatch("focusout", before);
    }
    document.activeElement = element;
    if (element === null) return;
    this.dispatch("focus", element);
    this.dispatch("focusin", element);
  }

  /** Moves the focus to an element if it takes it. */
  focusOn(element: Element): void {
    if (isFocusable(element)) this.focus(element);
  }

  /** An event of the window. */
  onWindow(type: string, init: PageEventInit): void {
    const { documentElement } = this.#parts.leaving.document;
    if (documentElement !== null) this.dispatch(type, documentElement, init);
  }

  /** Sets the text of a field as typing does: the event `change` follows when the field loses the focus. */
  edit(field: TextField, value: string): void {
    if (this.#edited?.field !== field) this.#edited = { field, before: field.value };
    field.value = value;
    this.dispatch("input", field);
  }

  /** Sets a value that is chosen rather than typed. */
  choose(field: Element, value: string): void {
    (field as HTMLInputElement).value = value;
    this.#valueChanged(field);
  }

  /** Options were selected, or files chosen. */
  chosen(field: Element): void {
    this.#valueChanged(field);
  }

  setFiles(input: HTMLInputElement, files: readonly ChosenFile[]): void {
    input.files = files;
    this.#valueChanged(input);
  }

  /** Submits a form as its button does: refused while a field is invalid. */
  requestSubmit(form: HTMLFormElement, submitter?: FormControl): void {
    const checks = !form.hasAttribute("novalidate") && submitter?.hasAttribute("formnovalidate") !== true;
    const invalid = checks ? firstInvalid(form) : undefined;
    if (invalid !== undefined) {
      const { field, why } = invalid;
      this.#parts.trouble(`the form was not submitted: its field ${field.name || field.id || field.localName} ${why}`);
      this.focus(field);
      return;
    }
    if (this.dispatch("submit", form, { submitter })) this.#parts.leaving.submit(form, submitter);
  }

  /** Enter in a field: clicks the default button of its form, or submits a form without one. */
  submitImplicitly(field: FormControl): void {
    this.#commitEdit();
    const { form } = field;
    if (!(form instanceof HTMLFormElement)) return;
    const button = submitButtonOf(form);
    if (button !== undefined) {
      if (!button.isDisabled) this.activate(button);
      return;
    }
    const others = form.elements.filter(
      (one) => one instanceof HTMLInputElement && one.isTyped && !/^(color|range)$/.test(one.type),
    );
    if (others.length <= 1) this.requestSubmit(form);
  }

  /** What was edited counts as changed now. */
  #commitEdit(): void {
    const edited = this.#edited;
    this.#edited = undefined;
    if (edited?.field.isConnected === true && edited.field.value !== edited.before) {
      this.dispatch("change", edited.field);
    }
  }

  #valueChanged(field: Element): void {
    this.dispatch("input", field);
    this.dispatch("change", field);
  }

  #focusFrom(element: Element): void {
    let target: Element | null = element;
    while (target !== null && !isFocusable(target)) target = target.parentElement;
    this.focus(target);
  }

  /** Checks a box before the click is dispatched; returns how to take that back. `undefined` if there is nothing to check. */
  #toggled(input: HTMLInputElement): (() => void) | undefined {
    if (input.type === "checkbox") {
      input.checked = !input.checked;
      return () => {
        input.checked = !input.checked;
      };
    }
    if (input.type !== "radio" || input.checked) return undefined;
    const before = input.radioGroup().find(({ checked }) => checked);
    input.checked = true;
    return () => {
      input.checked = false;
      if (before !== undefined) before.checked = true;
    };
  }

  #perform(control: Element, element: Element, init: PageEventInit): void {
    if (control instanceof HTMLLabelElement) this.#activateLabeled(control, element, init);
    else if (control.localName === "summary") this.#toggleDetails(control);
    else if (control.localName === "a" || control.localName === "area") this.#parts.leaving.follow(control);
    else if (control instanceof FormControl) this.#pressButton(control);
  }

  #activateLabeled(label: HTMLLabelElement, element: Element, init: PageEventInit): void {
    const { control } = label;
    if (control === null || control.contains(element) || disabledAround(control)) return;
    if (isFocusable(control)) this.focus(control);
    this.activate(control, init);
  }

  #toggleDetails(summary: Element): void {
    const details = summary.parentElement;
    if (details?.localName !== "details" || details.querySelector("summary") !== summary) return;
    details.toggleAttribute("open");
    this.dispatch("toggle", details);
  }

  #pressButton(button: FormControl): void {
    const { form } = button;
    if (!(form instanceof HTMLFormElement) || !isButton(button)) return;
    if (button.type === "submit" || button.type === "image") this.requestSubmit(form, button);
    else if (button.type === "reset" && this.dispatch("reset", form)) {
      form.reset();
      this.#parts.changed();
    }
  }
}

/** The first button that submits the form. */
export function submitButtonOf(form: HTMLFormElement): FormControl | undefined {
  return form.elements.find((control) => isButton(control) && control.type === "submit");
}

export function isFocusable(element: Element): boolean {
  if (element instanceof FormControl) {
    const isField =
      element instanceof HTMLButtonElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;
    return (isField || (element instanceof HTMLInputElement && element.type !== "hidden")) && !element.isDisabled;
  }
  if (/^(a|area)$/.test(element.localName) && element.hasAttribute("href")) return true;
  return element.localName === "summary" || element.hasAttribute("tabindex") || element.hasAttribute("contenteditable");
}

function disabledAround(element: Element): boolean {
  const control = element.closest("button, input, select, textarea, option");
  return control?.isDisabled === true;
}
