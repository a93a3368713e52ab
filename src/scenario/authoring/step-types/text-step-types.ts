import type { ElementSelector } from "../../../base/locators/locator.js";
import type { ElementStepOptions, Given, Resolvable } from "../../steps/arguments/step-options.js";
import type { Context, Pipeline } from "../context-types.js";

/** Steps that wait for the text or value of an element. Each resolves to the text or value that it found. */
export interface TextWaitSteps<A, N extends string, G extends Given> {
  /**
   * Waits until the text of an element contains a text, or matches a regular expression. Like Playwright's `toContainText`, it
   * looks at the element's text content, and with a text at white space as one space.
   */
  waitForText(
    selector: Resolvable<ElementSelector, A>,
    text: Resolvable<string | RegExp, A>,
    options?: Resolvable<ElementStepOptions, A>,
  ): Pipeline<string, A, N, G>;
  /** Waits until an input, a text area or a select element has exactly this value, or one that matches the pattern. */
  waitForValue(
    selector: Resolvable<ElementSelector, A>,
    value: Resolvable<string | RegExp, A>,
    options?: Resolvable<ElementStepOptions, A>,
  ): Pipeline<string, A, N, G>;
  /**
   * Waits until an element shows something else than when the step began: another value, if it is a field, else another
   * rendered text. The step begins with waiting for the element; if the element goes away later, that is no change, but the
   * text of its successor may be one. The steps of the function run after the step has looked at the element.
   */
  waitForChange(
    selector: Resolvable<ElementSelector, A>,
    cause: (context: Context<A, N, G>) => unknown,
    options?: Resolvable<ElementStepOptions, A>,
  ): Pipeline<string, A, N, G>;
  waitForChange(selector: Resolvable<ElementSelector, A>, options?: ElementStepOptions): Pipeline<string, A, N, G>;
}
