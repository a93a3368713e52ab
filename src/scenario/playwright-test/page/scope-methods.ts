import type { FrameLocator, Locator, PAGE } from "../../../base/locators/locator.js";
import type { DrivenPage } from "./actor.js";

type Options = Readonly<Record<string, unknown>>;

/** Where elements are searched: a page, a frame, or an element. */
interface Scope {
  readonly page: DrivenPage;
  readonly base: Locator | FrameLocator | typeof PAGE;
}

/** Makes what the methods return, and takes apart what they are given. */
export interface ScopeResults {
  readonly locator: (page: DrivenPage, base: Locator) => unknown;
  readonly frameLocator: (page: DrivenPage, base: FrameLocator) => unknown;
  /** The locator as the rest of LiveLoad knows it; any other value unchanged. */
  readonly baseOf: (value: unknown) => unknown;
}

const BY_TEXT = ["getByRole", "getByText", "getByLabel", "getByPlaceholder", "getByAltText", "getByTitle"] as const;

/** Gives a class the methods that find elements inside it. */
export function addScopeMethods<T extends object>(
  prototype: T,
  scopeOf: (self: T) => Scope,
  { locator, frameLocator, baseOf }: ScopeResults,
): void {
  const add = (name: string, find: (scope: Scope, first: never, options: Options | undefined) => unknown) =>
    Object.defineProperty(prototype, name, {
      value(this: T, first: never, options: Options | undefined) {
        return find(scopeOf(this), first, options);
      },
    });
  for (const name of BY_TEXT) {
    add(name, ({ page, base }, text, options) => locator(page, base[name](text as never, options)));
  }
  add("getByTestId", ({ page, base }, id) => {
    const attribute = page.actor.defaults.testIdAttribute;
    return locator(page, base.getByTestId(id, attribute === undefined ? undefined : { attribute }));
  });
  add("locator", ({ page, base }, selector, options) => {
    const filter = options === undefined ? undefined : plainOptions(options, { baseOf });
    return locator(page, base.locator(baseOf(selector) as string, filter));
  });
  add("frameLocator", ({ page, base }, selector) => frameLocator(page, base.frameLocator(selector)));
}

/** Options of a filter, with the locators in them as the rest of LiveLoad knows them. */
export function plainOptions(options: Options | undefined, { baseOf }: Pick<ScopeResults, "baseOf">): Options {
  return Object.fromEntries(Object.entries(options ?? {}).map(([key, value]) => [key, baseOf(value)]));
}
