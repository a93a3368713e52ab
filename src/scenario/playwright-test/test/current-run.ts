import { AsyncLocalStorage } from "node:async_hooks";
import type { StorageState } from "../../page-port.js";
import type { StepError } from "../../steps/step-error.js";

/** A running test as its pages know it. */
export interface CurrentRun {
  /** Remembers the step of an expectation that did not hold, for the error that its matcher is about to throw. */
  expectationFailed(error: StepError): void;
  /** The state of storage that an option names by a path or gives itself. */
  stateOf(storageState: unknown): StorageState | undefined;
}

/** Follows the code of a test through awaits, timers and callbacks. */
export const runs = new AsyncLocalStorage<CurrentRun>();

/** The test whose code runs; `undefined` while a spec is loaded. */
export function currentRun(): CurrentRun | undefined {
  return runs.getStore();
}
