import { AsyncLocalStorage } from "node:async_hooks";

/** Follows what a scenario's code does in this process, beyond the calls of it. */
const strays = new AsyncLocalStorage<(error: unknown) => void>();

/** Calls a function of the scenario. What it leaves behind and nobody handles goes to `onStray`. */
export function callUserCode<T>(call: () => T | PromiseLike<T>, onStray: (error: unknown) => void): Promise<T> {
  // A function that throws at once must not end the loop that calls it.
  return strays.run(onStray, async () => call());
}

/**
 * For the process's `unhandledRejection` listener: says whether it was a scenario's own promise, which was then told.
 * Node.js calls the listener within the asynchronous context of the promise.
 */
export function attributeStrayRejection(error: unknown): boolean {
  const onStray = strays.getStore();
  onStray?.(error);
  return onStray !== undefined;
}
