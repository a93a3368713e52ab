import type { ProtocolSession } from "../chromium/protocol/protocol-session.js";
import { selectorOfParts } from "./locator-parts.js";
import { RECORDER_SOURCE } from "./recorder-source.generated.js";
import { type BarState, type RecordedLocator, type RecorderMessage, readMessage } from "./recorder-wire.js";

/** The isolated world of the recorder, and its binding there. */
const WORLD = "liveload-recorder";
const BINDING = "liveloadRecord";

/** The recorder in one document. */
export interface RecorderDocument {
  readonly session: ProtocolSession;
  readonly contextId: number;
  readonly frameId: string;
}

type OnMessage = (message: RecorderMessage, document: RecorderDocument) => void;

/** The recorders in all documents of a page and its frames. */
export class RecorderDocuments {
  readonly #onMessage: OnMessage;
  /** By frame. */
  readonly #documents = new Map<string, RecorderDocument>();
  readonly #parents = new Map<string, string>();
  /** The last known way to each frame, for what happens while its page goes. */
  readonly #paths = new Map<string, readonly RecordedLocator[]>();

  constructor(onMessage: OnMessage) {
    this.#onMessage = onMessage;
  }

  /** Installs the recorder in all documents of a session: the page's, or a cross-site frame's. */
  async install(session: ProtocolSession): Promise<void> {
    session.on("Page.frameAttached", ({ frameId, parentFrameId }) => void this.#parents.set(frameId, parentFrameId));
    session.on("Runtime.executionContextCreated", ({ context: { id, name, auxData } }) => {
      if (name !== WORLD) return;
      const { frameId } = auxData as { readonly frameId: string };
      this.#documents.set(frameId, { session, contextId: id, frameId });
    });
    session.on("Runtime.executionContextDestroyed", ({ executionContextId: id }) => this.#forget(session, id));
    session.on("Runtime.executionContextsCleared", () => this.#forget(session));
    session.onGone(() => this.#forget(session));
    session.on("Runtime.bindingCalled", ({ name, payload, executionContextId }) => {
      const message = name === BINDING ? readMessage(payload) : undefined;
      const document = [...this.#documents.values()].find(
        (one) => one.session === session && one.contextId === executionContextId,
      );
      if (message !== undefined && document !== undefined) this.#onMessage(message, document);
    });
    await Promise.all([
      session.send("Page.enable"),
      session.send("DOM.enable"),
      session.send("Runtime.enable"),
      session.send("Runtime.addBinding", { name: BINDING, executionContextName: WORLD }),
      session.send("Page.addScriptToEvaluateOnNewDocument", {
        source: RECORDER_SOURCE,
        worldName: WORLD,
        runImmediately: true,
      }),
    ]);
  }

  /** A context is gone, or all of a session. How to get to its frame stays known, for what has just happened there. */
  #forget(session: ProtocolSession, contextId?: number): void {
    for (const [frameId, one] of this.#documents) {
      if (one.session === session && (contextId === undefined || one.contextId === contextId)) this.#documents.delete(frameId);
    }
  }

  /** Shows the state in every document. */
  show(state: BarState): void {
    const expression = `liveloadRecorder.show(${JSON.stringify(state)})`;
    for (const { session, contextId } of this.#documents.values())
      session.send("Runtime.evaluate", { expression, contextId, silent: true }).catch(() => {});
  }

  /** The frames that lead to a document, from the outside; empty for the page's own. */
  async pathTo({ frameId }: RecorderDocument): Promise<readonly RecordedLocator[]> {
    const parentId = this.#parents.get(frameId);
    if (parentId === undefined) return [];
    const parent = this.#documents.get(parentId);
    try {
      if (parent === undefined) throw new Error("the document around the frame is gone");
      const path = [...(await this.pathTo(parent)), await frameLocator(parent, frameId)];
      this.#paths.set(frameId, path);
      return path;
    } catch (error) {
      const known = this.#paths.get(frameId);
      if (known === undefined) throw error;
      return known;
    }
  }
}

/** The locator of a frame's element in the document around it, in one part. */
async function frameLocator({ session, contextId }: RecorderDocument, frameId: string): Promise<RecordedLocator> {
  const { backendNodeId } = await session.send("DOM.getFrameOwner", { frameId });
  const { object } = await session.send("DOM.resolveNode", { backendNodeId, executionContextId: contextId });
  const { result } = await session.send("Runtime.callFunctionOn", {
    objectId: object.objectId ?? "",
    functionDeclaration: "function () { return liveloadRecorder.locatorOf(this); }",
    returnByValue: true,
  });
  const parts = result.value as RecordedLocator;
  return parts.length === 1 ? parts : [{ by: "css", selector: selectorOfParts(parts) }];
}

/** The paths of the files that were chosen last; an empty text where the browser does not tell. */
export async function chosenPaths({ session, contextId }: RecorderDocument): Promise<readonly string[]> {
  const { result } = await session.send("Runtime.evaluate", { expression: "liveloadRecorder.files()", contextId });
  const { result: properties } = await session.send("Runtime.getProperties", {
    objectId: result.objectId ?? "",
    ownProperties: true,
  });
  const files = properties.filter(({ name }) => /^\d+$/.test(name)).map(({ value }) => value?.objectId ?? "");
  return Promise.all(files.map(async (objectId) => (await session.send("DOM.getFileInfo", { objectId })).path));
}
