import type { SelectChoice, SelectorState } from "../page-port.js";
import { elementParameter, type PageStepTraits, pageStep, SELECTOR } from "./page-steps.js";
import { filledTextParameter, misfit, type Parameter, type StepDefinition, textParameter } from "./step-call.js";

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

/** The step can wait for what it causes. */
const ACTS: PageStepTraits = { acts: true };

/** Steps that act on an element or read from it. */
export const ELEMENT_STEPS = {
  click: pageStep(
    [SELECTOR],
    async (page, [selector], { options, given, held }) => {
      const { wasHeld } = await page.click(selector, { ...options, force: checkForce(given.force) });
      if (wasHeld) held();
    },
    { options: ["force"], acts: true },
  ),
  fill: pageStep(
    [SELECTOR, textParameter("value")],
    (page, [selector, value], { options }) => page.fill(selector, value, options),
    ACTS,
  ),
  clear: pageStep([SELECTOR], (page, [selector], { options }) => page.clear(selector, options), ACTS),
  press: pageStep(
    [SELECTOR, filledTextParameter("key")],
    (page, [selector, key], { options }) => page.press(selector, key, options),
    ACTS,
  ),
  check: pageStep([SELECTOR], (page, [selector], { options }) => page.check(selector, options), ACTS),
  uncheck: pageStep([SELECTOR], (page, [selector], { options }) => page.uncheck(selector, options), ACTS),
  selectOption: pageStep(
    [SELECTOR, CHOICE],
    (page, [selector, choice], { options }) => page.selectOption(selector, [choice], options),
    ACTS,
  ),
  selectMultipleOptions: pageStep(
    [SELECTOR, CHOICES],
    (page, [selector, choices], { options }) => page.selectOption(selector, choices, options),
    ACTS,
  ),
  focus: pageStep([SELECTOR], (page, [selector], { options }) => page.focus(selector, options)),
  blur: pageStep([SELECTOR], (page, [selector], { options }) => page.blur(selector, options)),
  hover: pageStep([SELECTOR], (page, [selector], { options }) => page.hover(selector, options)),
  dragAndDrop: pageStep([elementParameter("source"), elementParameter("target")], (page, [source, target], { options }) =>
    page.dragAndDrop(source, target, options),
  ),
  waitForSelector: pageStep(
    [SELECTOR],
    (page, [selector], { options, given }) => page.waitForSelector(selector, { ...options, state: checkState(given.state) }),
    { options: ["state"] },
  ),
  waitForPhxLoadingCompletion: pageStep([filledTextParameter("type"), SELECTOR], (page, [type, selector], { options }) =>
    page.waitForPhxLoadingCompletion(type, selector, options),
  ),
  submitForm: pageStep([SELECTOR], (page, [selector], { options }) => page.submitForm(selector, options), ACTS),

  innerHTML: pageStep([SELECTOR], (page, [selector], { options }) => page.innerHTML(selector, options), { reads: true }),
  innerText: pageStep([SELECTOR], (page, [selector], { options }) => page.innerText(selector, options), { reads: true }),
  textContent: pageStep(
    [SELECTOR],
    async (page, [selector], { options, given }) =>
      present(await page.textContent(selector, options), given.as, "the element has no text"),
    { reads: true },
  ),
  inputValue: pageStep([SELECTOR], (page, [selector], { options }) => page.inputValue(selector, options), { reads: true }),
  getAttribute: pageStep(
    [SELECTOR, filledTextParameter("name")],
    async (page, [selector, name], { options, given }) => {
      const value = await page.getAttribute(selector, name, options);
      return present(value, given.as, `the element has no attribute ${JSON.stringify(name)}`);
    },
    { reads: true },
  ),
  isVisible: pageStep([SELECTOR], (page, [selector], { options }) => page.isVisible(selector, options), { reads: true }),
  isChecked: pageStep([SELECTOR], (page, [selector], { options }) => page.isChecked(selector, options), { reads: true }),
} as const satisfies Readonly<Record<string, StepDefinition>>;

/** With `as` a missing value is an error, because the types of `assigns` rule `null` out. */
function present(value: string | null, as: unknown, otherwise: string): string | null {
  if (value === null && as !== undefined) throw new Error(otherwise);
  return value;
}

function checkForce(force: unknown): boolean {
  if (force === undefined || typeof force === "boolean") return force === true;
  throw new TypeError(misfit({ name: "force", allowed: "true or false" }, force));
}

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
