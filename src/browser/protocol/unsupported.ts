import { PageOperationError } from "../../scenario/page-port.js";

/** Fails a step that needs a browser; the message of the step names it. */
export function needsBrowser<T>(): Promise<T> {
  return Promise.reject(unsupported());
}

/** The error of a step that needs a browser. */
export function unsupported(why = "background users have no browser"): PageOperationError {
  return new PageOperationError("invalid", `${why}; use --browser chromium`, { needsBrowser: true });
}
