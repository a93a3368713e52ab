import type { OpenContext } from "../../../scenario/iteration/iteration-ports.js";
import type { PagePort } from "../../../scenario/page-port.js";

/** A user's browser context. */
export interface UserContext {
  readonly page: PagePort;
  /** Opens a further context of the same user. */
  readonly openContext?: OpenContext;
}

/** Opens and closes browser contexts. */
export interface UserContexts<C extends UserContext = UserContext> {
  /** Opens a context; waits while the browser restarts. */
  open(userId: number, signal: AbortSignal): Promise<C>;
  /**
   * Collects the page's measurements and closes the context, and the user's further ones unless they are to stay; never rejects.
   */
  close(context: C, options?: { readonly keepsFurther: boolean }): Promise<void>;
  /** Whether the context's browser is still the running one, as far as is known. */
  isCurrent(context: C): boolean;
  /** The same, after asking the browser. */
  isAlive(context: C): Promise<boolean>;
}
