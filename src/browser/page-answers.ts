/** Answers of code in the page, of both connections. Plain JSON. */

/** How a wait for a text ended in the page. */
export interface ReachedText {
  readonly isReached: boolean;
  /** The text at the end; `null` if there is no element. */
  readonly last: string | null;
}

/** The matches of a selector that should have had only one. */
export interface Ambiguity {
  readonly selector: string;
  readonly count: number;
  /** The first ones, described as HTML. */
  readonly shown: readonly string[];
}

/** An instant of a document: the document's start by the wall clock, and the milliseconds since then. */
export type PageInstant = readonly [timeOrigin: number, at: number];
