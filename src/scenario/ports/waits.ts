import type { Expectation, ExpectationOutcome } from "./expectations.js";
import type { LoadOptions } from "./history.js";
import type { OperationOptions } from "./operation-options.js";

/** The address to wait for. */
export interface AwaitedAddress {
  /** As written in the scenario, for messages. */
  readonly shown: string;
  readonly fits: (url: string) => boolean;
}

/** A function to call repeatedly in the page. */
export interface AwaitedFunction {
  readonly source: string;
  readonly args: readonly unknown[];
  /** Milliseconds from one call to the next; absent: each frame. */
  readonly everyMs?: number | undefined;
}

/** What is read from an element: its text content, the value of a field, or what it shows (value or rendered text). */
export type TextKind = "text" | "value" | "shown";

/** A text or value to wait for. Plain JSON, sent to the page. */
export interface AwaitedText {
  readonly kind: TextKind;
  readonly wanted:
    | { readonly part: string }
    | { readonly whole: string }
    | { readonly source: string; readonly flags: string }
    | { readonly otherThan: string }
    | "any";
}

/** Waits for an address or a condition of the page. */
export interface PageWaits {
  /** Waits until the page has such an address and its document has reached `waitUntil`. */
  forURL(address: AwaitedAddress, options: LoadOptions): Promise<void>;
  /** Calls the function in the page until it returns a truthy value or a promise of one; resolves to that value. */
  forFunction(awaited: AwaitedFunction, options: OperationOptions): Promise<unknown>;
  /** Waits until the text or value of the first match is as wanted; resolves to it. */
  forText(selector: string, awaited: AwaitedText, options: OperationOptions): Promise<string>;
  /**
   * Waits until the elements are as expected; resolves to the last state when they are not in time. Strict, unless the
   * expectation is about all matches.
   */
  expected(selector: string, expectation: Expectation, options: OperationOptions): Promise<ExpectationOutcome>;
}
