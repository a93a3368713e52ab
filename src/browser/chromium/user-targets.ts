import type { Protocol } from "devtools-protocol";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** Receives the other targets of a user's context; each is paused until it is told to run. */
interface TargetListener {
  /** A shared or service worker. */
  worker(session: ProtocolSession, type: string): void;
  /** A page opened by another page. */
  popup(session: ProtocolSession): void;
}

interface WindowSize {
  readonly width: number;
  readonly height: number;
}

/** Hands the targets of each context to its user: the first page is the user's own, the rest are its popups and workers. */
export class UserTargets {
  readonly #root: ProtocolSession;
  /** Contexts whose page is awaited. */
  readonly #awaited = new Map<string, (session: ProtocolSession) => void>();
  readonly #listeners = new Map<string, TargetListener>();

  constructor(root: ProtocolSession) {
    this.#root = root;
    root.on("Target.attachedToTarget", (event) => this.#onAttached(event));
  }

  /** Attaches to all pages, and to workers that outlive them. */
  async watch(): Promise<void> {
    const filter = ["page", "shared_worker", "service_worker"].map((type) => ({ type }));
    // Targets must be paused: otherwise `window.open` never returns in the page that calls it.
    const options = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter };
    await this.#root.send("Target.setAutoAttach", options);
  }

  /** Opens a page without an opener, paused until it is told to run. Only the context's first page can have a size. */
  async open(
    browserContextId: string,
    size?: WindowSize,
  ): Promise<{ readonly session: ProtocolSession; readonly targetId: string }> {
    const attached = new Promise<ProtocolSession>((resolve) => this.#awaited.set(browserContextId, resolve));
    try {
      const { targetId } = await this.#root.send("Target.createTarget", { url: "about:blank", browserContextId, ...size });
      return { session: await attached, targetId };
    } finally {
      this.#awaited.delete(browserContextId);
    }
  }

  /** Hands all further targets of this context to the listener. */
  follow(browserContextId: string, listener: TargetListener): void {
    this.#listeners.set(browserContextId, listener);
  }

  /** The context is gone. */
  forget(browserContextId: string): void {
    this.#listeners.delete(browserContextId);
  }

  #onAttached({ sessionId, targetInfo }: Protocol.Target.AttachedToTargetEvent): void {
    const { browserContextId = "", targetId, type, openerId } = targetInfo;
    const session = this.#root.child(sessionId);
    const listener = this.#listeners.get(browserContextId);
    const resolve = this.#awaited.get(browserContextId);
    if (type !== "page") {
      if (listener === undefined) run(session);
      else listener.worker(session, type);
    } else if (resolve !== undefined && openerId === undefined) {
      this.#awaited.delete(browserContextId);
      resolve(session);
    } else if (listener !== undefined) listener.popup(session);
    else {
      // It has to run, or `window.open` would not return, so its requests are blocked before it is closed.
      session.send("Fetch.enable").catch(() => {});
      run(session);
      this.#root.send("Target.closeTarget", { targetId }).catch(() => {});
    }
  }
}

function run(session: ProtocolSession): void {
  session.send("Runtime.runIfWaitingForDebugger").catch(() => {});
}
