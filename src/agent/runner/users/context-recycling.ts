import type { OperationOptions, StorageState } from "../../../scenario/page-port.js";
import type { UserContext, UserContexts } from "./user-contexts.js";

/** What recycling needs of the user's loop. */
export interface RecyclingPorts {
  readonly contexts: UserContexts;
  readonly userId: number;
  /** Iterations in one context; 0 for ever. */
  readonly recycleAfter: number;
  readonly commandTimeoutMs: number;
  readonly stop: AbortSignal;
}

/**
 * Gives a user a fresh browser context after so many iterations, for pages that pile up memory however often they are
 * loaded. The user stays the person that it was: cookies and storage go with it. All of it happens between iterations.
 */
export class ContextRecycling {
  readonly #ports: RecyclingPorts;
  #iterations = 0;

  constructor(ports: RecyclingPorts) {
    this.#ports = ports;
  }

  /** An iteration has ended in the present context. */
  iterationEnded(): void {
    this.#iterations += 1;
  }

  /** The user has another context, for whatever reason. */
  begin(): void {
    this.#iterations = 0;
  }

  get isDue(): boolean {
    const { recycleAfter } = this.#ports;
    return recycleAfter > 0 && this.#iterations >= recycleAfter;
  }

  /** Closes the context and opens another with the same storage; rejects as opening does. */
  async renew(old: UserContext): Promise<UserContext> {
    const { contexts, userId, stop } = this.#ports;
    // A page that does not answer keeps what it has: it is on its way out.
    const state = await old.page.storageState(this.#options()).catch(() => undefined);
    await contexts.close(old);
    const fresh = await contexts.open(userId, stop);
    if (state !== undefined && !isEmpty(state)) await fresh.page.restoreStorageState(state, this.#options()).catch(() => {});
    return fresh;
  }

  #options(): OperationOptions {
    const { commandTimeoutMs, stop } = this.#ports;
    return { timeoutMs: commandTimeoutMs, signal: stop };
  }
}

function isEmpty({ cookies, origins }: StorageState): boolean {
  return cookies.length === 0 && origins.length === 0;
}
