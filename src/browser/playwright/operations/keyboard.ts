import type { Page } from "playwright-core";
import type { OperationOptions } from "../../../scenario/page-port.js";
import type { PageKeyboard, PressOptions } from "../../../scenario/ports/keyboard.js";
import type { ForceOptions } from "../../../scenario/ports/pointer.js";
import type { PageOperations } from "../../page-operations.js";
import type { HeldInput } from "./held-input.js";
import { locatorOf } from "./locator-of.js";

interface KeyboardParts {
  readonly page: Page;
  readonly operations: PageOperations;
  readonly held: HeldInput;
}

const KEYBOARD = { subject: "the keyboard", isBlind: true };

/** Playwright's keyboard. */
export class PlaywrightKeyboard implements PageKeyboard {
  readonly #parts: KeyboardParts;

  constructor(parts: KeyboardParts) {
    this.#parts = parts;
  }

  down(key: string, options: OperationOptions): Promise<void> {
    const { page, operations, held } = this.#parts;
    return operations.run(KEYBOARD, options, async () => {
      await page.keyboard.down(key);
      held.keys.add(key);
    });
  }

  up(key: string, options: OperationOptions): Promise<void> {
    const { page, operations, held } = this.#parts;
    return operations.run(KEYBOARD, options, async () => {
      await page.keyboard.up(key);
      held.keys.delete(key);
    });
  }

  press(key: string, options: PressOptions): Promise<void> {
    const { page, operations } = this.#parts;
    return operations.run(KEYBOARD, options, () => page.keyboard.press(key, delayOf(options)));
  }

  type(text: string, options: PressOptions): Promise<void> {
    const { page, operations } = this.#parts;
    return operations.run(KEYBOARD, options, async ({ over }) => {
      // Character by character, because Playwright goes on to the end of the text.
      for (const character of text) if (!over.aborted) await page.keyboard.type(character, delayOf(options));
    });
  }

  insertText(text: string, options: OperationOptions): Promise<void> {
    const { page, operations } = this.#parts;
    return operations.run(KEYBOARD, options, () => page.keyboard.insertText(text));
  }

  pressOn(selector: string, key: string, options: PressOptions): Promise<void> {
    const { page, operations } = this.#parts;
    return operations.run({ subject: selector, endsItself: true }, options, (bounds) =>
      page.press(selector, key, { ...delayOf(options), ...bounds.options() }),
    );
  }

  typeInto(selector: string, text: string, options: PressOptions): Promise<void> {
    const { page, operations } = this.#parts;
    return operations.run({ subject: selector, endsItself: true }, options, (bounds) =>
      locatorOf(page, selector, bounds).pressSequentially(text, { ...delayOf(options), ...bounds.options() }),
    );
  }

  selectText(selector: string, options: ForceOptions): Promise<void> {
    const { page, operations } = this.#parts;
    const { force = false } = options;
    return operations.run({ subject: selector, endsItself: true }, options, (bounds) =>
      locatorOf(page, selector, bounds).selectText({ force, ...bounds.options() }),
    );
  }
}

function delayOf({ delayMs }: PressOptions): { readonly delay?: number } {
  return delayMs === undefined ? {} : { delay: delayMs };
}
