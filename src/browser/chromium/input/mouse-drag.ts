import type { Protocol } from "devtools-protocol";
import type { Bounds } from "../../page-operations.js";
import type { PageDocuments } from "../navigation/page-documents.js";
import type { PageHelper } from "../page-helper.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import { inputOptions } from "./input-options.js";
import type { KeyboardInput } from "./keyboard-input.js";
import type { Point } from "./point.js";

interface DragParts {
  readonly session: ProtocolSession;
  readonly documents: PageDocuments;
  readonly helper: PageHelper;
  readonly keyboard: KeyboardInput;
}

/**
 * Drags that the mouse starts. Without a window the system cannot perform them: they are intercepted, and continued by events of
 * the protocol.
 */
export class MouseDrag {
  readonly #parts: DragParts;
  /** The data of the drag that is under way. */
  #data: Protocol.Input.DragData | undefined;
  /** Called with the data of a drag that a move starts. */
  #onStart: ((data: Protocol.Input.DragData) => void) | undefined;
  /** Called when a drag was cancelled, and the button released. */
  #onCancel = () => {};

  constructor(parts: DragParts) {
    this.#parts = parts;
    parts.session.on("Input.dragIntercepted", ({ data }) => {
      this.#data = data;
      if (this.#onStart === undefined) this.cancel();
      else this.#onStart(data);
    });
  }

  get isUnderWay(): boolean {
    return this.#data !== undefined;
  }

  whenCancelled(listener: () => void): void {
    this.#onCancel = listener;
  }

  /** Performs a move with the left button down: it may start a drag, or go on with one. */
  async move(to: Point, bounds: Bounds, act: () => Promise<void>): Promise<void> {
    if (this.isUnderWay) return this.#dispatch("dragOver", to, bounds);
    const { session } = this.#parts;
    const started = new Promise<Protocol.Input.DragData>((resolve) => {
      this.#onStart = resolve;
    });
    try {
      const intercepting = session.request(inputOptions(bounds), "Input.setInterceptDrags", { enabled: true });
      await Promise.all([intercepting, this.#inAllDocuments("watchDrag", bounds)]);
      await act();
      const answers = await this.#inAllDocuments("dragStart", bounds);
      if (answers.includes(true)) await started;
      session.send("Input.setInterceptDrags", { enabled: false }).catch(() => {});
    } catch (error) {
      // The mouse events may still start a drag, so drags stay intercepted.
      this.cancel();
      throw error;
    } finally {
      this.#onStart = undefined;
    }
    if (this.isUnderWay) await this.#dispatch("dragEnter", to, bounds);
  }

  async drop(at: Point, bounds: Bounds | undefined): Promise<void> {
    await this.#dispatch("drop", at, bounds);
    this.#data = undefined;
  }

  /** Cancels the drag if one is under way, as it would swallow all further mouse and keyboard events. */
  cancel(): void {
    const data = this.#data;
    this.#data = undefined;
    if (data === undefined) return;
    const { session } = this.#parts;
    for (const type of ["dragEnter", "dragCancel"] as const) {
      session.send("Input.dispatchDragEvent", { type, x: 0, y: 0, data }).catch(() => {});
    }
    const release = { type: "mouseReleased", x: 0, y: 0, button: "left", buttons: 0, clickCount: 1 } as const;
    session.send("Input.dispatchMouseEvent", release).catch(() => {});
    this.#onCancel();
  }

  async #dispatch(type: "dragEnter" | "dragOver" | "drop", { x, y }: Point, bounds: Bounds | undefined): Promise<void> {
    const { session, keyboard } = this.#parts;
    if (this.#data === undefined) return;
    const event = { type, x, y, data: this.#data, modifiers: keyboard.modifierBits };
    try {
      await session.request(inputOptions(bounds), "Input.dispatchDragEvent", event);
    } catch (error) {
      this.cancel();
      throw error;
    }
  }

  #inAllDocuments(name: "watchDrag" | "dragStart", bounds: Bounds): Promise<readonly (boolean | null | undefined)[]> {
    const { documents, helper } = this.#parts;
    return Promise.all(documents.worlds.all.map((world) => helper.askThere(name, bounds, world)));
  }
}
