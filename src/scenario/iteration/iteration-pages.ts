import { AsyncLocalStorage } from "node:async_hooks";
import type { PagePort } from "../page-port.js";
import { FurtherContexts } from "./further-contexts.js";
import type { IterationPorts } from "./iteration-ports.js";

/** The page of a step that runs beside others, which may act on other pages. */
const ownPages = new AsyncLocalStorage<PagePort>();

/** The page that an iteration's steps act on: the user's own page, or a popup while a group of steps acts there. */
export class IterationPages {
  readonly own: PagePort;
  /** Contexts beside the one of the user's own page. */
  readonly contexts: FurtherContexts;
  #current: PagePort;
  #failed: PagePort | undefined;

  constructor({ page, openContext }: Pick<IterationPorts, "page" | "openContext">) {
    this.own = page;
    this.#current = page;
    this.contexts = new FurtherContexts(openContext);
  }

  get current(): PagePort {
    return ownPages.getStore() ?? this.#current;
  }

  /** Acts on a page that is this code's own, whatever other code of the iteration acts on meanwhile. */
  beside<T>(page: PagePort, act: () => T): T {
    return ownPages.run(page, act);
  }

  /** Closes what the iteration has opened: popups, and contexts that are not kept. */
  async closeOpened(popupsMs: number): Promise<void> {
    await Promise.all([this.own.windows.closeAll(popupsMs), this.contexts.end()]);
  }

  /** A step has failed on the current page. */
  failedHere(): void {
    this.#failed = this.current;
  }

  /** The page of the step that failed last or, without one, the current page. */
  get failed(): PagePort {
    return this.#failed ?? this.#current;
  }

  /** Acts on another page until the function's promise has settled. Steps run one after the other, so no other step is affected. */
  async during<T>(page: PagePort, act: () => Promise<T>): Promise<T> {
    const before = this.#current;
    this.#current = page;
    try {
      return await act();
    } finally {
      this.#current = before;
    }
  }
}
