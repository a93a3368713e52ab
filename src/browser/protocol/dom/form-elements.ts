import type { ChosenFile } from "./chosen-file.js";
import { type Container, type Element, HTMLElement } from "./element.js";
import { controlOfLabel, FormControl } from "./field.js";
import { cleanValue, INPUT_TYPES } from "./input-values.js";
import { allIn } from "./selectors.js";

const TYPED = /^(color|date|datetime-local|email|month|number|password|range|search|tel|text|time|url|week)$/;

/** An `<input>` with what a person entered. */
export class HTMLInputElement extends FormControl {
  /** The value that was entered; until then the attribute counts. */
  #entered: string | undefined;
  #isChecked: boolean | undefined;
  /** Files that were chosen. */
  files: readonly ChosenFile[] = [];
  indeterminate = false;

  override get type(): string {
    const given = this.getAttribute("type")?.toLowerCase() ?? "text";
    return INPUT_TYPES.has(given) ? given : "text";
  }

  get isTyped(): boolean {
    return TYPED.test(this.type);
  }

  get value(): string {
    const given = this.getAttribute("value");
    if (this.type === "file") return this.files[0] === undefined ? "" : `C:\\fakepath\\${this.files[0].name}`;
    if (this.type === "checkbox" || this.type === "radio") return given ?? "on";
    return this.isTyped ? cleanValue(this, this.#entered ?? given ?? "") : (given ?? "");
  }

  set value(value: string) {
    if (this.type === "file") this.files = [];
    else if (this.isTyped) this.#entered = cleanValue(this, value);
    else this.setAttribute("value", value);
  }

  get defaultValue(): string {
    return this.getAttribute("value") ?? "";
  }

  get checked(): boolean {
    return this.#isChecked ?? this.hasAttribute("checked");
  }

  set checked(isChecked: boolean) {
    this.#isChecked = isChecked;
    if (isChecked && this.type === "radio") for (const other of this.radioGroup()) if (other !== this) other.#isChecked = false;
  }

  get defaultChecked(): boolean {
    return this.hasAttribute("checked");
  }

  get multiple(): boolean {
    return this.hasAttribute("multiple");
  }

  get webkitdirectory(): boolean {
    return this.hasAttribute("webkitdirectory");
  }

  get alt(): string {
    return this.getAttribute("alt") ?? "";
  }

  get list(): Element | null {
    const id = this.getAttribute("list");
    const named = id === null ? null : (this.getRootNode() as Container).getElementById(id);
    return named?.localName === "datalist" ? named : null;
  }

  override get isChecked(): boolean {
    return /^(checkbox|radio)$/.test(this.type) && this.checked;
  }

  override get isReadWrite(): boolean {
    return this.isTyped && !/^(color|range)$/.test(this.type) && !this.readOnly && !this.isDisabled;
  }

  override get currentValue(): string {
    return this.value;
  }

  /** The radio buttons of which only one can be checked, with this one. */
  radioGroup(): readonly HTMLInputElement[] {
    const { name, form } = this;
    if (name === "") return [this];
    const radios = allIn(this.getRootNode() as Container, "input[type=radio i]") as Element[] as HTMLInputElement[];
    return radios.filter((other) => other === this || (other.name === name && other.form === form));
  }

  override reset(): void {
    this.#entered = undefined;
    this.#isChecked = undefined;
    this.files = [];
  }

  protected override copyStateTo(clone: Element): void {
    const other = clone as HTMLInputElement;
    other.#entered = this.#entered;
    other.#isChecked = this.#isChecked;
    other.files = this.files;
  }
}

export class HTMLTextAreaElement extends FormControl {
  #entered: string | undefined;

  get value(): string {
    return (this.#entered ?? this.defaultValue).replace(/\r\n?/g, "\n");
  }

  set value(value: string) {
    this.#entered = value;
  }

  get defaultValue(): string {
    return this.textContent ?? "";
  }

  override get isReadWrite(): boolean {
    return !this.readOnly && !this.isDisabled;
  }

  override get currentValue(): string {
    return this.value;
  }

  override reset(): void {
    this.#entered = undefined;
  }

  protected override copyStateTo(clone: Element): void {
    (clone as HTMLTextAreaElement).#entered = this.#entered;
  }
}

export class HTMLButtonElement extends FormControl {
  override get type(): string {
    const given = this.getAttribute("type")?.toLowerCase() ?? "";
    return given === "button" || given === "reset" ? given : "submit";
  }

  get value(): string {
    return this.getAttribute("value") ?? "";
  }
}

export class HTMLFieldSetElement extends FormControl {}

export class HTMLLabelElement extends HTMLElement {
  get control(): Element | null {
    return controlOfLabel(this);
  }
}

const LISTED = "button, fieldset, input:not([type=image i]), object, output, select, textarea";

export class HTMLFormElement extends HTMLElement {
  /** The controls that belong to the form, in the order of the document. */
  get elements(): readonly FormControl[] {
    const all = allIn(this.getRootNode() as Container, LISTED) as FormControl[];
    return all.filter((control) => control.form === this);
  }

  reset(): void {
    for (const control of this.elements) control.reset();
  }
}
