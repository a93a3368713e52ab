import type { AriaNode } from "../../base/aria/aria-tree.js";
import type { OperationOptions } from "./operation-options.js";

/** Options of reading what assistive technology perceives. */
export interface AriaOptions extends OperationOptions {
  /** Wait until this accepts the tree, at most until the time is over; then the last tree is the answer. */
  readonly until?: (tree: AriaNode) => boolean;
}

/** What assistive technology perceives of a page. */
export interface PageAria {
  /** The roles, names and texts of an element and of what is in it, once it is attached. The root has the role `fragment`. */
  tree(selector: string, options: AriaOptions): Promise<AriaNode>;
}
