import { normal, textOf } from "../../chromium/client/selectors/selector-text.js";
import type { PageAct, RecordedLocator } from "../recorder-wire.js";
import { fieldName, isSecret, isTextField, typedText } from "./targets.js";

const LONGEST_TEXT = 100;

/** What a scenario is to wait for at an element: its text, or the value of a field. */
export function expectationOf(target: Element, locator: RecordedLocator): PageAct {
  if (isTextField(target) && target.matches("input, textarea")) {
    if (isSecret(target)) return { type: "expect-secret", locator, name: fieldName(target) };
    return { type: "expect-value", locator, value: typedText(target) };
  }
  const text = normal(textOf(target).full);
  return { type: "expect-text", locator, text: text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT).trim() : text };
}
