import type { ChangeSpan } from "../page-agent/batch.js";
import type { DocumentSource } from "../page-agent/page-agent.js";

/** A document in which people act. Instants are milliseconds of the browser's clock. */
export interface ActedDocument {
  readonly source: DocumentSource;
  readonly start: number;
  readonly spans: ChangeSpan[];
}

/** Something that a page sent to a server. Instants are milliseconds of the browser's clock. */
export interface Send {
  readonly kind: "request" | "document" | "script" | "message";
  readonly at: number;
  readonly url: string;
  /** For people: `POST /queue/join`, `a message on /ws`. */
  readonly name: string;
  shape: string;
  /** Ids that the answer may repeat. */
  readonly ids: string[];
  /** Of a document: the id of its navigation. */
  readonly loaderId: string;
  /** The adapter whose framework asks for an answer with it. */
  adapter?: string;
  /** The page sends it by itself, as an adapter knows. */
  isPoll?: boolean;
  /** The page may send it by itself, too, although an adapter knows it. */
  isLearned?: boolean;
  /** What an adapter tells of it from within the page. */
  claim?: Claim;
  /** It was sent after its input was handled: nothing but the time ties them together. */
  isLate?: boolean;
  /** An adapter waits for the last of the messages that answer it; absent if its response or the next message does. */
  isAwaited?: boolean;
  /** Its answer has begun. */
  answeredAt?: number;
  /** How long the answer is, in bytes on the wire; absent if the server does not say. */
  length?: number;
  /** Bytes of it that have arrived. */
  received?: number;
  closedAt?: number;
  hasFailed?: boolean;
}

/** Something that a page received from a server. */
export interface Receipt {
  readonly at: number;
  /** The request that it answers; absent for messages on a socket or event stream. */
  readonly send?: Send;
  readonly shape: string;
  readonly ids: readonly string[];
  /** The adapter that knows it for an answer. */
  readonly adapter?: string;
  /** It may come by itself, too, although an adapter knows it. */
  readonly isLearned?: boolean;
  /** It is the last answer. */
  readonly isEnd?: boolean;
}

/** What an adapter has told from within a page of one request or message. Instants are milliseconds of the browser's clock. */
export interface Claim {
  readonly adapter: string;
  readonly document: ActedDocument;
  readonly key: number;
  readonly at: number;
  /** `*` for the next request, empty for a message of a socket. */
  readonly url: string;
  /** When the event came because of which it is sent; `undefined` if that is not known. */
  readonly cause: number | "nobody" | undefined;
  /** When the framework changed the page because of its answer. */
  readonly windows: Window[];
  isSent: boolean;
  /** When the framework was done with it. */
  overAt?: number;
}

interface Window {
  readonly from: number;
  to?: number;
  /** If nothing changes until then, what changes after `to` counts. */
  till?: number;
}

/** Whose answer a document showed at an instant. */
export interface ClaimedChange {
  readonly claim: Claim;
  /** The framework was done before, and may have been about to draw. */
  readonly isLate: boolean;
}
