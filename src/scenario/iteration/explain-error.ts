import { messageOf } from "../../base/errors.js";
import { bundlingHint } from "../../base/wording/bundling-hint.js";
import { closest } from "../../base/wording/suggest.js";

/** Methods with which other tools find elements; LiveLoad's steps take selectors and locators instead. */
const LOCATORS = /^(locator|getBy(Role|Text|Label|TestId|Placeholder|AltText|Title)|\$\$?|get|find|contains)$/;
/** A method that locators do not have, such as a step. */
const ON_LOCATOR = /\b(?:locator|getBy[A-Z]\w+|filter|first|last|nth)\)?\(\.\.\.\)\.\w+ is not a function/;
/** Methods of other tools for waits that LiveLoad's steps include. */
const NAVIGATION_WAITS = /^waitFor(Navigation|LoadState|Url|NetworkIdle)$/;

/** The message of an error in the scenario's own code, with advice where there is any: for an unknown step, the likely one. */
export function explainedMessage(error: unknown, stepNames: readonly string[]): string {
  const message = messageOf(error);
  const bundling = bundlingHint(error);
  if (bundling !== undefined) return `${message}: ${bundling}`;
  const [, name] = /(?:^|[.)\]])(\$?\$?[A-Za-z_]*) is not a function/.exec(message) ?? [];
  if (name === undefined || name === "" || (stepNames.includes(name) && !ON_LOCATOR.test(message))) return message;
  if (LOCATORS.test(name))
    return `${message}: a step takes the selector or locator itself, as in click("text=Buy") or click(getByRole("button", { name: "Buy" })), where getByRole is imported from "live-load"`;
  if (ON_LOCATOR.test(message))
    return `${message}: a locator only says which element is meant; give it to a step, as in context.click(getByRole("button", { name: "Buy" }))`;
  if (NAVIGATION_WAITS.test(name))
    return `${message}: navigate waits for the page by itself, as far as its option waitUntil says; waitForURL waits for the page that a click leads to, and waitForSelector for what it shows after that`;
  const meant = closest(name, stepNames);
  return meant === undefined ? message : `${message}: did you mean the step ${meant}?`;
}
