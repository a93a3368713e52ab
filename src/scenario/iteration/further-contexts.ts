import type { BrowserOptions } from "../browser-options/browser-options.js";
import type { OpenContext, OpenedContext } from "./iteration-ports.js";

/** Something that an iteration closes at its end. */
type Closable = Pick<OpenedContext, "close">;

/** A further context, which may be closed by its iteration. */
export interface FurtherOpened extends OpenedContext {
  readonly isOpen: boolean;
}

/** Isolated contexts that an iteration opens beside the user's own. They end with it, except those that are kept. */
export class FurtherContexts {
  readonly #opens: OpenContext | undefined;
  readonly #open = new Set<Closable>();
  readonly #held = new Set<Closable>();
  #isOver = false;

  constructor(opens: OpenContext | undefined) {
    this.#opens = opens;
  }

  /** Opens a context. Rejects when the browser cannot, and when the iteration is over before it is there. */
  async open(options: BrowserOptions, signal: AbortSignal): Promise<FurtherOpened> {
    if (this.#opens === undefined) throw new Error("users of this browser have one context");
    const opened = await this.#opens(options, signal);
    const further = {
      page: opened.page,
      isOpen: true,
      close: async () => {
        further.isOpen = false;
        this.#open.delete(further);
        this.#held.delete(further);
        await opened.close();
      },
    };
    this.add(further);
    return further;
  }

  /** Adds a context that was opened in another way, so that it ends with the iteration, too. Throws when the iteration is over. */
  add(opened: Closable): void {
    if (this.#isOver) {
      opened.close().catch(() => {});
      throw new Error("the context was opened after its iteration had ended: await it in the test");
    }
    this.#open.add(opened);
  }

  /** This context, or without one those that are open now, last as long as the user's own. */
  keep(opened?: Closable): void {
    if (opened === undefined) this.#open.clear();
    else this.#open.delete(opened);
  }

  /** Those that are open now last as long as the iteration, whatever {@link closeAll} is called for. */
  hold(): void {
    for (const opened of this.#open) this.#held.add(opened);
    this.#open.clear();
  }

  /** Closes those that are open now, and are neither kept nor held; never rejects. */
  async closeAll(): Promise<void> {
    const open = [...this.#open];
    this.#open.clear();
    await Promise.all(open.map((opened) => opened.close().catch(() => {})));
  }

  /** The iteration is over. */
  async end(): Promise<void> {
    this.#isOver = true;
    for (const held of this.#held) this.#open.add(held);
    this.#held.clear();
    await this.closeAll();
  }
}
