import type { SelectChoice, SelectorState } from "../../page-port.js";
import { filledTextParameter, misfit, type Parameter, type StepDefinition, textParameter } from "../step-call.js";
import { actionStep } from "./action-step.js";
import { pageStep, SELECTOR } from "./page-steps.js";

const SELECTOR_STATES: readonly unknown[] = ["attached", "detached", "visible", "hidden"] satisfies readonly SelectorState[];

const CHOICE: Parameter<SelectChoice> = {
  name: "choice",
  allowed: "a value or label, or one of { value }, { label } and { index }",
  accepts: isChoice,
};

const CHOICES: Parameter<readonly SelectChoice[]> = {
  name: "choices",
  allowed: "a list of choices, each a value or label, or one of { value }, { label } and { index }",
  accepts: (value): value is readonly SelectChoice[] => Array.isArray(value) && value.every(isChoice),
};

const EVENT_INIT: Parameter<Readonly<Record<string, unknown>>> = {
  name: "init",
  allowed: "an object of JSON values",
  accepts: (value): value is Readonly<Record<string, unknown>> =>
    typeof value === "object" && value !== null && !Array.isArray(value),
  read: (argument) => argument ?? {},
};

/** Steps that act on an element. */
export const ELEMENT_STEPS = {
  fill: actionStep([SELECTOR, textParameter("value")], ["force", "settle"], (page, [selector, value], { options }) =>
    page.fill(selector, value, options),
  ),
  clear: actionStep([SELECTOR], ["force", "settle"], (page, [selector], { options }) => page.clear(selector, options)),
  selectOption: actionStep([SELECTOR, CHOICE], ["force", "settle"], (page, [selector, choice], { options }) =>
    page.selectOption(selector, [choice], options),
  ),
  selectMultipleOptions: actionStep([SELECTOR, CHOICES], ["force", "settle"], (page, [selector, choices], { options }) =>
    page.selectOption(selector, choices, options),
  ),
  dispatchEvent: pageStep([SELECTOR, filledTextParameter("type"), EVENT_INIT], (page, [selector, type, init], { options }) =>
    page.dispatchEvent(selector, { type, init }, options),
  ),
  focus: pageStep([SELECTOR], (page, [selector], { options }) => page.focus(selector, options)),
  blur: pageStep([SELECTOR], (page, [selector], { options }) => page.blur(selector, options)),
  waitForSelector: pageStep(
    [SELECTOR],
    (page, [selector], { options, given }) => page.waitForSelector(selector, { ...options, state: checkState(given.state) }),
    { options: ["state"] },
  ),
  waitForPhxLoadingCompletion: pageStep([filledTextParameter("type"), SELECTOR], (page, [type, selector], { options }) =>
    page.waitForPhxLoadingCompletion(type, selector, options),
  ),
  submitForm: pageStep([SELECTOR], (page, [selector], { options }) => page.submitForm(selector, options), { acts: true }),
} as const satisfies Readonly<Record<string, StepDefinition>>;

function checkState(state: unknown): SelectorState {
  if (state === undefined) return "visible";
  if (SELECTOR_STATES.includes(state)) return state as SelectorState;
  throw new TypeError(misfit({ name: "state", allowed: SELECTOR_STATES.join(", ") }, state));
}

function isChoice(value: unknown): value is SelectChoice {
  if (typeof value === "string") return true;
  if (typeof value !== "object" || value === null) return false;
  const { value: option, label, index, ...rest } = value as Record<string, unknown>;
  const given = [option, label, index].filter((part) => part !== undefined);
  const texts = [option, label].every((part) => part === undefined || typeof part === "string");
  return given.length > 0 && texts && (index === undefined || Number.isSafeInteger(index)) && Object.keys(rest).length === 0;
}
