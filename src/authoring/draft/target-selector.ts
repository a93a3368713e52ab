import { type FrameLocator, Locator, PAGE } from "../../base/locators/locator.js";
import type { DraftLocator, DraftTarget } from "./scenario-draft.js";

/** The selector that the locators of the target are compiled to, as operations on a page take it. */
export function targetSelector({ frames = [], parts }: DraftTarget): string {
  let scope: typeof PAGE | FrameLocator | Locator = PAGE;
  for (const frame of frames) scope = found(scope, frame).contentFrame();
  for (const part of parts) scope = found(scope, part);
  if (!("selector" in scope)) throw new TypeError("a target needs a locator");
  return scope.selector;
}

function found(scope: typeof PAGE | FrameLocator | Locator, part: DraftLocator): Locator {
  switch (part.by) {
    case "testId":
      return scope.getByTestId(part.id, { attribute: part.attribute });
    case "role":
      return scope.getByRole(part.role, { name: part.name, exact: part.exact, level: part.level });
    case "label":
      return scope.getByLabel(part.text, { exact: part.exact });
    case "text":
      return scope.getByText(part.text, { exact: part.exact });
    case "placeholder":
      return scope.getByPlaceholder(part.text, { exact: part.exact });
    case "altText":
      return scope.getByAltText(part.text, { exact: part.exact });
    case "title":
      return scope.getByTitle(part.text, { exact: part.exact });
    case "css":
      return scope.locator(part.selector);
    case "nth":
      return narrowed(scope).nth(part.index);
    case "filter":
      return narrowed(scope).filter({ hasText: part.hasText });
    case "or":
      return narrowed(scope).or(new Locator(targetSelector(part.target)));
  }
}

function narrowed(scope: typeof PAGE | FrameLocator | Locator): Locator {
  if ("nth" in scope && "filter" in scope) return scope;
  throw new TypeError("only what a locator has found can be narrowed down");
}
