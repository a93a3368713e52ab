import { filledTextParameter, type StepDefinition } from "../step-call.js";
import { type PageStepTraits, pageStep, SELECTOR } from "./page-steps.js";

/** Traits of a step that reads from all matches of its selector. */
const OF_ALL: PageStepTraits = { reads: true, many: true };

/** Steps that read from the page. */
export const READ_STEPS = {
  content: pageStep([], (page, _none, { options }) => page.reads.content(options), { reads: true }),
  innerHTML: pageStep([SELECTOR], (page, [selector], { options }) => page.reads.innerHTML(selector, options), { reads: true }),
  innerText: pageStep([SELECTOR], (page, [selector], { options }) => page.reads.innerText(selector, options), { reads: true }),
  textContent: pageStep(
    [SELECTOR],
    async (page, [selector], { options, given }) =>
      present(await page.reads.textContent(selector, options), given.as, "the element has no text"),
    { reads: true },
  ),
  inputValue: pageStep([SELECTOR], (page, [selector], { options }) => page.reads.inputValue(selector, options), { reads: true }),
  getAttribute: pageStep(
    [SELECTOR, filledTextParameter("name")],
    async (page, [selector, name], { options, given }) => {
      const value = await page.reads.getAttribute(selector, name, options);
      return present(value, given.as, `the element has no attribute ${JSON.stringify(name)}`);
    },
    { reads: true },
  ),
  isVisible: pageStep([SELECTOR], (page, [selector], { options }) => page.reads.isVisible(selector, options), { reads: true }),
  isChecked: pageStep([SELECTOR], (page, [selector], { options }) => page.reads.isChecked(selector, options), { reads: true }),
  isHidden: pageStep([SELECTOR], (page, [selector], { options }) => page.reads.isHidden(selector, options), { reads: true }),
  isEnabled: pageStep([SELECTOR], (page, [selector], { options }) => page.reads.isEnabled(selector, options), { reads: true }),
  isDisabled: pageStep([SELECTOR], (page, [selector], { options }) => page.reads.isDisabled(selector, options), { reads: true }),
  isEditable: pageStep([SELECTOR], (page, [selector], { options }) => page.reads.isEditable(selector, options), { reads: true }),
  boundingBox: pageStep(
    [SELECTOR],
    async (page, [selector], { options, given }) =>
      present(await page.reads.boundingBox(selector, options), given.as, "the element is not visible, so it has no box"),
    { reads: true },
  ),
  count: pageStep([SELECTOR], (page, [selector], { options }) => page.reads.count(selector, options), OF_ALL),
  allInnerTexts: pageStep([SELECTOR], (page, [selector], { options }) => page.reads.allInnerTexts(selector, options), OF_ALL),
  allTextContents: pageStep([SELECTOR], (page, [selector], { options }) => page.reads.allTextContents(selector, options), OF_ALL),
  title: pageStep([], (page, _none, { options }) => page.reads.title(options), { reads: true }),
  url: pageStep([], async (page) => page.url(), { reads: true }),
} as const satisfies Readonly<Record<string, StepDefinition>>;

/** With `as` a missing value is an error, because the types of `assigns` rule `null` out. */
function present<T>(value: T | null, as: unknown, otherwise: string): T | null {
  if (value === null && as !== undefined) throw new Error(otherwise);
  return value;
}
