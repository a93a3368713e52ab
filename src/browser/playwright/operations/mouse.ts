import type { Page } from "playwright-core";
import type { OperationOptions } from "../../../scenario/page-port.js";
import type { ButtonOptions, MouseClickOptions, PageMouse } from "../../../scenario/ports/mouse.js";
import type { Position } from "../../../scenario/ports/pointer.js";
import type { PageOperations } from "../../page-operations.js";
import type { HeldInput } from "./held-input.js";

interface MouseParts {
  readonly page: Page;
  readonly operations: PageOperations;
  readonly held: HeldInput;
}

const MOUSE = { subject: "the mouse", isBlind: true };

/** Playwright's mouse. */
export class PlaywrightMouse implements PageMouse {
  readonly #parts: MouseParts;

  constructor(parts: MouseParts) {
    this.#parts = parts;
  }

  move({ x, y }: Position, options: OperationOptions & { readonly steps?: number }): Promise<void> {
    const { page, operations } = this.#parts;
    const { steps = 1 } = options;
    return operations.run(MOUSE, options, () => page.mouse.move(x, y, { steps }));
  }

  down(options: ButtonOptions): Promise<void> {
    const { page, operations, held } = this.#parts;
    const { button = "left", clickCount = 1 } = options;
    return operations.run(MOUSE, options, async () => {
      await page.mouse.down({ button, clickCount });
      held.buttons.add(button);
    });
  }

  up(options: ButtonOptions): Promise<void> {
    const { page, operations, held } = this.#parts;
    const { button = "left", clickCount = 1 } = options;
    return operations.run(MOUSE, options, async () => {
      await page.mouse.up({ button, clickCount });
      held.buttons.delete(button);
    });
  }

  click({ x, y }: Position, options: MouseClickOptions): Promise<void> {
    const { page, operations } = this.#parts;
    const { button = "left", clickCount = 1, delayMs = 0 } = options;
    return operations.run(MOUSE, options, () => page.mouse.click(x, y, { button, clickCount, delay: delayMs }));
  }

  wheel({ x, y }: Position, options: OperationOptions): Promise<void> {
    const { page, operations } = this.#parts;
    return operations.run(MOUSE, options, () => page.mouse.wheel(x, y));
  }
}
