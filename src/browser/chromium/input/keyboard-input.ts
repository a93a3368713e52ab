import type { Protocol } from "devtools-protocol";
import type { Clock } from "../../../base/clock.js";
import type { KeyboardModifier } from "../../../scenario/ports/pointer.js";
import type { Bounds } from "../../page-operations.js";
import { pause } from "../../pause.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import { inputOptions } from "./input-options.js";
import { hasKey, type Key, keysOfChord, keyWith, MODIFIER_BITS, modifierNamed } from "./key-names.js";

/** How keys are pressed. */
interface KeyPress {
  readonly bounds: Bounds;
  /** How long each is held. */
  readonly delayMs: number;
}

/** The events of the keyboard, and the keys that are held. The events of one action are sent in order, without waiting in between. */
export class KeyboardInput {
  readonly #session: ProtocolSession;
  readonly #clock: Clock;
  /** Names of the held keys by their codes, in the order in which they were pressed. */
  readonly #held = new Map<string, string>();
  readonly #modifiers = new Set<string>();

  constructor(session: ProtocolSession, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
  }

  /** The held modifiers in the protocol's bit mask. */
  get modifierBits(): number {
    let bits = 0;
    for (const name of this.#modifiers) bits |= MODIFIER_BITS[name] ?? 0;
    return bits;
  }

  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  async down(name: string, bounds?: Bounds): Promise<void> {
    const key = keyWith(name, this.#modifiers);
    const autoRepeat = this.#held.has(key.code);
    this.#held.set(key.code, name);
    if (key.key in MODIFIER_BITS) this.#modifiers.add(key.key);
    const type = key.text === undefined ? "rawKeyDown" : "keyDown";
    await this.#send({ type, ...typed(key), ...identity(key), autoRepeat }, bounds);
  }

  async up(name: string, bounds?: Bounds): Promise<void> {
    const key = keyWith(name, this.#modifiers);
    this.#modifiers.delete(key.key);
    this.#held.delete(key.code);
    await this.#send({ type: "keyUp", ...identity(key) }, bounds);
  }

  /** A key or chord by Playwright's name. */
  async press(chord: string, { bounds, delayMs }: KeyPress): Promise<void> {
    const names = keysOfChord(chord);
    try {
      const pressed = Promise.all(names.map((name) => this.down(name, bounds)));
      if (delayMs > 0) await pressed.then(() => pause(this.#clock, delayMs, bounds));
      await Promise.all([pressed, ...names.toReversed().map((name) => this.up(name, bounds))]);
    } catch (error) {
      this.#letGo(names);
      throw error;
    }
  }

  /** Presses a key for each character; characters without a key are inserted. */
  async type(text: string, press: KeyPress): Promise<void> {
    const { bounds, delayMs } = press;
    for (const character of text) {
      if (hasKey(character)) await this.press(character, press);
      else {
        if (delayMs > 0) await pause(this.#clock, delayMs, bounds);
        await this.insertText(character, bounds);
      }
    }
  }

  /** Inserts text like an input method, without key events. */
  async insertText(text: string, bounds: Bounds): Promise<void> {
    await this.#session.request(inputOptions(bounds), "Input.insertText", { text });
  }

  /** Performs the action while exactly these modifiers are held; then those are held that were before. */
  async holding<T>(wanted: readonly KeyboardModifier[] | undefined, bounds: Bounds, act: () => Promise<T>): Promise<T> {
    if (wanted === undefined) return act();
    const before = new Set(this.#modifiers);
    try {
      await this.#hold(new Set(wanted.map(modifierNamed)), bounds);
      const result = await act();
      await this.#hold(before, bounds);
      return result;
    } catch (error) {
      this.#hold(before).catch(() => {});
      throw error;
    }
  }

  /** Releases all keys that are held, the last one first. */
  async release(bounds: Bounds): Promise<void> {
    await Promise.all([...this.#held.values()].toReversed().map((name) => this.up(name, bounds)));
  }

  async #hold(wanted: ReadonlySet<string>, bounds?: Bounds): Promise<void> {
    const changed = Object.keys(MODIFIER_BITS).filter((name) => wanted.has(name) !== this.#modifiers.has(name));
    await Promise.all(changed.map((name) => (wanted.has(name) ? this.down(name, bounds) : this.up(name, bounds))));
  }

  /** Releases what an action that failed still holds. */
  #letGo(names: readonly string[]): void {
    const held = new Set(this.#held.values());
    for (const name of names.toReversed()) if (held.has(name)) this.up(name).catch(() => {});
  }

  async #send(event: Protocol.Input.DispatchKeyEventRequest, bounds: Bounds | undefined): Promise<void> {
    await this.#session.request(inputOptions(bounds), "Input.dispatchKeyEvent", { ...event, modifiers: this.modifierBits });
  }
}

function typed({ text }: Key): { readonly text?: string; readonly unmodifiedText?: string } {
  return text === undefined ? {} : { text, unmodifiedText: text };
}

function identity({ key, code, keyCode, location = 0 }: Key) {
  return { key, code, windowsVirtualKeyCode: keyCode, location, isKeypad: location === 3 };
}
