import { isEditable } from "../../chromium/client/conditions.js";
import { nameOf } from "../../chromium/client/selectors/accessible-name.js";
import { labelsOf } from "../../chromium/client/selectors/element-labels.js";
import { roleOf } from "../../chromium/client/selectors/roles.js";
import { normal, textOf } from "../../chromium/client/selectors/selector-text.js";

/** The properties by which an element can be found; absent or empty ones it does not have. */
export interface ElementFacts {
  /** In lower case. */
  readonly tag: string;
  readonly role: string;
  /** Accessible name. */
  readonly name: string;
  readonly label: string;
  readonly text: string;
  /** Its text is that of a field, which changes. */
  readonly isField: boolean;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

export function factsOf(element: Element): ElementFacts {
  const isField = element.matches("input, textarea, select") || isEditable(element);
  const [label] = labelsOf(element, new Map());
  return {
    tag: element.localName,
    role: roleOf(element),
    name: nameOf(element),
    label: normal(label?.full ?? ""),
    text: isField ? "" : normal(textOf(element).full),
    isField,
    attributes: Object.fromEntries(element.getAttributeNames().map((name) => [name, element.getAttribute(name) ?? ""])),
  };
}
