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

/** Waits for an address or a condition of the page. */
export interface PageWaits {
  /** Waits until the page has such an address and its document has reached `waitUntil`. */
  forURL(address: AwaitedAddress, options: LoadOptions): Promise<void>;
  /** Calls the function in the page until it returns a truthy value or a promise of one; resolves to that value. */
  forFunction(awaited: AwaitedFunction, options: OperationOptions): Promise<unknown>;
}
