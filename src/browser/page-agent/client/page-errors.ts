import { listen } from "./natives.js";
import { count } from "./reporter.js";

const NAME_LENGTH = 40;

/** Counts uncaught errors of the page's scripts by the name of the error. */
export function watchErrors(): void {
  listen(window, "error", (event: Event) => {
    // Resources that fail to load dispatch this event too; they are counted as network failures.
    if (event instanceof ErrorEvent) report(event.error, event.message);
  });
  listen(window, "unhandledrejection", ({ reason }: PromiseRejectionEvent) => report(reason, ""));
}

function report(thrown: unknown, message: string): void {
  const { name } = Object(thrown) as { name?: unknown };
  // Not an Error: from a cross-site script or the browser itself, or a thrown text.
  const fallback = thrown === null || thrown === undefined ? message.replace(/[:.].*/s, "") : typeof thrown;
  count("page_errors", (typeof name === "string" && name !== "" ? name : fallback).slice(0, NAME_LENGTH) || "unknown");
}
