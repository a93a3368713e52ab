/** A text that is expected, as Playwright's matchers write it. Plain JSON. */
export interface ExpectedText {
  readonly string?: string | undefined;
  readonly regexSource?: string | undefined;
  readonly regexFlags?: string | undefined;
  /** A part is enough. */
  readonly matchSubstring?: boolean | undefined;
  readonly ignoreCase?: boolean | undefined;
  readonly normalizeWhiteSpace?: boolean | undefined;
}

/** What is expected of elements, in the words of Playwright's matchers. Plain JSON, sent to the page. */
export interface Expectation {
  /** `to.be.visible`, `to.have.text` … */
  readonly expression: string;
  /** The opposite is expected. */
  readonly isNot: boolean;
  /** The name of an attribute, a CSS property … */
  readonly expressionArg?: string | undefined;
  readonly expectedText?: readonly ExpectedText[] | undefined;
  readonly expectedNumber?: number | undefined;
  readonly expectedValue?: unknown;
  /** Compare what is drawn instead of the text content. */
  readonly useInnerText?: boolean | undefined;
  /** `before` or `after`: the pseudo element whose style is meant. */
  readonly pseudo?: string | undefined;
}

/** Whether an expression is about all matches of its selector, and not about the only one. */
export function isOfAll(expression: string): boolean {
  return /\.(array|count)$/.test(expression);
}

/** How an expectation ended. */
export interface ExpectationOutcome {
  /** Whether the expression holds, whatever `isNot` says: as expected, or not until the time was up. */
  readonly matches: boolean;
  /** What was there at last. */
  readonly received?: unknown;
  /** There was no element. */
  readonly isMissing?: boolean | undefined;
}
