import { setMaxListeners } from "node:events";

/**
 * A controller whose signal may have many listeners, such as one per user or wait. Without this, Node.js takes more than ten
 * listeners for a leak and warns.
 */
export function sharedAbortController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
