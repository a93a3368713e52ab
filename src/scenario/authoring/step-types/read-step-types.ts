import type { ElementSelector } from "../../../base/locators/locator.js";
import type { BoundingBox } from "../../ports/reads.js";
import type {
  As,
  ElementReadOptions,
  ElementStepOptions,
  Given,
  ReadOptions,
  Resolvable,
} from "../../steps/arguments/step-options.js";
import type { Pipeline } from "../context-types.js";

/** Steps that read from the page. With the option `as` they also store the value in `assigns`. */
export interface ReadingSteps<A, N extends string, G extends Given> {
  /** The whole document as HTML. */
  content(options?: Resolvable<ReadOptions<A, string>, A>): Pipeline<string, A, N, G>;
  /** The HTML inside an element. */
  innerHTML(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementReadOptions<A, string>, A>,
  ): Pipeline<string, A, N, G>;
  /** The text of an element as it is rendered. */
  innerText(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementReadOptions<A, string>, A>,
  ): Pipeline<string, A, N, G>;
  /** The text content of an element, hidden text included. With `as`, `null` is an error. */
  textContent(
    selector: Resolvable<ElementSelector, A>,
    options: ElementReadOptions<A, string> & { as: As<A, string> },
  ): Pipeline<string, A, N, G>;
  textContent(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementStepOptions, A>,
  ): Pipeline<string | null, A, N, G>;
  /** The value of an input, a text area or a select element. */
  inputValue(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementReadOptions<A, string>, A>,
  ): Pipeline<string, A, N, G>;
  /** The value of an attribute; `null` when the element does not have it, which is an error with `as`. */
  getAttribute(
    selector: Resolvable<ElementSelector, A>,
    name: Resolvable<string, A>,
    options: ElementReadOptions<A, string> & { as: As<A, string> },
  ): Pipeline<string, A, N, G>;
  getAttribute(
    selector: Resolvable<ElementSelector, A>,
    name: Resolvable<string, A>,
    options?: Resolvable<ElementStepOptions, A>,
  ): Pipeline<string | null, A, N, G>;
  /** Whether an element is visible right now. Does not wait; an element that does not exist is not visible. */
  isVisible(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementReadOptions<A, boolean>, A>,
  ): Pipeline<boolean, A, N, G>;
  /** Whether a checkbox or radio button is checked. */
  isChecked(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementReadOptions<A, boolean>, A>,
  ): Pipeline<boolean, A, N, G>;
  /** Whether an element is hidden right now, or not there at all. Does not wait. */
  isHidden(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementReadOptions<A, boolean>, A>,
  ): Pipeline<boolean, A, N, G>;
  /** Whether an element is enabled: not disabled by itself, by a fieldset or by `aria-disabled`. */
  isEnabled(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementReadOptions<A, boolean>, A>,
  ): Pipeline<boolean, A, N, G>;
  /** Whether an element is disabled. */
  isDisabled(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementReadOptions<A, boolean>, A>,
  ): Pipeline<boolean, A, N, G>;
  /** Whether a field is enabled and not read-only. Fails for an element that is not a field and has no role of one. */
  isEditable(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementReadOptions<A, boolean>, A>,
  ): Pipeline<boolean, A, N, G>;
  /**
   * Position and size of an element in CSS pixels, relative to the visible part of the page; `null` when it is not rendered,
   * which is an error with `as`.
   */
  boundingBox(
    selector: Resolvable<ElementSelector, A>,
    options: ElementReadOptions<A, BoundingBox> & { as: As<A, BoundingBox> },
  ): Pipeline<BoundingBox, A, N, G>;
  boundingBox(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ElementStepOptions, A>,
  ): Pipeline<BoundingBox | null, A, N, G>;
  /** How many elements a selector matches right now. Does not wait. */
  count(selector: Resolvable<ElementSelector, A>, options?: Resolvable<ReadOptions<A, number>, A>): Pipeline<number, A, N, G>;
  /** The text of each matching element as it is rendered. Does not wait. */
  allInnerTexts(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ReadOptions<A, string[]>, A>,
  ): Pipeline<string[], A, N, G>;
  /** The text content of each matching element, hidden text included. Does not wait. */
  allTextContents(
    selector: Resolvable<ElementSelector, A>,
    options?: Resolvable<ReadOptions<A, string[]>, A>,
  ): Pipeline<string[], A, N, G>;
  /** The title of the document. */
  title(options?: Resolvable<ReadOptions<A, string>, A>): Pipeline<string, A, N, G>;
  /** The address of the page. */
  url(options?: Resolvable<ReadOptions<A, string>, A>): Pipeline<string, A, N, G>;
}
