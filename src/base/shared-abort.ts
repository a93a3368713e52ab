import { setMaxListeners } from "node:events";

/**
 * A controller whose signal many listen to at once, one for each user or wait. Node.js warns of more than ten listeners as
 * of a leak; these go with what they wait for.
 */
export function sharedAbortController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
