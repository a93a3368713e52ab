import type { Protocol } from "devtools-protocol";
import { readableSelector } from "../../base/frame-selector.js";
import { PageOperationError } from "../../scenario/page-port.js";
import type { Bounds } from "../page-operations.js";
import type { PointerAction, PointerOutcome, PointerTarget } from "./helper-wire.js";
import type { PageDocuments } from "./page-documents.js";
import type { PageHelper } from "./page-helper.js";
import type { PageInput, Point } from "./page-input.js";
import type { DocumentWorld } from "./page-worlds.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** A pointer action on an element. */
export interface PointerUse {
  readonly selector: string;
  readonly action: PointerAction;
  readonly force: boolean;
  /** The wanted state of a checkbox or radio button. */
  readonly checked?: boolean;
}

interface PointerParts {
  readonly session: ProtocolSession;
  readonly documents: PageDocuments;
  readonly helper: PageHelper;
  readonly input: PageInput;
}

/** Performs pointer actions: waits in the page until the element can receive events, and ensures that no other element does. */
export class PagePointer {
  readonly #session: ProtocolSession;
  readonly #documents: PageDocuments;
  readonly #helper: PageHelper;
  readonly #input: PageInput;
  #drag: ((data: Protocol.Input.DragData) => void) | undefined;
  /** The data of the drag that is under way. */
  #dragged: Protocol.Input.DragData | undefined;

  constructor({ session, documents, helper, input }: PointerParts) {
    this.#session = session;
    this.#documents = documents;
    this.#helper = helper;
    this.#input = input;
    session.on("Input.dragIntercepted", ({ data }) => {
      this.#dragged = data;
      if (this.#drag === undefined) this.#cancelDrag();
      else this.#drag(data);
    });
  }

  /** Resolves after any navigation that it causes, to whether the element was waiting for LiveView's reply. */
  async click(
    selector: string,
    bounds: Bounds,
    { force, checked }: { readonly force: boolean; readonly checked?: boolean },
  ): Promise<boolean> {
    const use: PointerUse = { selector, action: "click", force, ...(checked === undefined ? {} : { checked }) };
    const { target, outcome } = await this.#use(use, bounds, (point) => this.#input.click(point, bounds));
    await this.#documents.settled(bounds.over);
    if (checked !== undefined && !target.already && outcome?.checked === !checked) {
      throw new PageOperationError("invalid", "Clicking the checkbox did not change its state");
    }
    return target.wasHeld;
  }

  async hover(selector: string, bounds: Bounds): Promise<void> {
    await this.#use({ selector, action: "hover", force: false }, bounds, (point) => this.#input.move(point, bounds));
  }

  async dragAndDrop(source: string, target: string, bounds: Bounds): Promise<void> {
    // Without a window the system cannot perform a drag: it is intercepted, and continued by events of the protocol.
    await this.#session.request({ signals: [bounds.over] }, "Input.setInterceptDrags", { enabled: true });
    try {
      const grab: PointerUse = { selector: source, action: "drag", force: false };
      await this.#use(grab, bounds, async (point) => {
        await Promise.all([this.#input.move(point, bounds), this.#input.press(point, bounds)]);
      });
      await this.#drop(target, bounds);
      this.#session.send("Input.setInterceptDrags", { enabled: false }).catch(() => {});
    } catch (error) {
      // The mouse events may still begin a drag, so drags stay intercepted.
      this.#cancelDrag();
      throw error;
    } finally {
      this.#drag = undefined;
    }
    await this.#documents.settled(bounds.over);
  }

  /** A drag that does not end would swallow all further mouse and keyboard events. */
  #cancelDrag(): void {
    const data = this.#dragged;
    this.#dragged = undefined;
    if (data === undefined) return;
    for (const type of ["dragEnter", "dragCancel"] as const) {
      this.#session.send("Input.dispatchDragEvent", { type, x: 0, y: 0, data }).catch(() => {});
    }
    const release = { type: "mouseReleased", x: 0, y: 0, button: "left", buttons: 0, clickCount: 1 } as const;
    this.#session.send("Input.dispatchMouseEvent", release).catch(() => {});
  }

  async #drop(selector: string, bounds: Bounds): Promise<void> {
    // Without a drop target the button stays down, as with Playwright: releasing it here would be a click.
    const request = { selector, action: "drop", force: false } as const;
    const { value: to, world } = await this.#helper.find("pointer", bounds, request);
    const dragged = new Promise<Protocol.Input.DragData>((resolve) => {
      this.#drag = resolve;
    });
    await this.#input.move(to, bounds, { dragging: true });
    const started = await this.#helper.askThere("dragStart", bounds, world);
    if (started !== true) return this.#input.release(to, bounds);
    const data = await dragged;
    const { x, y } = to;
    const drag = (type: "dragEnter" | "drop") =>
      this.#session.request({ signals: [bounds.over] }, "Input.dispatchDragEvent", { type, x, y, data });
    await Promise.all([drag("dragEnter"), drag("drop")]);
    this.#dragged = undefined;
  }

  /** Repeats the action until its events have reached the element, and no other. */
  async #use(
    { selector, action, force, checked }: PointerUse,
    bounds: Bounds,
    act: (point: Point) => Promise<void>,
  ): Promise<{ readonly target: PointerTarget; readonly outcome: PointerOutcome | undefined }> {
    const request = { selector, action, force, ...(checked === undefined ? {} : { checked }) };
    let wasHeld = false;
    for (;;) {
      const { value, world } = await this.#helper.find("pointer", bounds, request);
      wasHeld ||= value.wasHeld;
      const target = { ...value, wasHeld };
      if (target.already) return { target, outcome: undefined };
      if (world.left.aborted) continue;
      await act(target);
      // Answered after the events took effect: a navigation that they started is known before the answer.
      const outcome = await this.#helper.askThere("outcome", bounds, world);
      if (outcome === undefined || (outcome.cover === null && (outcome.reached || this.#isOfPage(world))))
        return { target, outcome };
      if (bounds.left() <= 1) {
        const why = outcome.cover === null ? "they do not reach its frame" : `it is covered by ${outcome.cover}`;
        const what = `${readableSelector(selector)} to receive clicks: ${why}`;
        throw new PageOperationError("timeout", `waited ${Math.round(bounds.timeoutMs)} ms for ${what}`);
      }
    }
  }

  /** Events for a frame in another process get lost until the browser has drawn the frame in its place. */
  #isOfPage(world: DocumentWorld): boolean {
    return world.session === this.#session;
  }
}
