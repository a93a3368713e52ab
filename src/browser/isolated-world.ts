import type { CdpSession } from "./cdp-session.js";

interface World {
  readonly contextId: number;
  readonly frameId: string;
}

/**
 * Worlds of a page's documents in which the page's code has changed nothing, such as a clock that a scenario has replaced: those of
 * LiveLoad's helper, or of Playwright.
 */
export class IsolatedWorlds {
  readonly #worlds: World[] = [];
  static readonly #ofSessions = new WeakMap<CdpSession, IsolatedWorlds>();
  readonly #listeners = new Set<(world: World) => void>();
  #mainFrameId: string | undefined;

  /** Those of a session, which are followed from the first call on. */
  static of(cdp: CdpSession): IsolatedWorlds {
    const known = IsolatedWorlds.#ofSessions.get(cdp);
    if (known !== undefined) return known;
    const worlds = new IsolatedWorlds(cdp);
    IsolatedWorlds.#ofSessions.set(cdp, worlds);
    return worlds;
  }

  private constructor(cdp: CdpSession) {
    cdp.on("Runtime.executionContextCreated", ({ context: { id, auxData } }) => {
      const { type, frameId } = auxData as { readonly type?: string; readonly frameId?: string };
      if (type !== "isolated" || frameId === undefined) return;
      const world = { contextId: id, frameId };
      this.#worlds.push(world);
      for (const listener of this.#listeners) listener(world);
    });
    cdp.on("Runtime.executionContextDestroyed", ({ executionContextId }) => {
      const at = this.#worlds.findIndex(({ contextId }) => contextId === executionContextId);
      if (at >= 0) this.#worlds.splice(at, 1);
    });
    cdp.on("Runtime.executionContextsCleared", () => void this.#worlds.splice(0));
    cdp.on("Page.frameNavigated", ({ frame }) => {
      if (frame.parentId === undefined) this.#mainFrameId = frame.id;
    });
    // Playwright reports a popup when its document is there already: the event above has happened.
    cdp
      .send("Page.getFrameTree")
      .then(({ frameTree }) => {
        if (frameTree.frame.parentId === undefined) this.#mainFrameId ??= frameTree.frame.id;
      })
      .catch(() => {
        // The page is gone.
      });
  }

  /** The context of the page's main document, for an evaluation; nothing, which means the page's own, as long as there is none. */
  get main(): { readonly contextId?: number } {
    const world = this.#worlds.findLast(({ frameId }) => frameId === this.#mainFrameId);
    return world === undefined ? {} : { contextId: world.contextId };
  }

  /** Calls the listener with each new world. */
  onCreated(listener: (world: World) => void): void {
    this.#listeners.add(listener);
  }
}
