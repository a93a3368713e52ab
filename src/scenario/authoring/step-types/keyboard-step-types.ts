import type { ElementSelector } from "../../../base/locators/locator.js";
import type { ElementPressOptions, ForcedOptions, PressOptions } from "../../steps/arguments/action-step-options.js";
import type { Given, Resolvable, StepOptions } from "../../steps/arguments/step-options.js";
import type { Pipeline } from "../context-types.js";

/** Steps of the keyboard. */
export interface KeyboardSteps<A, N extends string, G extends Given> {
  /** The keyboard, whose keys go to whatever has the focus. */
  readonly keyboard: Keyboard<A, N, G>;
  /** Focuses an element and presses a key or a key combination, such as `"Enter"` or `"Control+A"`. */
  press(
    selector: Resolvable<ElementSelector, A>,
    key: Resolvable<string, A>,
    options?: Resolvable<ElementPressOptions, A>,
  ): Pipeline<void, A, N, G>;
  /** Focuses an element and presses a key for each character of a text. `fill` is faster, and replaces what is there. */
  pressSequentially(
    selector: Resolvable<ElementSelector, A>,
    text: Resolvable<string, A>,
    options?: Resolvable<ElementPressOptions, A>,
  ): Pipeline<void, A, N, G>;
  /** Focuses an element and selects its text. */
  selectText(selector: Resolvable<ElementSelector, A>, options?: Resolvable<ForcedOptions, A>): Pipeline<void, A, N, G>;
}

/**
 * The keyboard of the page. Names of keys are Playwright's: `"a"`, `"A"`, `"KeyA"`, `"Enter"`, `"ArrowLeft"`, `"Shift"`. A key
 * that is held is released at the end of the iteration.
 */
export interface Keyboard<A, N extends string, G extends Given> {
  /** Presses a key and holds it. A held modifier also applies to clicks. */
  down(key: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Releases a key. */
  up(key: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Presses and releases a key or a key combination. */
  press(key: Resolvable<string, A>, options?: Resolvable<PressOptions, A>): Pipeline<void, A, N, G>;
  /** Presses a key for each character of a text; a character without a key is inserted. */
  type(text: Resolvable<string, A>, options?: Resolvable<PressOptions, A>): Pipeline<void, A, N, G>;
  /** Inserts a text at once, without events of keys. */
  insertText(text: Resolvable<string, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
}
