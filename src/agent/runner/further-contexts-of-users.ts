import type { BrowserConnection, BrowserUser, ContextOptions } from "../../browser/connection.js";
import type { OpenedContext } from "../../scenario/iteration/iteration-ports.js";

/** A context, and the launched browser that it belongs to. */
interface FurtherContext {
  readonly user: BrowserUser;
  readonly connection: BrowserConnection;
}

/** The further contexts that users open beside their own. */
export class FurtherContextsOfUsers {
  readonly #close: (context: FurtherContext) => Promise<void>;
  readonly #open = new Map<number, Set<FurtherContext>>();

  /** `close` takes the last measurements of a context and closes it, unless its browser is gone; never rejects. */
  constructor(close: (context: FurtherContext) => Promise<void>) {
    this.#close = close;
  }

  /** Opens one. It is closed with the user's others, if not before. */
  async open(connection: BrowserConnection, options: ContextOptions): Promise<OpenedContext> {
    const { userId } = options;
    const user = await connection.newContext(options);
    const context = { user, connection };
    const ofUser = this.#open.get(userId) ?? new Set();
    this.#open.set(userId, ofUser.add(context));
    const close = async () => {
      if (ofUser.delete(context)) await this.#close(context);
    };
    return { page: user.page, close };
  }

  /** Closes all of a user. */
  async closeOf(userId: number): Promise<void> {
    const ofUser = this.#open.get(userId);
    const open = [...(ofUser ?? [])];
    ofUser?.clear();
    this.#open.delete(userId);
    await Promise.all(open.map((context) => this.#close(context)));
  }
}
