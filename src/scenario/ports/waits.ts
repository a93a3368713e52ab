import type { LoadOptions } from "./history.js";
import type { OperationOptions } from "./operation-options.js";

/** The address that is waited for. */
export interface AwaitedAddress {
  /** As the scenario has it, for messages. */
  readonly shown: string;
  readonly fits: (url: string) => boolean;
}

/** A function that is called in the page again and again. */
export interface AwaitedFunction {
  readonly source: string;
  readonly args: readonly unknown[];
  /** Milliseconds from one call to the next; absent: each frame. */
  readonly everyMs?: number | undefined;
}

/** Waits for what the page as a whole is to come to. */
export interface PageWaits {
  /** Until the page has such an address, and its document is as far as `waitUntil` says. */
  forURL(address: AwaitedAddress, options: LoadOptions): Promise<void>;
  /** Until the function, called in the page, returns a truthy value, or a promise of one; resolves to it. */
  forFunction(awaited: AwaitedFunction, options: OperationOptions): Promise<unknown>;
}
