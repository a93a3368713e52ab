import type { OperationOptions } from "./operation-options.js";

/** Position and size of an element in CSS pixels. */
export interface BoundingBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Reads of the page's document. Those of an element wait until it is attached, unless they say otherwise. */
export interface PageReads {
  content(options: OperationOptions): Promise<string>;
  innerHTML(selector: string, options: OperationOptions): Promise<string>;
  innerText(selector: string, options: OperationOptions): Promise<string>;
  textContent(selector: string, options: OperationOptions): Promise<string | null>;
  inputValue(selector: string, options: OperationOptions): Promise<string>;
  getAttribute(selector: string, name: string, options: OperationOptions): Promise<string | null>;
  /** Does not wait; an element that does not exist is not visible. */
  isVisible(selector: string, options: OperationOptions): Promise<boolean>;
  /** Like {@link isVisible}, the other way round. */
  isHidden(selector: string, options: OperationOptions): Promise<boolean>;
  isChecked(selector: string, options: OperationOptions): Promise<boolean>;
  isEnabled(selector: string, options: OperationOptions): Promise<boolean>;
  isDisabled(selector: string, options: OperationOptions): Promise<boolean>;
  isEditable(selector: string, options: OperationOptions): Promise<boolean>;
  /** In the viewport of the page; `null` if the element is not rendered. */
  boundingBox(selector: string, options: OperationOptions): Promise<BoundingBox | null>;
  /** The number of matches now. Does not wait, and is never strict, as the next two are not. */
  count(selector: string, options: OperationOptions): Promise<number>;
  allInnerTexts(selector: string, options: OperationOptions): Promise<readonly string[]>;
  allTextContents(selector: string, options: OperationOptions): Promise<readonly string[]>;
  title(options: OperationOptions): Promise<string>;
  /**
   * Calls a function, given as its source text, in the page's own world with the element, or with the list of all matches, and
   * further arguments. Values are as with `evaluate`.
   */
  evaluateOn(selector: string, call: ElementFunction, options: OperationOptions): Promise<unknown>;
}

/** A function to call on elements. */
export interface ElementFunction {
  readonly source: string;
  readonly args: readonly unknown[];
  /** It receives a list of all matches, and does not wait for one. */
  readonly ofAll?: boolean | undefined;
}
