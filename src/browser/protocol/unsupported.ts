import { PageOperationError } from "../../scenario/page-port.js";

/** Fails a step that needs a browser. */
export function needsBrowser<T>(step: string): Promise<T> {
  return Promise.reject(unsupported(step));
}

/** The error of a step that needs a browser. */
export function unsupported(step: string): PageOperationError {
  return new PageOperationError("invalid", `${step}: background users have no browser; use --browser chromium`);
}
