import type { Protocol } from "devtools-protocol";
import type { Clock } from "../../../base/clock.js";
import type { MouseButton } from "../../../scenario/ports/pointer.js";
import type { Bounds } from "../../page-operations.js";
import { pause } from "../../pause.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import { inputOptions } from "./input-options.js";
import type { KeyboardInput } from "./keyboard-input.js";
import type { MouseDrag } from "./mouse-drag.js";
import type { Point } from "./point.js";

/** Which press of a button it is. */
interface Press {
  readonly button?: MouseButton | undefined;
  readonly clickCount?: number | undefined;
}

interface MouseParts {
  readonly session: ProtocolSession;
  readonly keyboard: KeyboardInput;
  readonly drag: MouseDrag;
  readonly clock: Clock;
}

const BUTTON_BITS: Readonly<Record<MouseButton, number>> = { left: 1, right: 2, middle: 4 };

/** Where a released mouse does not click anything. */
const OUTSIDE: Point = { x: -1, y: -1 };

/** The events of the mouse, its position and the buttons that are down. The events of a click are sent without waiting in between. */
export class MouseInput {
  readonly #session: ProtocolSession;
  readonly #keyboard: KeyboardInput;
  readonly #drag: MouseDrag;
  readonly #clock: Clock;
  readonly #buttons = new Set<MouseButton>();
  #at: Point = { x: 0, y: 0 };
  /** The button that was pressed last, until it is released. */
  #pressed: MouseButton | "none" = "none";

  constructor({ session, keyboard, drag, clock }: MouseParts) {
    this.#session = session;
    this.#keyboard = keyboard;
    this.#drag = drag;
    this.#clock = clock;
    drag.whenCancelled(() => {
      this.#buttons.delete("left");
      this.#pressed = "none";
    });
  }

  get isHolding(): boolean {
    return this.#buttons.size > 0;
  }

  /** Moves in equal steps. With the left button down, this may start a drag, or go on with one. */
  async move(to: Point, bounds: Bounds, { steps = 1 }: { readonly steps?: number | undefined } = {}): Promise<void> {
    const from = this.#at;
    for (let step = 1; step <= steps; step++) {
      const part = step / steps;
      const point = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
      if (this.#pressed !== "left") await this.#moveTo(point, bounds);
      else await this.#drag.move(point, bounds, () => this.#moveTo(point, bounds));
      this.#at = point;
    }
  }

  async down({ button = "left", clickCount = 1 }: Press, bounds?: Bounds): Promise<void> {
    this.#pressed = button;
    this.#buttons.add(button);
    if (this.#drag.isUnderWay) return;
    await this.#send({ type: "mousePressed", ...this.#at, button, clickCount }, bounds);
  }

  async up({ button = "left", clickCount = 1 }: Press, bounds?: Bounds): Promise<void> {
    this.#pressed = "none";
    this.#buttons.delete(button);
    if (this.#drag.isUnderWay) return this.#drag.drop(this.#at, bounds);
    await this.#send({ type: "mouseReleased", ...this.#at, button, clickCount }, bounds);
  }

  async click(at: Point, bounds: Bounds, press: Press & { readonly delayMs?: number | undefined } = {}): Promise<void> {
    const { button = "left", clickCount = 1, delayMs = 0 } = press;
    const sent = [this.#moveTo(at, bounds)];
    this.#at = at;
    try {
      for (let count = 1; count <= clickCount; count++) {
        sent.push(this.down({ button, clickCount: count }, bounds));
        if (delayMs > 0) await Promise.all(sent).then(() => pause(this.#clock, delayMs, bounds));
        sent.push(this.up({ button, clickCount: count }, bounds));
        if (delayMs > 0 && count < clickCount) await pause(this.#clock, delayMs, bounds);
      }
      await Promise.all(sent);
    } catch (error) {
      if (this.#buttons.has(button)) this.up({ button }).catch(() => {});
      throw error;
    }
  }

  /** Turns the wheel; does not wait until the page has scrolled. */
  async wheel({ x, y }: Point, bounds: Bounds): Promise<void> {
    await this.#send({ type: "mouseWheel", ...this.#at, deltaX: x, deltaY: y }, bounds);
  }

  /** Releases all buttons that are down outside of the viewport, where this clicks nothing and drops nothing. */
  async release(bounds: Bounds): Promise<void> {
    if (!this.isHolding) return;
    await this.move(OUTSIDE, bounds);
    for (const button of this.#buttons) await this.up({ button }, bounds);
  }

  #moveTo(point: Point, bounds: Bounds): Promise<void> {
    return this.#send({ type: "mouseMoved", ...point, button: this.#pressed }, bounds);
  }

  async #send(event: Protocol.Input.DispatchMouseEventRequest, bounds: Bounds | undefined): Promise<void> {
    let buttons = 0;
    for (const button of this.#buttons) buttons |= BUTTON_BITS[button];
    // `PointerEvent.pressure` of a mouse is 0.5 while a button is down.
    const force = buttons > 0 ? 0.5 : 0;
    const modifiers = this.#keyboard.modifierBits;
    await this.#session.request(inputOptions(bounds), "Input.dispatchMouseEvent", { ...event, buttons, modifiers, force });
  }
}
