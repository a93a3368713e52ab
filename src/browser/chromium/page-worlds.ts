import { type StopSignal, StopSource } from "../stop-signal.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** Name of the isolated world in which the helper runs, in each document. */
export const HELPER_WORLD = "liveload";

/** The helper's world in one document. */
export interface DocumentWorld {
  /** The session of the page, or of the cross-site frame that the document is in. */
  readonly session: ProtocolSession;
  readonly uniqueId: string;
  /** Unique in its session. */
  readonly contextId: number;
  readonly frameId: string;
  readonly origin: string;
  /** Aborted when the document is gone. */
  readonly left: StopSignal;
}

/** The helper's worlds in all documents of a user's pages and their frames, in whatever process. */
export class PageWorlds {
  readonly #worlds = new Map<string, DocumentWorld & { readonly leave: () => void }>();
  readonly #listeners = new Set<() => void>();

  /** Calls the listener whenever there is a new world, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The world of this frame's document. */
  of(frameId: string): DocumentWorld | undefined {
    // A frame that navigates to another site is in two processes for a moment; the newer one has the document that it shows.
    let last: DocumentWorld | undefined;
    for (const world of this.#worlds.values()) if (world.frameId === frameId) last = world;
    return last;
  }

  /** The worlds of all documents. */
  get all(): readonly DocumentWorld[] {
    return [...this.#worlds.values()];
  }

  /** One world for each origin that the page shows now. */
  get byOrigin(): ReadonlyMap<string, DocumentWorld> {
    const worlds = new Map<string, DocumentWorld>();
    for (const world of this.#worlds.values()) {
      if (!/^(|null|:\/\/)$/.test(world.origin) && !worlds.has(world.origin)) worlds.set(world.origin, world);
    }
    return worlds;
  }

  /** For a document that was found to be gone before the browser reported it. */
  forget({ uniqueId }: DocumentWorld): void {
    this.#worlds.get(uniqueId)?.leave();
    this.#worlds.delete(uniqueId);
  }

  /** Follows the documents of the page, or of a cross-site frame. */
  follow(session: ProtocolSession): void {
    session.on("Runtime.executionContextCreated", ({ context: { id: contextId, uniqueId, name, origin, auxData } }) => {
      if (name !== HELPER_WORLD) return;
      const left = new StopSource();
      const { frameId } = auxData as { readonly frameId: string };
      const leave = () => left.abort();
      this.#worlds.set(uniqueId, { session, uniqueId, contextId, frameId, origin, left, leave });
      for (const listener of this.#listeners) listener();
    });
    session.on("Runtime.executionContextDestroyed", ({ executionContextUniqueId }) => {
      this.#worlds.get(executionContextUniqueId)?.leave();
      this.#worlds.delete(executionContextUniqueId);
    });
    const forgetAll = () => {
      for (const world of [...this.#worlds.values()]) if (world.session === session) this.forget(world);
    };
    session.on("Runtime.executionContextsCleared", forgetAll);
    session.on("Inspector.targetCrashed", forgetAll);
    session.onGone(forgetAll);
  }
}
