import { PageOperationError } from "../scenario/page-port.js";
import type { Ambiguity } from "./page-answers.js";

const MOST_SHOWN = 3;

/** The error about several matches of a strict selector, given as Playwright shows it. */
export function strictViolation({ selector, count, shown }: Ambiguity): PageOperationError {
  const first = shown.slice(0, MOST_SHOWN);
  const elements = [...first, ...(count > first.length ? ["…"] : [])].join(", ");
  return new PageOperationError("invalid", `strict mode violation: ${selector} resolved to ${count} elements: ${elements}`);
}
