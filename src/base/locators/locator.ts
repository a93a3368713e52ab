import { ENTER_FRAME } from "../enter-frame.js";
import { isRecord } from "../invalid-option.js";
import type { RoleOptions, TestIdOptions, TextOptions } from "./locator-options.js";
import { checkedOptions, checkNumber, checkText, checkYesOrNo, invalid } from "./locator-options.js";
import { attributeSelector, roleSelector, testIdSelector, textOf, textOrLabel } from "./locator-text.js";
import { readableLocator } from "./readable-locator.js";
import type { AriaRole } from "./roles.js";

/** Identifies the element of a step: a selector or a locator. */
export type ElementSelector = string | Locator;

/** Conditions for the elements of a locator; all of them must hold. */
export interface FilterOptions {
  /** Contains this text, in any case. */
  readonly hasText?: string | RegExp | undefined;
  /** Does not contain this text. */
  readonly hasNotText?: string | RegExp | undefined;
  /** Contains an element that this locator finds. */
  readonly has?: Locator | undefined;
  /** Contains no element that this locator finds. */
  readonly hasNot?: Locator | undefined;
  /** `true`: only visible elements; `false`: only invisible ones. */
  readonly visible?: boolean | undefined;
}

/** A scope in which elements are searched: the page, the element of a locator, or a frame. */
abstract class Scope {
  /** The selector, limited to this scope. */
  protected abstract inside(selector: string): string;

  /** Elements by ARIA role, accessible name and state. */
  getByRole(role: AriaRole, options?: RoleOptions): Locator {
    return this.#find(roleSelector(role, options));
  }
  /** The innermost elements with a text. Buttons of type `submit` and `button` are found by their value. */
  getByText(text: string | RegExp, options?: TextOptions): Locator {
    return this.#find(textOrLabel("getByText", text, options));
  }
  /** Elements by their `<label>`, `aria-labelledby` or `aria-label`. */
  getByLabel(text: string | RegExp, options?: TextOptions): Locator {
    return this.#find(textOrLabel("getByLabel", text, options));
  }
  /** Elements by their attribute `placeholder`. */
  getByPlaceholder(text: string | RegExp, options?: TextOptions): Locator {
    return this.#find(attributeSelector("getByPlaceholder", text, options));
  }
  /** Elements by their attribute `alt`. */
  getByAltText(text: string | RegExp, options?: TextOptions): Locator {
    return this.#find(attributeSelector("getByAltText", text, options));
  }
  /** Elements by their attribute `title`. */
  getByTitle(text: string | RegExp, options?: TextOptions): Locator {
    return this.#find(attributeSelector("getByTitle", text, options));
  }
  /** Elements by their test id: the whole value of `data-testid`, or of the attribute given. */
  getByTestId(id: string | RegExp, options?: TestIdOptions): Locator {
    return this.#find(testIdSelector(id, options));
  }
  /** Elements by a selector or another locator, searched inside this scope. */
  locator(selector: ElementSelector, options?: FilterOptions): Locator {
    const found = selector instanceof Locator ? this.chained(selector) : this.#find(checkSelector("locator", selector));
    return options === undefined ? found : found.filter(options);
  }
  /** The document of an `iframe`, given the selector of its element. */
  frameLocator(selector: ElementSelector): FrameLocator {
    return new FrameLocator(this.locator(selector).selector);
  }

  protected chained(locator: Locator): Locator {
    return this.#find(locator.selector);
  }
  #find(selector: string): Locator {
    return new Locator(this.inside(selector));
  }
}

/**
 * Identifies the element of a step, as Playwright's locators do. It is an immutable value: it can be created outside `run`, and
 * every method returns a new one.
 */
export class Locator extends Scope {
  /** The locator as a selector. */
  readonly selector: string;

  constructor(selector: string) {
    super();
    this.selector = selector;
    Object.freeze(this);
  }

