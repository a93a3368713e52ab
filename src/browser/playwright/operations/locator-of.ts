import type { Locator, Page } from "playwright-core";

/** The element of an operation for which a page has no method. Locators are strict by themselves. */
export function locatorOf(page: Page, selector: string, { strict }: { readonly strict?: boolean }): Locator {
  const locator = page.locator(selector);
  return strict === true ? locator : locator.first();
}
