import type { OperationOptions } from "../../../scenario/page-port.js";
import type { PageKeyboard, PressOptions } from "../../../scenario/ports/keyboard.js";
import type { ForceOptions } from "../../../scenario/ports/pointer.js";
import type { Bounds, PageOperations } from "../../page-operations.js";
import type { PageDocuments } from "../navigation/page-documents.js";
import type { PageHelper } from "../page-helper.js";
import { inputHandled, settledAfter, waitingOperation } from "../waiting-operation.js";
import type { KeyboardInput } from "./keyboard-input.js";

interface KeyboardParts {
  readonly operations: PageOperations;
  readonly documents: PageDocuments;
  readonly helper: PageHelper;
  readonly keyboard: KeyboardInput;
}

/** The keyboard of one user's page. */
export class ChromiumKeyboard implements PageKeyboard {
  readonly #parts: KeyboardParts;

  constructor(parts: KeyboardParts) {
    this.#parts = parts;
  }

  down(key: string, options: OperationOptions): Promise<void> {
    return this.#typing(options, (bounds) => this.#parts.keyboard.down(key, bounds));
  }

  up(key: string, options: OperationOptions): Promise<void> {
    return this.#typing(options, (bounds) => this.#parts.keyboard.up(key, bounds));
  }

  press(key: string, options: PressOptions): Promise<void> {
    return this.#typing(options, (bounds) => this.#parts.keyboard.press(key, pressed(options, bounds)));
  }

  type(text: string, options: PressOptions): Promise<void> {
    return this.#typing(options, (bounds) => this.#parts.keyboard.type(text, pressed(options, bounds)));
  }

  insertText(text: string, options: OperationOptions): Promise<void> {
    return this.#typing(options, (bounds) => this.#parts.keyboard.insertText(text, bounds));
  }

  pressOn(selector: string, key: string, options: PressOptions): Promise<void> {
    return this.#on(selector, options, (bounds) => this.#parts.keyboard.press(key, pressed(options, bounds)));
  }

  typeInto(selector: string, text: string, options: PressOptions): Promise<void> {
    return this.#on(selector, options, (bounds) => this.#parts.keyboard.type(text, pressed(options, bounds)));
  }

  selectText(selector: string, options: ForceOptions): Promise<void> {
    const { force = false } = options;
    const act = async (bounds: Bounds) => void (await this.#parts.helper.ask("selectText", bounds, { selector, force }));
    return waitingOperation(this.#parts, { subject: selector, options, act });
  }

  /** Keys for whatever has the focus. */
  #typing(options: OperationOptions, act: (bounds: Bounds) => Promise<void>): Promise<void> {
    const actAndSettle = async (bounds: Bounds) => {
      await act(bounds);
      await inputHandled(this.#parts, bounds);
    };
    return waitingOperation(this.#parts, { subject: "the keyboard", options, isBlind: true, act: actAndSettle });
  }

  /** Keys for an element, which they focus first. */
  #on(selector: string, options: OperationOptions, act: (bounds: Bounds) => Promise<void>): Promise<void> {
    const { helper, documents } = this.#parts;
    const focusAndAct = async (bounds: Bounds) => {
      const { world } = await helper.find("focus", bounds, { selector, action: "press" });
      await act(bounds);
      // Answered after everything that the keys started.
      await settledAfter(await helper.askThere("outcome", bounds, world), { documents, world }, bounds);
    };
    return waitingOperation(this.#parts, { subject: selector, options, act: focusAndAct });
  }
}

function pressed({ delayMs = 0 }: PressOptions, bounds: Bounds): { readonly bounds: Bounds; readonly delayMs: number } {
  return { bounds, delayMs };
}
