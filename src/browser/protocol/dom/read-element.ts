import type { ParentNode } from "./node.js";

/** What selectors, styles and texts read of an element. */
export interface ReadElement extends ParentNode {
  readonly localName: string;
  readonly parentElement: ReadElement | null;
  readonly nextElementSibling: ReadElement | null;
  readonly children: readonly ReadElement[];
  /** Names and values, in the order of the source. */
  readonly attributeEntries: Iterable<[name: string, value: string]>;
  /** For `:checked`. */
  readonly isChecked: boolean;
  /** For `:disabled`: by itself or by a fieldset around it. */
  readonly isDisabled: boolean;
  readonly canBeDisabled: boolean;
  /** For `:read-write`. */
  readonly isReadWrite: boolean;
  /** Value of a field; elsewhere empty. */
  readonly currentValue: string;
  readonly hasFocus: boolean;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  closest(css: string): ReadElement | null;
}
