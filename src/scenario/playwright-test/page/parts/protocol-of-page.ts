import type { OwnProtocol } from "../../../ports/adjustments.js";

type Listener = (params: unknown) => unknown;

/** Playwright's `CDPSession`: a session of the test's own with the page. */
export class ProtocolOfPage {
  readonly #session: OwnProtocol;
  readonly #guard: (listener: Listener) => Listener;
  /** Listeners by event. */
  readonly #listeners = new Map<string, Map<Listener, Listener>>();

  constructor(session: OwnProtocol, guard: (listener: Listener) => Listener) {
    this.#session = session;
    this.#guard = guard;
  }

  send(method: string, params: object = {}): Promise<unknown> {
    return this.#session.send(method, params);
  }

  on(event: string, listener: Listener): this {
    this.#of(event).set(listener, this.#guard(listener));
    return this;
  }

  once(event: string, listener: Listener): this {
    const guarded = this.#guard(listener);
    this.#of(event).set(listener, (params) => {
      this.off(event, listener);
      return guarded(params);
    });
    return this;
  }

  off(event: string, listener: Listener): this {
    this.#of(event).delete(listener);
    return this;
  }

  async detach(): Promise<void> {
    for (const listeners of this.#listeners.values()) listeners.clear();
    await this.#session.detach();
  }

  /** The listeners of an event, for which the session has one. */
  #of(event: string): Map<Listener, Listener> {
    const known = this.#listeners.get(event);
    if (known !== undefined) return known;
    const listeners = new Map<Listener, Listener>();
    this.#listeners.set(event, listeners);
    this.#session.on(event, (params) => {
      for (const call of [...listeners.values()]) void call(params);
    });
    return listeners;
  }
}
