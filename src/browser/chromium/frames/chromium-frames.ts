import type { OperationOptions } from "../../../scenario/page-port.js";
import type { FrameListener, PageFrame, PageFrames } from "../../../scenario/ports/frames.js";
import type { PageOperations } from "../../page-operations.js";
import type { PageDocuments } from "../navigation/page-documents.js";
import type { PageHelper } from "../page-helper.js";
import { waitingOperation } from "../waiting-operation.js";
import type { FrameTree } from "./frame-tree.js";

interface FramesParts {
  readonly operations: PageOperations;
  readonly documents: PageDocuments;
  readonly helper: PageHelper;
  readonly frames: FrameTree;
}

/** The frames of one user's page. */
export class ChromiumFrames implements PageFrames {
  readonly #parts: FramesParts;

  constructor(parts: FramesParts) {
    this.#parts = parts;
  }

  get main(): PageFrame {
    return this.#parts.frames.main;
  }

  get all(): readonly PageFrame[] {
    return this.#parts.frames.all;
  }

  byId(id: string): PageFrame | undefined {
    return this.#parts.frames.byId(id);
  }

  listen(listener: FrameListener): () => void {
    return this.#parts.frames.listen(listener);
  }

  ofElement(selector: string, options: OperationOptions): Promise<PageFrame | undefined> {
    return waitingOperation(this.#parts, {
      subject: selector,
      options,
      act: (bounds) =>
        this.#parts.helper.useElements(bounds, { selector, ofAll: false }, async ([element]) => {
          if (element === undefined) return undefined;
          const { session, objectId, options: limits } = element;
          const { frameId } = (await session.request(limits, "DOM.describeNode", { objectId })).node;
          return frameId === undefined ? undefined : this.byId(frameId);
        }),
    });
  }
}
