import type { PageRequest } from "./traffic.js";

/** Something that a page wrote to its console. */
export interface ConsoleLine {
  /** `log`, `warning`, `error` … */
  readonly type: string;
  readonly text: string;
}

/** An error that the page's own code threw and nobody caught. */
export interface ThrownInPage {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** Receives what a page says. Must not throw. */
export interface MessageListener {
  wrote?(line: ConsoleLine): void;
  threw?(error: ThrownInPage): void;
  /** A request is complete, or has failed with the browser's reason: `net::ERR_FAILED`. */
  ended?(request: PageRequest, failure: string | undefined): void;
  /** The page's own document is as far as this. */
  reached?(state: "navigated" | "domcontentloaded" | "load"): void;
}

/** Console messages and errors of a page, and how far it has loaded. Nothing is kept while nobody listens. */
export interface PageMessages {
  /** Calls the listener until the returned function is called. */
  listen(listener: MessageListener): () => void;
}
