import { listen } from "./natives.js";
import { count } from "./reporter.js";

const NAME_LENGTH = 40;

/** Counts what the page's scripts throw and nobody catches, by the name of the error. */
export function watchErrors(): void {
  listen(window, "error", (event: Event) => {
    // Resources that fail to load come by here too; they are the network's.
    if (event instanceof ErrorEvent) report(event.error, event.message);
  });
  listen(window, "unhandledrejection", ({ reason }: PromiseRejectionEvent) => report(reason, ""));
}

function report(thrown: unknown, message: string): void {
  const { name } = Object(thrown) as { name?: unknown };
  // No error at all: a script of another site, or the browser itself. Some throw a text.
  const fallback = thrown === null || thrown === undefined ? message.replace(/[:.].*/s, "") : typeof thrown;
  count("page_errors", (typeof name === "string" && name !== "" ? name : fallback).slice(0, NAME_LENGTH) || "unknown");
}
