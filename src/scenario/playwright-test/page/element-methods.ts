import { STEPS } from "../../steps/chain.js";
import type { StepDefinition } from "../../steps/step-call.js";

/** A method of a locator, and of a page or frame with a selector before its arguments. */
export interface ElementMethod {
  /** How many arguments come before the options. */
  readonly takes: number;
  readonly definition: StepDefinition;
  /** The arguments as the step takes them. */
  readonly arguments?: (args: readonly unknown[]) => readonly unknown[];
}

const plain = (takes: number, step: string): ElementMethod => ({ takes, definition: stepOf(step) });

function stepOf(name: string): StepDefinition {
  const definition = STEPS[name];
  if (definition === undefined) throw new Error(`there is no step ${name}`);
  return definition;
}

const NO_ARGUMENTS = [
  "click",
  "dblclick",
  "tap",
  "check",
  "uncheck",
  "hover",
  "clear",
  "focus",
  "blur",
  "selectText",
  "scrollIntoViewIfNeeded",
  "innerHTML",
  "innerText",
  "textContent",
  "inputValue",
  "isVisible",
  "isHidden",
  "isChecked",
  "isEnabled",
  "isDisabled",
  "isEditable",
  "boundingBox",
  "count",
  "allInnerTexts",
  "allTextContents",
];

/** The methods that are steps on an element. */
export const ELEMENT_METHODS: Readonly<Record<string, ElementMethod>> = {
  ...Object.fromEntries(NO_ARGUMENTS.map((name) => [name, plain(0, name)])),
  fill: plain(1, "fill"),
  press: plain(1, "press"),
  pressSequentially: plain(1, "pressSequentially"),
  type: plain(1, "pressSequentially"),
  getAttribute: plain(1, "getAttribute"),
  dispatchEvent: plain(2, "dispatchEvent"),
  waitFor: plain(0, "waitForSelector"),
  selectOption: { ...plain(1, "selectMultipleOptions"), arguments: ([choices]) => [listOf(choices)] },
  setInputFiles: plain(1, "setInputFiles"),
};

function listOf(choices: unknown): readonly unknown[] {
  if (choices === null || choices === undefined) return [];
  return Array.isArray(choices) ? choices : [choices];
}
