import { hasKey, type Key, keysOfChord, keyWith, MODIFIER_BITS } from "../../chromium/input/key-names.js";
import type { PageLeaving } from "../documents/page-leaving.js";
import type { Element } from "../dom/element.js";
import { FormControl } from "../dom/field.js";
import { HTMLInputElement, HTMLTextAreaElement } from "../dom/form-elements.js";
import { HTMLOptionElement, HTMLSelectElement } from "../dom/select-elements.js";
import { isButton } from "../forms/form-entries.js";
import type { PageEventInit } from "./page-event.js";
import { isFocusable, type PageInput } from "./page-input.js";
import { TextCursor, textFieldOf } from "./text-cursor.js";

interface KeyStrokesParts {
  readonly input: PageInput;
  readonly leaving: PageLeaving;
}

/** The keys that a person presses, and what they do to the element with the focus. */
export class KeyStrokes {
  readonly cursor = new TextCursor();
  readonly #parts: KeyStrokesParts;
  readonly #modifiers = new Set<string>();
  /** Names of the held keys, by code. */
  readonly #held = new Map<string, string>();

  constructor(parts: KeyStrokesParts) {
    this.#parts = parts;
  }

  /** Names of the modifiers that are held. */
  get modifiers(): ReadonlySet<string> {
    return this.#modifiers;
  }

  down(name: string): void {
    const key = keyWith(name, this.#modifiers);
    this.#held.set(key.code, name);
    if (key.key in MODIFIER_BITS) this.#modifiers.add(key.key);
    const target = this.#target();
    if (target !== undefined && this.#dispatch("keydown", target, key)) this.#act(key, target);
  }

  up(name: string): void {
    const key = keyWith(name, this.#modifiers);
    this.#modifiers.delete(key.key);
    this.#held.delete(key.code);
    const target = this.#target();
    if (target === undefined || !this.#dispatch("keyup", target, key)) return;
    // Space presses a button when it is released.
    if (key.key === " " && isPressedBySpace(target)) this.#parts.input.activate(target);
  }

  /** Keys of a chord, before any of them is pressed: throws for unknown ones. */
  press(chord: string): void {
    const names = keysOfChord(chord);
    for (const name of names) this.down(name);
    for (const name of names.toReversed()) this.up(name);
  }

  /** A key for each character; those without a key are inserted. */
  type(character: string): void {
    if (hasKey(character)) this.press(character);
    else this.insertText(character);
  }

  insertText(text: string): void {
    const target = this.#target();
    const field = textFieldOf(target ?? null);
    if (field !== undefined) this.#parts.input.edit(field, this.cursor.inserted(field, text));
  }

  /** Releases all keys, the last one first. */
  release(): void {
    for (const name of [...this.#held.values()].toReversed()) this.up(name);
  }

  #target(): Element | undefined {
    const { document } = this.#parts.leaving;
    return document.activeElement ?? document.documentElement ?? undefined;
  }

  #dispatch(type: string, target: Element, key: Key): boolean {
    const held = this.#modifiers;
    const init: PageEventInit = {
      key: key.key,
      ctrlKey: held.has("Control"),
      metaKey: held.has("Meta"),
      shiftKey: held.has("Shift"),
    };
    return this.#parts.input.dispatch(type, target, init);
  }

  #act({ key, text }: Key, given: Element): void {
    const { input } = this.#parts;
    // A handler of the key may have moved the focus.
    const target = this.#target() ?? given;
    const field = textFieldOf(target);
    if (key === "Tab") this.#tab(target);
    else if (key === "Enter") this.#enter(target);
    else if ((key === "a" || key === "A") && (this.#modifiers.has("Control") || this.#modifiers.has("Meta"))) {
      if (field !== undefined) this.cursor.selectAll(field);
    } else if (field === undefined) this.#arrow(key, target);
    else if (key === "Backspace" || key === "Delete") {
      const value = this.cursor.removed(field, key);
      if (value !== undefined) input.edit(field, value);
    } else if (text !== undefined) input.edit(field, this.cursor.inserted(field, text));
    else this.cursor.moved(field, key);
  }

  #enter(target: Element): void {
    const { input } = this.#parts;
    if (target instanceof HTMLTextAreaElement) {
      if (target.isReadWrite) input.edit(target, this.cursor.inserted(target, "\n"));
    } else if ((target instanceof FormControl && isButton(target)) || target.matches("a[href], area[href], summary")) {
      input.activate(target);
    } else if (target instanceof HTMLInputElement) input.submitImplicitly(target);
  }

  /** Arrows choose in lists and among radio buttons. */
  #arrow(key: string, target: Element): void {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key];
    if (step === undefined) return;
    if (target instanceof HTMLSelectElement && !target.multiple) {
      const options = target.options.filter((option) => !option.isDisabled);
      const at = options.findIndex((option) => option instanceof HTMLOptionElement && option.selected);
      const next = options[at + step];
      if (next === undefined) return;
      next.selected = true;
      this.#parts.input.chosen(target);
    } else if (target instanceof HTMLInputElement && target.type === "radio") {
      const group = target.radioGroup().filter((one) => !one.isDisabled);
      const next = group.at((group.indexOf(target) + step) % group.length);
      if (next === undefined || next === target) return;
      this.#parts.input.focus(next);
      this.#parts.input.activate(next);
    }
  }

  /** Moves the focus to the next element that takes it, in the order of the document. */
  #tab(target: Element): void {
    const { document } = this.#parts.leaving;
    const isNext = (element: Element) =>
      isFocusable(element) && element.getAttribute("tabindex") !== "-1" && element.checkVisibility();
    const stops = document.querySelectorAll("*").filter(isNext);
    const at = stops.indexOf(target);
    const step = this.#modifiers.has("Shift") ? -1 : 1;
    const next = at === -1 ? stops.at(step === 1 ? 0 : -1) : stops[at + step];
    this.#parts.input.focus(next ?? null);
    const field = textFieldOf(next ?? null);
    if (field !== undefined) this.cursor.selectAll(field);
  }
}

function isPressedBySpace(target: Element): boolean {
  if (target.localName === "summary") return true;
  if (!(target instanceof FormControl)) return false;
  return isButton(target) || (target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type));
}
