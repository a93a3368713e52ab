import type { DocumentTraits, PageAct, RecordedLocator } from "./recorder-wire.js";

/** Something that happened while a person used the site. */
export type RecordedEvent = {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Number of the page: 0 is the first one, the others are its popups in the order in which they opened. */
  readonly page: number;
} & Happening;

type Happening =
  | RecordedAct
  /** An input of that time has been answered by the server, and the answer, maybe another document, was shown by then. */
  | { readonly kind: "interaction"; readonly endedAt: number; readonly isDocument: boolean }
  /** An address that the person asked for. */
  | { readonly kind: "navigate"; readonly url: string }
  | { readonly kind: "reload" | "back" | "forward" }
  /** The page was opened by this other one. */
  | { readonly kind: "popup"; readonly opener: number }
  | { readonly kind: "closed" }
  | { readonly kind: "dialog"; readonly type: string; readonly isAccepted: boolean; readonly text: string }
  | { readonly kind: "download" }
  | { readonly kind: "group"; readonly name: string }
  | { readonly kind: "end-group" }
  /** A sentence about an act that cannot be recorded. */
  | { readonly kind: "note"; readonly text: string };

/** An act of a person in a document. */
export interface RecordedAct extends DocumentTraits {
  readonly kind: "act";
  readonly act: PageAct;
  /** The frames that lead to the document, from the outside; each locator has one part. */
  readonly frames: readonly RecordedLocator[];
  /** Paths of chosen files, as far as the browser reveals them. */
  readonly paths?: readonly string[];
}
