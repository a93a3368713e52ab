import type { Protocol } from "devtools-protocol";
import type { Bounds } from "../page-operations.js";
import type { StopSignal } from "../stop-signal.js";
import { type Chord, type Key, MODIFIER_BITS, parseChord } from "./key-names.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** A point on the page, in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

type MouseEvent = Protocol.Input.DispatchMouseEventRequest;

/** The left button while it is down; `PointerEvent.pressure` of a mouse is 0.5 then. */
const HELD = { button: "left", buttons: 1, force: 0.5 } as const;

/** A backstop: operations end earlier. */
const INPUT_TIMEOUT_MS = 60_000;

/** Mouse and keyboard. The events of one action are sent without waiting in between; they keep their order. */
export class PageInput {
  readonly #session: ProtocolSession;

  constructor(session: ProtocolSession) {
    this.#session = session;
  }

  async click(point: Point, bounds: Bounds): Promise<void> {
    await Promise.all([this.move(point, bounds), this.press(point, bounds), this.release(point, bounds)]);
  }

  /** `dragging` holds the left button. */
  move({ x, y }: Point, bounds: Bounds, { dragging = false } = {}): Promise<void> {
    return this.#mouse({ type: "mouseMoved", x, y, ...(dragging ? HELD : { button: "none", buttons: 0 }) }, bounds);
  }

  press({ x, y }: Point, bounds: Bounds): Promise<void> {
    return this.#mouse({ type: "mousePressed", x, y, ...HELD, clickCount: 1 }, bounds);
  }

  release({ x, y }: Point, bounds: Bounds): Promise<void> {
    return this.#mouse({ type: "mouseReleased", x, y, button: "left", buttons: 0, clickCount: 1 }, bounds);
  }

  /** A key or chord by Playwright's name. */
  async chord(name: string, bounds: Bounds): Promise<void> {
    await Promise.all(chordEvents(parseChord(name)).map((event) => this.#key(event, bounds)));
  }

  /** Inserts text like an input method, without key events. */
  async insertText(text: string, bounds: Bounds): Promise<void> {
    await this.#session.request(optionsOf(bounds), "Input.insertText", { text });
  }

  async #mouse(event: MouseEvent, bounds: Bounds): Promise<void> {
    await this.#session.request(optionsOf(bounds), "Input.dispatchMouseEvent", event);
  }

  async #key(event: Protocol.Input.DispatchKeyEventRequest, bounds: Bounds): Promise<void> {
    await this.#session.request(optionsOf(bounds), "Input.dispatchKeyEvent", event);
  }
}

/** An operation that has ended sends no more input. */
function optionsOf({ over }: Bounds): { readonly timeoutMs: number; readonly signals: readonly StopSignal[] } {
  return { timeoutMs: INPUT_TIMEOUT_MS, signals: [over] };
}

function chordEvents({ modifiers, key }: Chord): Protocol.Input.DispatchKeyEventRequest[] {
  const events: Protocol.Input.DispatchKeyEventRequest[] = [];
  let held = 0;
  const down = (one: Key) => {
    held |= MODIFIER_BITS[one.key] ?? 0;
    events.push({ type: one.text === undefined ? "rawKeyDown" : "keyDown", modifiers: held, ...typed(one), ...identity(one) });
  };
  const up = (one: Key) => {
    held &= ~(MODIFIER_BITS[one.key] ?? 0);
    events.push({ type: "keyUp", modifiers: held, ...identity(one) });
  };
  for (const modifier of modifiers) down(modifier);
  down(key);
  up(key);
  for (const modifier of [...modifiers].reverse()) up(modifier);
  return events;
}

function typed({ text }: Key): { readonly text?: string; readonly unmodifiedText?: string } {
  return text === undefined ? {} : { text, unmodifiedText: text };
}

function identity({ key, code, keyCode, location = 0 }: Key) {
  return { key, code, windowsVirtualKeyCode: keyCode, location, isKeypad: location === 3 };
}
