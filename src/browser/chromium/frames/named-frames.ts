import { PageOperationError } from "../../../scenario/page-port.js";
import { evaluatedValue, isDocumentGone } from "../../page-evaluation.js";
import type { Bounds } from "../../page-operations.js";
import { commandOptions } from "../bounded-commands.js";
import type { PageDocuments } from "../navigation/page-documents.js";
import type { DocumentWorld } from "../page-worlds.js";
import type { FrameTree } from "./frame-tree.js";

/** The parts of selectors that enter a frame by its id, see `frameSelector`. */
const BY_ID = /internal:frame="(\w+)/g;

/** Tells the helper of a document which elements hold the frames that a selector names by their ids. */
export class NamedFrames {
  readonly #documents: PageDocuments;
  readonly #frames: FrameTree;
  readonly #named = new WeakMap<DocumentWorld, Set<string>>();

  constructor(documents: PageDocuments, frames: FrameTree) {
    this.#documents = documents;
    this.#frames = frames;
  }

  /** Resolves when the selector can be used. */
  async prepare(selector: string, bounds: Bounds): Promise<void> {
    for (const [, id = ""] of selector.matchAll(BY_ID)) await this.#name(id, bounds);
  }

  async #name(id: string, bounds: Bounds): Promise<void> {
    for (;;) {
      const parent = this.#frames.byId(id)?.parent;
      if (parent === undefined) throw detached();
      const world = await this.#documents.world(bounds.over, parent.id);
      const named = this.#named.get(world) ?? new Set();
      if (named.has(id)) return;
      try {
        await tell(world, id, bounds);
        this.#named.set(world, named.add(id));
        return;
      } catch (error) {
        if (bounds.over.aborted) throw error;
        if (!world.left.aborted && !isDocumentGone(error)) throw detached(error);
        this.#documents.worlds.forget(world);
      }
    }
  }
}

async function tell({ session, contextId, left }: DocumentWorld, id: string, bounds: Bounds): Promise<void> {
  const options = { ...commandOptions(bounds), signals: [left, bounds.over] };
  const { backendNodeId } = await session.request(options, "DOM.getFrameOwner", { frameId: id });
  const { object } = await session.request(options, "DOM.resolveNode", { backendNodeId, executionContextId: contextId });
  const { objectId } = object;
  if (objectId === undefined) throw new Error("the frame has no element");
  const functionDeclaration = "function (id) { (globalThis.liveloadFrames ??= new Map()).set(id, this); }";
  const call = { objectId, functionDeclaration, arguments: [{ value: id }], silent: true };
  evaluatedValue(await session.request(options, "Runtime.callFunctionOn", call));
  session.send("Runtime.releaseObject", { objectId }).catch(() => {});
}

function detached(cause?: unknown): PageOperationError {
  return new PageOperationError("invalid", "Frame was detached", { cause });
}
