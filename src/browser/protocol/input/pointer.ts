import { type OperationOptions, PageOperationError } from "../../../scenario/page-port.js";
import {
  type ClickOptions,
  type DoubleClickOptions,
  type Hold,
  type HoverOptions,
  NO_TOUCH,
  type PagePointer,
  type PointerOptions,
} from "../../../scenario/ports/pointer.js";
import { modifierNamed } from "../../chromium/input/key-names.js";
import type { Bounds } from "../../page-operations.js";
import { type ActingParts, AWAITS_REPLY, actOnElement, IS_INERT, onElement } from "../acting.js";
import type { Element } from "../dom/element.js";
import type { PageQueries } from "../queries.js";
import { needsBrowser } from "../unsupported.js";
import type { PageEventInit } from "./page-event.js";

interface PointerParts extends ActingParts {
  readonly hasTouch: boolean;
  /** The modifiers that the keyboard holds. */
  readonly held: () => ReadonlySet<string>;
}

/** Actions of a pointer, without a screen: what is not hidden can be clicked. */
export class ProtocolPointer implements PagePointer {
  readonly #parts: PointerParts;

  constructor(parts: PointerParts) {
    this.#parts = parts;
  }

  click(selector: string, options: ClickOptions): Promise<Hold> {
    return this.#click(selector, options);
  }

  dblclick(selector: string, options: DoubleClickOptions): Promise<Hold> {
    return this.#click(selector, { ...options, clickCount: 2 });
  }

  tap(selector: string, options: HoverOptions): Promise<Hold> {
    if (!this.#parts.hasTouch) return Promise.reject(new PageOperationError("invalid", NO_TOUCH));
    return this.#click(selector, options);
  }

  tapAt(): Promise<void> {
    return needsBrowser();
  }

  check(selector: string, options: PointerOptions): Promise<void> {
    return this.#setChecked(selector, true, options);
  }

  uncheck(selector: string, options: PointerOptions): Promise<void> {
    return this.#setChecked(selector, false, options);
  }

  hover(): Promise<void> {
    return needsBrowser();
  }

  dragAndDrop(): Promise<void> {
    return needsBrowser();
  }

  /** Nothing scrolls: waits until the element is there. */
  scrollIntoViewIfNeeded(selector: string, options: OperationOptions): Promise<void> {
    const act = async (bounds: Bounds) => {
      await this.#parts.elements.element(selector, bounds, (found, queries) =>
        queries.isVisible(found) ? undefined : "to be visible",
      );
    };
    return onElement(this.#parts, { selector, options, act });
  }

  #click(selector: string, options: ClickOptions): Promise<Hold> {
    const act = async (bounds: Bounds) => {
      const { element, wasHeld } = await this.#ready(selector, options, bounds);
      if (options.trial !== true) {
        const count = options.clickCount ?? 1;
        for (let detail = 1; detail <= count; detail++)
          this.#press(element, { ...this.#initOf(options), detail }, detail === count);
      }
      return { wasHeld };
    };
    return actOnElement(this.#parts, { selector, options, act });
  }

  #press(element: Element, init: PageEventInit, isLast: boolean): void {
    const { input } = this.#parts;
    if (element.isConnected) input.click(element, init);
    if (isLast && init.detail === 2 && element.isConnected) input.dispatch("dblclick", element, init);
  }

  #setChecked(selector: string, checked: boolean, options: PointerOptions): Promise<void> {
    const { elements, input } = this.#parts;
    const stateOf = (element: Element) =>
      elements.ask(selector, (queries) => {
        const state = queries.checkedState(element);
        if (state === undefined) throw new PageOperationError("invalid", "Not a checkbox or radio button");
        if (!checked && state && queries.isRadio(element))
          throw new PageOperationError("invalid", "Cannot uncheck radio button: another one of its group is to be checked");
        return state;
      });
    const act = async (bounds: Bounds) => {
      const found = await elements.element(selector, bounds);
      if (stateOf(found) === checked) return;
      const { element } = await this.#ready(selector, options, bounds);
      if (options.trial === true || stateOf(element) === checked) return;
      input.click(element);
      if (element.isConnected && stateOf(element) !== checked)
        throw new PageOperationError("invalid", "Clicking the checkbox did not change its state");
    };
    return actOnElement(this.#parts, { selector, options, act });
  }

  /** Waits until the element could be clicked. */
  async #ready(
    selector: string,
    { force = false }: PointerOptions,
    bounds: Bounds,
  ): Promise<{ readonly element: Element; readonly wasHeld: boolean }> {
    let wasHeld = false;
    const element = await this.#parts.elements.element(selector, bounds, (found, queries) => {
      if (force) {
        if (!queries.isVisible(found)) throw new PageOperationError("invalid", "Element is not visible");
        return undefined;
      }
      const lacking = lackingForClick(found, queries);
      if (lacking === AWAITS_REPLY) wasHeld = true;
      return lacking;
    });
    return { element, wasHeld };
  }

  #initOf({ button = "left", modifiers }: ClickOptions): PageEventInit {
    const held = modifiers === undefined ? this.#parts.held() : new Set<string>(modifiers.map(modifierNamed));
    return {
      button: { left: 0, middle: 1, right: 2 }[button],
      ctrlKey: held.has("Control"),
      metaKey: held.has("Meta"),
      shiftKey: held.has("Shift"),
    };
  }
}

/** `undefined` if a person could click the element. */
function lackingForClick(element: Element, queries: PageQueries): string | undefined {
  if (!queries.isVisible(element)) return "to be visible";
  if (!queries.isEnabled(element)) return "to be enabled";
  if (queries.isInert(queries.controlOf(element))) return IS_INERT;
  return queries.awaitsReply(element) ? AWAITS_REPLY : undefined;
}
