import type { ContextAfter } from "../../../scenario/iteration/iteration-ports.js";
import type { OperationOptions } from "../../../scenario/page-port.js";
import type { UserContext, UserContexts } from "./user-contexts.js";

/** What recycling needs from the user's loop. */
export interface RecyclingPorts {
  readonly contexts: UserContexts;
  readonly userId: number;
  /** Iterations in one context; 0 for no limit. */
  readonly recycleAfter: number;
  readonly commandTimeoutMs: number;
  readonly stop: AbortSignal;
}

/**
 * Gives a user a fresh browser context after a number of iterations, for sites whose pages accumulate memory. Cookies and
 * storage are kept, so it remains the same visitor, unless its iterations are isolated. It happens between iterations.
 */
export class ContextRecycling {
  readonly #ports: RecyclingPorts;
  #iterations = 0;
  #after: ContextAfter = "kept";

  constructor(ports: RecyclingPorts) {
    this.#ports = ports;
  }

  /** Counts an iteration in the current context. */
  iterationEnded(after: ContextAfter = "kept"): void {
    this.#iterations += 1;
    if (after === "spent" || this.#after === "kept") this.#after = after;
  }

  /** Starts to count anew, in a new context. */
  begin(): void {
    this.#iterations = 0;
    this.#after = "kept";
  }

  get isDue(): boolean {
    return this.#after === "spent" || this.#isOld;
  }

  /** The scenario itself has asked for another context, and it is not due otherwise. */
  get isOnlySpent(): boolean {
    return this.#after === "spent" && !this.#isOld;
  }

  get #isOld(): boolean {
    const { recycleAfter } = this.#ports;
    return recycleAfter > 0 && this.#iterations >= recycleAfter;
  }

  /**
   * Closes the context and opens another with the same storage, unless the next iteration begins without it. Rejects when it cannot
   * be opened.
   */
  async renew(old: UserContext): Promise<UserContext> {
    const { contexts, userId, stop } = this.#ports;
    if (this.#after !== "kept") {
      // Hooks do not run again for a context that is only spent, so what they have opened stays.
      await contexts.close(old, { keepsFurther: this.isOnlySpent });
      return contexts.open(userId, stop);
    }
    // A page that does not answer loses its storage: a fresh context is better than none.
    const state = await old.page.storageState(this.#options()).catch(() => undefined);
    await contexts.close(old);
    const fresh = await contexts.open(userId, stop);
    // Also if it is empty: the fresh context may have begun with the storage that the options give.
    if (state !== undefined) await fresh.page.restoreStorageState(state, this.#options()).catch(() => {});
    return fresh;
  }

  #options(): OperationOptions {
    const { commandTimeoutMs, stop } = this.#ports;
    return { timeoutMs: commandTimeoutMs, signal: stop };
  }
}
