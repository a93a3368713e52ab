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
}

/** What a page writes to its console, and the errors that its code throws. Nothing is kept while nobody listens. */
export interface PageMessages {
  /** Calls the listener until the returned function is called. */
  listen(listener: MessageListener): () => void;
}
