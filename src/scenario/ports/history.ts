import type { OperationOptions } from "./operation-options.js";

/** States of a document to wait for: committed, parsed, loaded, or loaded with no request in flight for half a second. */
export const LOAD_STATES = ["commit", "domcontentloaded", "load", "networkidle"] as const;
export type LoadState = (typeof LOAD_STATES)[number];

/** Options of operations that lead to another document. */
export interface LoadOptions extends OperationOptions {
  /** Default: `load`. */
  readonly waitUntil?: LoadState;
}

/** Options of `navigate`. */
export interface NavigationOptions extends LoadOptions {
  /** Sent with the request for the document. */
  readonly referer?: string;
}

/** The page's session history. */
export interface PageHistory {
  /** Goes back by one entry; resolves to whether there was one. */
  goBack(options: LoadOptions): Promise<boolean>;
  goForward(options: LoadOptions): Promise<boolean>;
}
