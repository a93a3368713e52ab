import { type Element, HTMLElement } from "./element.js";
import { FormControl } from "./field.js";
import { allIn } from "./selectors.js";

export class HTMLOptionElement extends HTMLElement {
  /** Whether it was selected or deselected; until then the attribute counts. */
  selectedness: boolean | undefined;

  get value(): string {
    return this.getAttribute("value") ?? this.text;
  }

  get text(): string {
    return (this.textContent ?? "").trim().replace(/[ \t\r\n\f]+/g, " ");
  }

  get label(): string {
    const given = this.getAttribute("label") ?? "";
    return given === "" ? this.text : given;
  }

  get disabled(): boolean {
    return this.hasAttribute("disabled");
  }

  get selected(): boolean {
    const list = this.list;
    return list === null ? (this.selectedness ?? this.hasAttribute("selected")) : list.selectedOptions.includes(this);
  }

  set selected(isSelected: boolean) {
    const list = this.list;
    if (isSelected && list !== null) list.selecting(this);
    this.selectedness = isSelected;
  }

  get list(): HTMLSelectElement | null {
    return this.closest("select") as HTMLSelectElement | null;
  }

  override get isChecked(): boolean {
    return this.selected;
  }

  override get canBeDisabled(): boolean {
    return true;
  }

  override get isDisabled(): boolean {
    return this.disabled || (this.parentElement?.localName === "optgroup" && this.parentElement.hasAttribute("disabled"));
  }

  protected override copyStateTo(clone: Element): void {
    (clone as HTMLOptionElement).selectedness = this.selectedness;
  }
}

export class HTMLOptGroupElement extends HTMLElement {
  override get canBeDisabled(): boolean {
    return true;
  }

  override get isDisabled(): boolean {
    return this.hasAttribute("disabled");
  }
}

export class HTMLSelectElement extends FormControl {
  /** Everything was deselected, so not even the first option counts. */
  #isEmpty = false;

  override get type(): string {
    return this.multiple ? "select-multiple" : "select-one";
  }

  get multiple(): boolean {
    return this.hasAttribute("multiple");
  }

  /** 0 without the attribute. */
  get size(): number {
    return Number.parseInt(this.getAttribute("size") ?? "0", 10) || 0;
  }

  get options(): readonly HTMLOptionElement[] {
    return allIn(this, "option") as HTMLOptionElement[];
  }

  get selectedOptions(): readonly HTMLOptionElement[] {
    const { options } = this;
    const selected = options.filter((option) => option.selectedness ?? option.hasAttribute("selected"));
    if (this.multiple) return selected;
    const last = selected.at(-1);
    if (last !== undefined) return [last];
    const first = this.#isEmpty || this.size > 1 ? undefined : options.find((option) => !option.isDisabled);
    return first === undefined ? [] : [first];
  }

  get selectedIndex(): number {
    const [first] = this.selectedOptions;
    return first === undefined ? -1 : this.options.indexOf(first);
  }

  set selectedIndex(index: number) {
    for (const [at, option] of this.options.entries()) option.selectedness = at === index;
    this.#isEmpty = index < 0;
  }

  get value(): string {
    return this.selectedOptions[0]?.value ?? "";
  }

  set value(value: string) {
    this.selectedIndex = this.options.findIndex((option) => option.value === value);
  }

  /** An option is about to be selected. */
  selecting(chosen: HTMLOptionElement): void {
    this.#isEmpty = false;
    if (!this.multiple) for (const option of this.options) if (option !== chosen) option.selectedness = false;
  }

  override get currentValue(): string {
    return this.value;
  }

  override reset(): void {
    this.#isEmpty = false;
    for (const option of this.options) option.selectedness = undefined;
  }

  protected override copyStateTo(clone: Element): void {
    (clone as HTMLSelectElement).#isEmpty = this.#isEmpty;
  }
}
