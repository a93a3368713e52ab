import { readableSelector } from "../../base/frame-selector.js";
import { PageOperationError } from "../../scenario/page-port.js";
import type { Finding } from "./operations/page-functions.js";

/** The error of an operation that waited in vain. */
export function late(what: string, { timeoutMs }: { readonly timeoutMs: number }): PageOperationError {
  return new PageOperationError("timeout", `waited ${Math.round(timeoutMs)} ms for ${what}`);
}

/** The element, and what it lacked at the end. */
export function lacking(selector: string, finding: Finding): string {
  const shown = readableSelector(selector);
  if (finding === "locked") return `${shown} to get LiveView's reply to its last event (data-phx-ref-src)`;
  return `${shown} to be ${finding === "disabled" ? "enabled" : "attached"}`;
}
