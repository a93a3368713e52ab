import { PageOperationError } from "../scenario/page-port.js";

/** The matches of a selector that should have had only one. */
export interface Ambiguity {
  readonly count: number;
  /** The first ones, described as HTML. */
  readonly shown: readonly string[];
}

const MOST_SHOWN = 3;

/** The error about several matches of a strict selector, worded as by Playwright. */
export function strictViolation({ locator, count, shown }: Ambiguity & { readonly locator: string }): PageOperationError {
  const first = shown.slice(0, MOST_SHOWN);
  const elements = [...first, ...(count > first.length ? ["…"] : [])].join(", ");
  return new PageOperationError("invalid", `strict mode violation: ${locator} resolved to ${count} elements: ${elements}`);
}
