import type { Protocol } from "devtools-protocol";
import type { ProtocolSession } from "./protocol-session.js";

/** Called with a worker that belongs to a user's context rather than to its page, and its type. */
type OnWorker = (session: ProtocolSession, type: string) => void;

/**
 * Takes what opens in the contexts of users: the first page of each is the user's, all others are closed. Shared workers and
 * service workers are given to their user.
 */
export class UserTargets {
  readonly #root: ProtocolSession;
  /** Contexts whose page is awaited. */
  readonly #awaited = new Map<string, (session: ProtocolSession) => void>();
  readonly #onWorker = new Map<string, OnWorker>();

  constructor(root: ProtocolSession) {
    this.#root = root;
    root.on("Target.attachedToTarget", (event) => this.#onAttached(event));
  }

  /** Has the browser tell of its pages, and of workers that outlive them. */
  async watch(): Promise<void> {
    const filter = ["page", "shared_worker", "service_worker"].map((type) => ({ type }));
    // Paused pages only: where a popup is attached without, `window.open` does not return to the page that calls it.
    const options = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter };
    await this.#root.send("Target.setAutoAttach", options);
  }

  /** Opens the page of a new context; it waits until it is told to run. */
  async open(browserContextId: string): Promise<{ readonly session: ProtocolSession; readonly targetId: string }> {
    const attached = new Promise<ProtocolSession>((resolve) => this.#awaited.set(browserContextId, resolve));
    try {
      const { targetId } = await this.#root.send("Target.createTarget", { url: "about:blank", browserContextId });
      return { session: await attached, targetId };
    } finally {
      this.#awaited.delete(browserContextId);
    }
  }

  /** Who has the workers of this context run; they wait for it. */
  workersOf(browserContextId: string, onWorker: OnWorker): void {
    this.#onWorker.set(browserContextId, onWorker);
  }

  /** The context is gone. */
  forget(browserContextId: string): void {
    this.#onWorker.delete(browserContextId);
  }

  #onAttached({ sessionId, targetInfo }: Protocol.Target.AttachedToTargetEvent): void {
    const { browserContextId = "", targetId, type } = targetInfo;
    const session = this.#root.child(sessionId);
    if (type !== "page") {
      const onWorker = this.#onWorker.get(browserContextId) ?? run;
      onWorker(session, type);
      return;
    }
    const resolve = this.#awaited.get(browserContextId);
    this.#awaited.delete(browserContextId);
    if (resolve !== undefined) resolve(session);
    else {
      // It has to run, or `window.open` does not return; but no server is to be asked for what nobody will see.
      session.send("Fetch.enable").catch(() => {});
      run(session);
      this.#root.send("Target.closeTarget", { targetId }).catch(() => {});
    }
  }
}

function run(session: ProtocolSession): void {
  session.send("Runtime.runIfWaitingForDebugger").catch(() => {});
}
