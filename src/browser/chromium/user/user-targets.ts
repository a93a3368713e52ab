import type { Protocol } from "devtools-protocol";
import type { ProtocolSession, Rewriting } from "../protocol/protocol-session.js";

/** Receives the other targets of a user's context; each is paused until it is told to run. */
interface TargetListener {
  /** A shared or service worker. */
  worker(session: ProtocolSession, type: string): void;
  /** A page opened by another page. */
  popup(target: PageTarget): void;
}

/** A page, and the session that drives it. */
export interface PageTarget {
  readonly session: ProtocolSession;
  readonly targetId: string;
}

interface WindowSize {
  readonly width: number;
  readonly height: number;
}

/** Pages of one context that are being opened. */
interface Openings {
  count: number;
  /** Pages without an opener that came meanwhile, by target. The browser reports a page before it tells its id. */
  readonly came: Map<string, PageTarget>;
  /** Pages that are known by their id, and have not come yet. */
  readonly claimed: Map<string, (target: PageTarget) => void>;
}

/** Hands the targets of each context to its user: the pages that it opens itself, its popups and its workers. */
export class UserTargets {
  readonly #root: ProtocolSession;
  /** By context. */
  readonly #openings = new Map<string, Openings>();
  readonly #listeners = new Map<string, TargetListener>();
  readonly #rewritings = new Map<string, Rewriting>();

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
  async open(browserContextId: string, size?: WindowSize): Promise<PageTarget> {
    const openings: Openings = this.#openings.get(browserContextId) ?? { count: 0, came: new Map(), claimed: new Map() };
    this.#openings.set(browserContextId, openings);
    openings.count++;
    try {
      const { targetId } = await this.#root.send("Target.createTarget", { url: "about:blank", browserContextId, ...size });
      const own = openings.came.get(targetId);
      openings.came.delete(targetId);
      return own ?? (await new Promise<PageTarget>((resolve) => openings.claimed.set(targetId, resolve)));
    } finally {
      openings.count--;
      if (openings.count === 0) {
        this.#openings.delete(browserContextId);
        // Nobody asked for these: they are popups that hide their opener.
        for (const target of openings.came.values()) this.#popup(browserContextId, target);
      }
    }
  }

  /** Changes what all targets of this context tell. */
  rewrite(browserContextId: string, rewriting: Rewriting): void {
    this.#rewritings.set(browserContextId, rewriting);
  }

  /** Hands all further targets of this context to the listener. */
  follow(browserContextId: string, listener: TargetListener): void {
    this.#listeners.set(browserContextId, listener);
  }

  /** The context is gone. */
  forget(browserContextId: string): void {
    this.#listeners.delete(browserContextId);
    this.#rewritings.delete(browserContextId);
  }

  #onAttached({ sessionId, targetInfo }: Protocol.Target.AttachedToTargetEvent): void {
    const { browserContextId = "", targetId, type, openerId } = targetInfo;
    const session = this.#root.child(sessionId);
    session.rewriting = this.#rewritings.get(browserContextId);
    const listener = this.#listeners.get(browserContextId);
    const openings = this.#openings.get(browserContextId);
    const target = { session, targetId };
    if (type !== "page") {
      if (listener === undefined) run(session);
      else listener.worker(session, type);
    } else if (openings === undefined || openerId !== undefined) this.#popup(browserContextId, target);
    else {
      const claim = openings.claimed.get(targetId);
      if (claim === undefined) openings.came.set(targetId, target);
      else {
        openings.claimed.delete(targetId);
        claim(target);
      }
    }
  }

  #popup(browserContextId: string, target: PageTarget): void {
    const listener = this.#listeners.get(browserContextId);
    if (listener !== undefined) {
      listener.popup(target);
      return;
    }
    const { session, targetId } = target;
    // It has to run, or `window.open` would not return, so its requests are blocked before it is closed.
    session.send("Fetch.enable").catch(() => {});
    run(session);
    this.#root.send("Target.closeTarget", { targetId }).catch(() => {});
  }
}

function run(session: ProtocolSession): void {
  session.send("Runtime.runIfWaitingForDebugger").catch(() => {});
}
