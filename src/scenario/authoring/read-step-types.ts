import type { ElementSelector } from "../../base/locators/locator.js";
import type { As, Given, ReadOptions, Resolvable, StepOptions } from "../steps/step-options.js";
import type { Pipeline } from "./context-types.js";

/** Steps that read from the page. With the option `as` they also store the value in `assigns`. */
export interface ReadingSteps<A, N extends string, G extends Given> {
  /** The whole document as HTML. */
  content(options?: Resolvable<ReadOptions<A, string>, A>): Pipeline<string, A, N, G>;
  /** The HTML inside an element. */
  innerHTML(selector: Resolvable<ElementSelector, A>, options?: Resolvable<ReadOptions<A, string>, A>): Pipeline<string, A, N, G>;
  /** The text of an element as it is rendered. */
  innerText(selector: Resolvable<ElementSelector, A>, options?: Resolvable<ReadOptions<A, string>, A>): Pipeline<string, A, N, G>;
  /** The text content of an element, hidden text included. With `as`, `null` is an error. */
  textContent(
    selector: Resolvable<ElementSelector, A>,
    options: ReadOptions<A, string> & { as: As<A, string> },
  ): Pipeline<string, A, N, G>;
  textContent(selector: Resolvable<ElementSelector, A>, options?: Resolvable<StepOptions, A>): Pipeline<string | null, A, N, G>;
  /** The value of an input, a text area or a select element. */
  inputValue(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ReadOptions<A, string>, A>,
  ): Pipeline<string, A, N, G>;
  /** The value of an attribute; `null` when the element does not have it, which is an error with `as`. */
  getAttribute(
    selector: Resolvable<ElementSelector, A>,
    name: Resolvable<string, A>,
    options: ReadOptions<A, string> & { as: As<A, string> },
  ): Pipeline<string, A, N, G>;
  getAttribute(
    selector: Resolvable<ElementSelector, A>,
    name: Resolvable<string, A>,
    options?: Resolvable<StepOptions, A>,
  ): Pipeline<string | null, A, N, G>;
  /** Whether an element is visible right now. Does not wait; an element that does not exist is not visible. */
  isVisible(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ReadOptions<A, boolean>, A>,
  ): Pipeline<boolean, A, N, G>;
  /** Whether a checkbox or radio button is checked. */
  isChecked(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ReadOptions<A, boolean>, A>,
  ): Pipeline<boolean, A, N, G>;
}
