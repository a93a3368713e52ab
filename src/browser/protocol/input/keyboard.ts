import type { Clock } from "../../../base/clock.js";
import { type OperationOptions, PageOperationError } from "../../../scenario/page-port.js";
import type { PageKeyboard, PressOptions } from "../../../scenario/ports/keyboard.js";
import type { ForceOptions } from "../../../scenario/ports/pointer.js";
import type { Bounds } from "../../page-operations.js";
import { pause } from "../../pause.js";
import { type ActingParts, actOnElement } from "../acting.js";
import { HTMLElement, SVGElement } from "../dom/element.js";
import type { KeyStrokes } from "./key-strokes.js";
import { textFieldOf } from "./text-cursor.js";

interface KeyboardParts extends ActingParts {
  readonly keys: KeyStrokes;
  readonly clock: Clock;
}

/** The keyboard of one user's page. */
export class ProtocolKeyboard implements PageKeyboard {
  readonly #parts: KeyboardParts;

  constructor(parts: KeyboardParts) {
    this.#parts = parts;
  }

  down(key: string, options: OperationOptions): Promise<void> {
    return this.#typing(options, async () => this.#parts.keys.down(key));
  }

  up(key: string, options: OperationOptions): Promise<void> {
    return this.#typing(options, async () => this.#parts.keys.up(key));
  }

  press(key: string, options: PressOptions): Promise<void> {
    return this.#typing(options, (bounds) => this.#pressed(key, options, bounds));
  }

  type(text: string, options: PressOptions): Promise<void> {
    return this.#typing(options, (bounds) => this.#typed(text, options, bounds));
  }

  insertText(text: string, options: OperationOptions): Promise<void> {
    return this.#typing(options, async () => this.#parts.keys.insertText(text));
  }

  pressOn(selector: string, key: string, options: PressOptions): Promise<void> {
    return this.#on(selector, options, (bounds) => this.#pressed(key, options, bounds));
  }

  typeInto(selector: string, text: string, options: PressOptions): Promise<void> {
    return this.#on(selector, options, (bounds) => this.#typed(text, options, bounds));
  }

  selectText(selector: string, options: ForceOptions): Promise<void> {
    const { elements, input, keys } = this.#parts;
    const act = async (bounds: Bounds) => {
      const found = await elements.element(selector, bounds, (element, queries) =>
        options.force === true || queries.isVisible(element) ? undefined : "to be visible",
      );
      const control = elements.ask(selector, (queries) => queries.controlOf(found));
      input.focus(control);
      const field = textFieldOf(control);
      if (field !== undefined) keys.cursor.selectAll(field);
    };
    return actOnElement(this.#parts, { selector, options, act });
  }

  async #pressed(chord: string, { delayMs = 0 }: PressOptions, bounds: Bounds): Promise<void> {
    if (delayMs > 0) await pause(this.#parts.clock, delayMs, bounds);
    this.#parts.keys.press(chord);
  }

  async #typed(text: string, { delayMs = 0 }: PressOptions, bounds: Bounds): Promise<void> {
    for (const character of text) {
      if (delayMs > 0) await pause(this.#parts.clock, delayMs, bounds);
      this.#parts.keys.type(character);
    }
  }

  /** Keys for whatever has the focus. */
  #typing(options: OperationOptions, act: (bounds: Bounds) => Promise<void>): Promise<void> {
    return actOnElement(this.#parts, { selector: "the keyboard", options, act });
  }

  /** Keys for an element, which they focus first. */
  #on(selector: string, options: OperationOptions, act: (bounds: Bounds) => Promise<void>): Promise<void> {
    const { elements, input, keys } = this.#parts;
    const focusAndAct = async (bounds: Bounds) => {
      const found = await elements.element(selector, bounds);
      if (!(found instanceof HTMLElement || found instanceof SVGElement))
        throw new PageOperationError("invalid", "Node is not an HTMLElement or SVGElement");
      if (input.focused !== found) {
        input.focus(found);
        const field = textFieldOf(found);
        if (field !== undefined) keys.cursor.toStart(field);
      }
      await act(bounds);
    };
    return actOnElement(this.#parts, { selector, options, act: focusAndAct });
  }
}