  /** The found elements for which all of the options hold. */
  filter(options: FilterOptions): Locator {
    const of = "filter";
    const known = ["hasText", "hasNotText", "has", "hasNot", "visible"] as const;
    const { hasText, hasNotText, has, hasNot, visible } = checkedOptions(of, options, known);
    let { selector } = this;
    const add = (engine: string, body: string) => {
      selector += ` >> ${engine}=${body}`;
    };
    if (hasText !== undefined) add("internal:has-text", textOf(checkText({ of, option: "hasText", value: hasText }), false));
    if (hasNotText !== undefined)
      add("internal:has-not-text", textOf(checkText({ of, option: "hasNotText", value: hasNotText }), false));
    if (has !== undefined) add("internal:has", this.#nested(of, "has", has));
    if (hasNot !== undefined) add("internal:has-not", this.#nested(of, "hasNot", hasNot));
    if (visible !== undefined) add("visible", String(checkYesOrNo({ of, option: "visible", value: visible })));
    return new Locator(selector);
  }
  /** The first of the elements found. */
  first(): Locator {
    return this.nth(0);
  }
  /** The last of the elements found. */
  last(): Locator {
    return this.nth(-1);
  }
  /** One of the elements found, by its number from 0; -1 is the last one. */
  nth(index: number): Locator {
    const number = checkNumber({ of: "nth", option: "index", value: index }, -Infinity);
    return new Locator(`${this.selector} >> nth=${number}`);
  }
  /** Elements that both locators find. */
  and(locator: Locator): Locator {
    return new Locator(`${this.selector} >> internal:and=${this.#nested("and", "locator", locator)}`);
  }
  /** Elements that one of the locators finds, in the order of the document. */
  or(locator: Locator): Locator {
    return new Locator(`${this.selector} >> internal:or=${this.#nested("or", "locator", locator)}`);
  }
  /** The document of the `iframe` that this locator finds. */
  contentFrame(): FrameLocator {
    return new FrameLocator(this.selector);
  }
  /** The locator as code: `getByRole('button', { name: 'Buy' })`. */
  override toString(): string {
    return readableLocator(this.selector);
  }

  protected override inside(selector: string): string {
    return `${this.selector} >> ${selector}`;
  }
  protected override chained(locator: Locator): Locator {
    return new Locator(this.inside(`internal:chain=${this.#nested("locator", "selector", locator)}`));
  }

  /** Another locator as an argument of this one. Both must be in the same frame. */
  #nested(of: string, option: string, locator: unknown): string {
    if (!(locator instanceof Locator)) throw invalid({ of, option, value: locator }, 'a locator, such as getByText("Sold out")');
    const parts = locator.selector.split(ENTER_FRAME);
    const frames = this.selector.split(ENTER_FRAME).slice(0, -1);
    const isHere = parts.slice(0, -1).every((frame, depth) => frame === frames[depth]);
    if (!isHere) throw invalid({ of, option, value: locator.selector }, "a locator in the same frame");
    return JSON.stringify(parts.at(-1));
  }
}

/** The document of an `iframe` of any site, as a scope for elements. */
export class FrameLocator extends Scope {
  /** The selector of the `iframe` element. */
  readonly frame: string;

  constructor(frame: string) {
    super();
    this.frame = frame;
    Object.freeze(this);
  }

  /** The first of the frames found. */
  first(): FrameLocator {
    return this.owner().first().contentFrame();
  }
  /** The last of the frames found. */
  last(): FrameLocator {
    return this.owner().last().contentFrame();
  }
  /** One of the frames found, by its number from 0; -1 is the last one. */
  nth(index: number): FrameLocator {
    return this.owner().nth(index).contentFrame();
  }
  /** The `iframe` element itself. */
  owner(): Locator {
    return new Locator(this.frame);
  }

  protected override inside(selector: string): string {
    return `${this.frame}${ENTER_FRAME}${selector}`;
  }
}

/** The page as a scope for elements. */
class Page extends Scope {
  protected override inside(selector: string): string {
    return selector;
  }
}

export const PAGE: Scope = new Page();

/** The selector of a locator, also of one that was sent as JSON; any other value unchanged. */
export function selectorOf(value: unknown): unknown {
  if (value instanceof Locator) return value.selector;
  return isRecord(value) && Object.keys(value).length === 1 && typeof value.selector === "string" ? value.selector : value;
}

/** A selector as text; throws `INVALID_OPTION` when it is neither a selector nor a locator. */
export function checkSelector(of: string, given: unknown, option = "selector"): string {
  const selector = selectorOf(given);
  if (typeof selector === "string" && selector.trim() !== "") return selector;
  throw invalid({ of, option, value: given }, "a selector or a locator");
}
