import type { Protocol } from "devtools-protocol";
import type { ProtocolSession } from "./protocol-session.js";

/** Takes the pages that open: the first of each user's context is the user's, all others are closed. */
export class UserTargets {
  readonly #root: ProtocolSession;
  /** Contexts whose page is awaited. */
  readonly #awaited = new Map<string, (session: ProtocolSession) => void>();

  constructor(root: ProtocolSession) {
    this.#root = root;
    root.on("Target.attachedToTarget", (event) => this.#onAttached(event));
  }

  /** Has the browser tell of its pages. */
  async watch(): Promise<void> {
    const filter = [{ type: "page" }];
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

  #onAttached({ sessionId, targetInfo }: Protocol.Target.AttachedToTargetEvent): void {
    const { browserContextId = "", targetId } = targetInfo;
    const resolve = this.#awaited.get(browserContextId);
    this.#awaited.delete(browserContextId);
    const session = this.#root.child(sessionId);
    if (resolve !== undefined) resolve(session);
    else {
      session.send("Runtime.runIfWaitingForDebugger").catch(() => {});
      this.#root.send("Target.closeTarget", { targetId }).catch(() => {});
    }
  }
}
