import type { Page } from "playwright-core";
import { type OperationOptions, PageOperationError } from "../../../scenario/page-port.js";
import {
  type ClickOptions,
  type DoubleClickOptions,
  type DragOptions,
  type Hold,
  type HoverOptions,
  NO_TOUCH,
  type PagePointer,
  type PointerOptions,
  type Position,
} from "../../../scenario/ports/pointer.js";
import type { Bounds, PageOperations } from "../../page-operations.js";
import { lacking, late } from "../lacking.js";
import type { PageScripts } from "../page-scripts.js";
import type { HeldInput } from "./held-input.js";
import { locatorOf } from "./locator-of.js";
import { PAGE } from "./page-functions.js";

interface PointerParts {
  readonly page: Page;
  readonly operations: PageOperations;
  readonly scripts: PageScripts;
  readonly held: HeldInput;
  /** The context emulates touch events. */
  readonly hasTouch: boolean;
}

type Limits = ReturnType<Bounds["options"]>;

/** Playwright's pointer on elements, which waits for LiveView's replies as well. */
export class PlaywrightPointer implements PagePointer {
  readonly #parts: PointerParts;

  constructor(parts: PointerParts) {
    this.#parts = parts;
  }

  click(selector: string, options: ClickOptions): Promise<Hold> {
    return this.#clicking(selector, options, (limits) =>
      this.#parts.page.click(selector, { ...nativeOptions(options), ...limits }),
    );
  }

  dblclick(selector: string, options: DoubleClickOptions): Promise<Hold> {
    return this.#clicking(selector, options, (limits) =>
      this.#parts.page.dblclick(selector, { ...nativeOptions(options), ...limits }),
    );
  }

  tap(selector: string, options: HoverOptions): Promise<Hold> {
    const { page, hasTouch } = this.#parts;
    if (!hasTouch) return Promise.reject(new PageOperationError("invalid", NO_TOUCH));
    return this.#clicking(selector, options, (limits) => page.tap(selector, { ...nativeOptions(options), ...limits }));
  }

  tapAt({ x, y }: Position, options: OperationOptions): Promise<void> {
    const { page, operations, hasTouch } = this.#parts;
    if (!hasTouch) return Promise.reject(new PageOperationError("invalid", NO_TOUCH));
    return operations.run({ subject: "the touchscreen", isBlind: true }, options, () => page.touchscreen.tap(x, y));
  }

  check(selector: string, options: PointerOptions): Promise<void> {
    return this.#native(selector, options, (given) => this.#parts.page.check(selector, given));
  }

  uncheck(selector: string, options: PointerOptions): Promise<void> {
    return this.#native(selector, options, (given) => this.#parts.page.uncheck(selector, given));
  }

  hover(selector: string, options: HoverOptions): Promise<void> {
    return this.#native(selector, options, (given) => this.#parts.page.hover(selector, given));
  }

  async dragAndDrop(source: string, target: string, options: DragOptions): Promise<void> {
    const { page, held } = this.#parts;
    try {
      await this.#native(source, options, (given) => page.dragAndDrop(source, target, given));
    } catch (error) {
      // Without a drop target the button stays down.
      held.buttons.add("left");
      throw error;
    }
  }

  scrollIntoViewIfNeeded(selector: string, options: OperationOptions): Promise<void> {
    const element = locatorOf(this.#parts.page, selector, options);
    return this.#native(selector, options, (given) => element.scrollIntoViewIfNeeded(given));
  }

  #clicking(selector: string, options: ClickOptions, act: (limits: Limits) => Promise<void>): Promise<Hold> {
    const { operations, held } = this.#parts;
    return operations.run({ subject: selector, endsItself: true }, options, async (bounds) => {
      const wasHeld = options.force !== true && (await this.#untilClickable(selector, bounds));
      await held.during(options, () => act(bounds.options()));
      return { wasHeld };
    });
  }

  #native<O extends OperationOptions & ClickOptions & DragOptions>(
    selector: string,
    options: O,
    act: (given: NativeOptions & Limits) => Promise<void>,
  ): Promise<void> {
    const { operations, held } = this.#parts;
    return operations.run({ subject: selector, endsItself: true }, options, (bounds) =>
      held.during(options, () => act({ ...nativeOptions(options), ...bounds.options() })),
    );
  }

  /** Waits until LiveView's client would not drop the click; resolves to whether the element awaited a reply. */
  async #untilClickable(selector: string, bounds: Bounds): Promise<boolean> {
    const { finding, held } = await this.#parts.scripts.askElement(PAGE.clickable, bounds, { selector });
    if (finding !== "ready") throw late(lacking(selector, finding), bounds);
    return held;
  }
}

type NativeOptions = Omit<NonNullable<Parameters<Page["click"]>[1] & Parameters<Page["dragAndDrop"]>[2]>, "strict">;

/** The options by Playwright's names. */
function nativeOptions(options: ClickOptions & DragOptions): NativeOptions {
  const { timeoutMs: _timeoutMs, signal: _signal, acceptStatus: _acceptStatus, delayMs, modifiers, ...same } = options;
  return {
    ...same,
    ...(delayMs === undefined ? {} : { delay: delayMs }),
    ...(modifiers === undefined ? {} : { modifiers: [...modifiers] }),
  };
}
