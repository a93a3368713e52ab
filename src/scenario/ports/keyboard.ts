import type { OperationOptions } from "./operation-options.js";
import type { ForceOptions } from "./pointer.js";

/** Options of operations that press keys. */
export interface PressOptions extends OperationOptions {
  /** How long each key is held. Default 0. */
  readonly delayMs?: number;
}

/** The keyboard of the page: its keys go to whatever has the focus. What is held stays so until it is released. */
export interface PageKeyboard {
  down(key: string, options: OperationOptions): Promise<void>;
  up(key: string, options: OperationOptions): Promise<void>;
  /** Presses and releases a key or chord. */
  press(key: string, options: PressOptions): Promise<void>;
  /** Presses a key for each character; characters without a key are inserted. */
  type(text: string, options: PressOptions): Promise<void>;
  /** Inserts text like an input method, without key events. */
  insertText(text: string, options: OperationOptions): Promise<void>;

  /** Focuses the element and presses a key or chord. */
  pressOn(selector: string, key: string, options: PressOptions): Promise<void>;
  /** Focuses the element and types as `type` does. */
  typeInto(selector: string, text: string, options: PressOptions): Promise<void>;
  /** Waits until the element is visible, focuses it and selects its text. */
  selectText(selector: string, options: ForceOptions): Promise<void>;
}
