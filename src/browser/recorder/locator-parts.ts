import {
  attributeSelector,
  roleSelector,
  TEXT_LOCATORS,
  testIdSelector,
  textOf,
  textOrLabel,
} from "../../base/locators/locator-text.js";
import type { AriaRole } from "../../base/locators/roles.js";

/** A part of a locator as the recorder writes it. */
export type LocatorPart =
  | { readonly by: "testId"; readonly id: string; readonly attribute?: string }
  | { readonly by: "role"; readonly role: AriaRole; readonly name?: string; readonly exact?: boolean }
  | { readonly by: "label" | "text" | "placeholder" | "altText" | "title"; readonly text: string; readonly exact?: boolean }
  | { readonly by: "css"; readonly selector: string }
  /** Narrows down what the parts before have found. */
  | { readonly by: "filter"; readonly hasText: string };

/** The parts as a selector of the engine. */
export function selectorOfParts(parts: readonly LocatorPart[]): string {
  return parts.map(selectorOfPart).join(" >> ");
}

function selectorOfPart(part: LocatorPart): string {
  switch (part.by) {
    case "testId":
      return testIdSelector(part.id, { attribute: part.attribute });
    case "role":
      return roleSelector(part.role, { name: part.name, exact: part.exact });
    case "label":
    case "text":
      return textOrLabel(TEXT_LOCATORS[part.by], part.text, { exact: part.exact ?? false });
    case "placeholder":
    case "altText":
    case "title":
      return attributeSelector(TEXT_LOCATORS[part.by], part.text, { exact: part.exact ?? false });
    case "css":
      return part.selector;
    case "filter":
      return `internal:has-text=${textOf(part.hasText, false)}`;
  }
}
