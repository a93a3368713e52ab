import { STEPS } from "../../steps/chain.js";
import type { StepDefinition } from "../../steps/step-call.js";
import type { Actor } from "./actor.js";

/** A method of a locator, and of a page or frame with a selector before its arguments. */
export interface ElementMethod {
  /** How many arguments come before the options. */
  readonly takes: number;
  readonly definition: StepDefinition;
  /** The arguments as the step takes them. */
  readonly arguments?: (args: readonly unknown[], actor: Actor) => readonly unknown[];
  /** Used where handles are among the arguments: the function to call with the element, and how to turn its result into arguments. */
  readonly withHandles?: (args: readonly unknown[]) => {
    readonly source: string;
    readonly arg: unknown;
    readonly then?: (outcome: unknown) => readonly unknown[];
  };
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
  dispatchEvent: { ...plain(2, "dispatchEvent"), withHandles: (args) => ({ source: DISPATCH, arg: args }) },
  waitFor: plain(0, "waitForSelector"),
  selectOption: {
    ...plain(1, "selectMultipleOptions"),
    arguments: ([choices]) => [listOf(choices)],
    withHandles: choicesByIndex,
  },
  setInputFiles: { ...plain(1, "setInputFiles"), arguments: ([files], { defaults }) => [defaults.files.placed(files)] },
};

/** Dispatches an event whose properties are objects of the page. */
const DISPATCH = `(element, [type, init]) => {
  const kind = /^drag|^drop$/.test(type) ? DragEvent : /^(?:mouse|click|dblclick)/.test(type) ? MouseEvent : Event;
  element.dispatchEvent(new kind(type, { bubbles: true, cancelable: true, composed: true, ...init }));
}`;

/** Chooses options by their elements. */
function choicesByIndex([choices]: readonly unknown[]) {
  const source = "(select, options) => options.map((option) => option instanceof Element ? { index: option.index } : option)";
  return { source, arg: listOf(choices), then: (indexes: unknown) => [indexes] };
}

function listOf(choices: unknown): readonly unknown[] {
  if (choices === null || choices === undefined) return [];
  return Array.isArray(choices) ? choices : [choices];
}
