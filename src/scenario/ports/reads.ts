import type { OperationOptions } from "./operation-options.js";

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
  isChecked(selector: string, options: OperationOptions): Promise<boolean>;
}
