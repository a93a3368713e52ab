import type { PagePort } from "../../../scenario/page-port.js";

/** One user's context, as its loop holds it. */
export interface UserContext {
  readonly page: PagePort;
}

/** Where a loop gets contexts from. */
export interface UserContexts<C extends UserContext = UserContext> {
  /** Opens a context; waits while the browser is started anew. */
  open(userId: number, signal: AbortSignal): Promise<C>;
  /** Takes what the page has measured and closes the context; never rejects. */
  close(context: C): Promise<void>;
  /** Whether the browser that the context belongs to is the one that runs, as far as is known. */
  isCurrent(context: C): boolean;
  /** Asks the browser, too. */
  isAlive(context: C): Promise<boolean>;
}
