import { AsyncLocalStorage } from "node:async_hooks";

/** Attributes stray rejections of a scenario's code in this process. */
const strays = new AsyncLocalStorage<(error: unknown) => void>();

/** Calls a function of the scenario. Rejections that it leaves unhandled go to `onStray`. */
export function callUserCode<T>(call: () => T | PromiseLike<T>, onStray: (error: unknown) => void): Promise<T> {
  // Turns a synchronous throw into a rejection.
  return strays.run(onStray, async () => call());
}

/**
 * For the process's `unhandledRejection` listener: whether a scenario's code caused the rejection, which then was reported.
 * Node.js calls the listener within the asynchronous context of the promise.
 */
export function attributeStrayRejection(error: unknown): boolean {
  const onStray = strays.getStore();
  onStray?.(error);
  return onStray !== undefined;
}
