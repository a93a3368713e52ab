import { type ElementSelector, type FilterOptions, type FrameLocator, type Locator, PAGE } from "./locator.js";
import type { RoleOptions, TestIdOptions, TextOptions } from "./locator-options.js";
import type { AriaRole } from "./roles.js";

/**
 * Elements of the page by ARIA role, accessible name and state.
 * @throws LiveLoadError `INVALID_OPTION` when there is no such role or option
 * @example
 * ```ts
 * context.click(getByRole("button", { name: "Buy" }));
 * context.click(getByRole("row").filter({ hasText: "Spanner" }).getByRole("link").first());
 * ```
 */
export function getByRole(role: AriaRole, options?: RoleOptions): Locator {
  return PAGE.getByRole(role, options);
}

/**
 * The innermost elements of the page with a text: a part of their text in any case, with `exact` the whole of it, or what a
 * regular expression matches. White space counts as one space. Buttons of type `submit` and `button` are found by their value.
 */
export function getByText(text: string | RegExp, options?: TextOptions): Locator {
  return PAGE.getByText(text, options);
}

/** Elements of the page by their `<label>`, `aria-labelledby` or `aria-label`. */
export function getByLabel(text: string | RegExp, options?: TextOptions): Locator {
  return PAGE.getByLabel(text, options);
}

/** Elements of the page by their attribute `placeholder`. */
export function getByPlaceholder(text: string | RegExp, options?: TextOptions): Locator {
  return PAGE.getByPlaceholder(text, options);
}

/** Elements of the page by their attribute `alt`. */
export function getByAltText(text: string | RegExp, options?: TextOptions): Locator {
  return PAGE.getByAltText(text, options);
}

/** Elements of the page by their attribute `title`. */
export function getByTitle(text: string | RegExp, options?: TextOptions): Locator {
  return PAGE.getByTitle(text, options);
}

/** Elements of the page by their test id: the whole value of `data-testid`, or of the attribute given. */
export function getByTestId(id: string | RegExp, options?: TestIdOptions): Locator {
  return PAGE.getByTestId(id, options);
}

/** Elements of the page by a selector, which can then be narrowed down. */
export function locator(selector: ElementSelector, options?: FilterOptions): Locator {
  return PAGE.locator(selector, options);
}

/**
 * The document of an `iframe` of any site, by the selector of its element.
 * @example
 * ```ts
 * context.fill(frameLocator("#payment").getByLabel("Card number"), "4242 4242 4242 4242");
 * ```
 */
export function frameLocator(selector: ElementSelector): FrameLocator {
  return PAGE.frameLocator(selector);
}
