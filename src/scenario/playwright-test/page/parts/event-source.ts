import { withDeadline } from "../../../../base/deadline.js";
import type { Actor } from "../actor.js";
import { guardedHandler } from "../guarded-handler.js";

type Handler = (event: unknown) => unknown;

/** The event emitter of an object that a page has, such as a WebSocket. */
export abstract class EventSource {
  readonly #actor: Actor;
  readonly #handlers = new Map<string, readonly { readonly handler: Handler; readonly call: Handler }[]>();

  constructor(actor: Actor) {
    this.#actor = actor;
  }

  on(event: string, handler: Handler): this {
    const call = guardedHandler(this.#actor, handler);
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), { handler, call }]);
    return this;
  }

  once(event: string, handler: Handler): this {
    const once: Handler = (given) => {
      this.off(event, once);
      return handler(given);
    };
    return this.on(event, once);
  }

  addListener(event: string, handler: Handler): this {
    return this.on(event, handler);
  }

  prependListener(event: string, handler: Handler): this {
    const before = this.#handlers.get(event) ?? [];
    this.#handlers.delete(event);
    this.on(event, handler);
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), ...before]);
    return this;
  }

  off(event: string, handler: Handler): this {
    this.#handlers.set(
      event,
      (this.#handlers.get(event) ?? []).filter((one) => one.handler !== handler),
    );
    return this;
  }

  removeListener(event: string, handler: Handler): this {
    return this.off(event, handler);
  }

  /** `waitForEvent(name, predicate or options)`. */
  async waitForEvent(event: string, given: unknown): Promise<unknown> {
    const { predicate, timeout } = (typeof given === "function" ? { predicate: given } : (given ?? {})) as {
      readonly predicate?: Handler;
      readonly timeout?: number;
    };
    const { signal, ports } = this.#actor.iteration;
    let look: Handler = () => {};
    const seen = new Promise<unknown>((resolve, reject) => {
      look = async (one) => {
        try {
          if (predicate === undefined || (await predicate(one))) resolve(one);
        } catch (error) {
          reject(error as Error);
        }
      };
      this.on(event, look);
    });
    const timeoutMs = timeout === undefined || timeout === 0 ? ports.commandTimeoutMs : timeout;
    try {
      return await withDeadline(seen, { clock: ports.clock, signal, timeoutMs, what: `the event ${event}` });
    } finally {
      this.off(event, look);
    }
  }

  protected emit(event: string, given: unknown): void {
    for (const { call } of this.#handlers.get(event) ?? []) void call(given);
  }
}
