import type { RawProtocol } from "../../../ports/adjustments.js";

type Listener = (params: unknown) => void;

/** Playwright's `CDPSession`, on the session that LiveLoad has with the page. */
export class ProtocolOfPage {
  readonly #protocol: RawProtocol;
  readonly #changed: (undo: () => void) => void;
  readonly #ends = new Map<Listener, () => void>();

  constructor(protocol: RawProtocol, changed: (undo: () => void) => void) {
    this.#protocol = protocol;
    this.#changed = changed;
  }

  send(method: string, params: object = {}): Promise<unknown> {
    return this.#protocol.send(method, params);
  }

  on(event: string, listener: Listener): this {
    this.#ends.set(listener, this.#protocol.on(event, listener));
    this.#changed(() => this.off(event, listener));
    return this;
  }

  once(event: string, listener: Listener): this {
    const once: Listener = (params) => {
      this.off(event, once);
      listener(params);
    };
    return this.on(event, once);
  }

  off(_event: string, listener: Listener): this {
    this.#ends.get(listener)?.();
    this.#ends.delete(listener);
    return this;
  }

  async detach(): Promise<void> {
    for (const end of this.#ends.values()) end();
    this.#ends.clear();
  }
}
