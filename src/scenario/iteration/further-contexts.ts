import type { BrowserOptions } from "../browser-options/browser-options.js";
import type { OpenContext, OpenedContext } from "./iteration-ports.js";

/** Isolated contexts that an iteration opens beside the user's own. They end with it, except those that are kept. */
export class FurtherContexts {
  readonly #opens: OpenContext | undefined;
  readonly #open = new Set<Pick<OpenedContext, "close">>();
  #isOver = false;

  constructor(opens: OpenContext | undefined) {
    this.#opens = opens;
  }

  /** Opens a context. Rejects when the browser cannot, and when the iteration is over before it is there. */
  async open(options: BrowserOptions, signal: AbortSignal): Promise<OpenedContext> {
    if (this.#opens === undefined) throw new Error("users of this browser have one context");
    const opened = await this.#opens(options, signal);
    this.add(opened);
    return { page: opened.page, close: () => this.#close(opened) };
  }

  /** A context that was opened in another way ends with the iteration, too. Throws when that is over. */
  add(opened: Pick<OpenedContext, "close">): void {
    if (this.#isOver) {
      void opened.close();
      throw new Error("the context was opened after its iteration had ended: await it in the test");
    }
    this.#open.add(opened);
  }

  /** The contexts that are open now last as long as the user's own. */
  keep(): void {
    this.#open.clear();
  }

  /** Closes those that are open now and are not kept; never rejects. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#open].map((opened) => this.#close(opened).catch(() => {})));
  }

  /** The iteration is over. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.closeAll();
  }

  async #close(opened: Pick<OpenedContext, "close">): Promise<void> {
    this.#open.delete(opened);
    await opened.close();
  }
}
