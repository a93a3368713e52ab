import { withDeadline } from "../../../base/deadline.js";
import type { Download as PortDownload } from "../../ports/files.js";
import type { PageRequest, PageResponse } from "../../ports/traffic.js";
import { measured, operationOptions, pageLabel } from "../../steps/page/page-steps.js";
import type { StepDefinition } from "../../steps/step-call.js";
import { stepOptions } from "./actor.js";
import { KEPT_DOWNLOAD, TestDialog, TestDownload } from "./dialog-and-download.js";
import { guardedHandler } from "./guarded-handler.js";
import { notThere } from "./not-there.js";
import { type EventfulPage, LISTENING, type Listening } from "./parts/page-listening.js";

type Handler = (event: unknown) => unknown;
type Predicate = (event: unknown) => unknown;

/** A handler, and what is called for it. */
interface Listener {
  readonly handler: Handler;
  readonly call: Handler;
}

/** The events of a page: handlers, and waits for one. */
export class PageEvents {
  readonly #page: EventfulPage;
  readonly #listeners = new Map<string, readonly Listener[]>();
  readonly #ends = new Map<string, () => void>();

  constructor(page: EventfulPage) {
    this.#page = page;
  }

  add(event: string, handler: Handler, { first = false, once = false } = {}): void {
    if (!(event in LISTENING)) throw notThere(`page.on(${JSON.stringify(event)})`);
    const guarded = guardedHandler(this.#page.actor, handler, leaveDialog);
    const call = (given: unknown) => {
      if (once) this.#keep(event, (one) => one !== listener);
      return guarded(given);
    };
    const listener: Listener = { handler, call };
    this.#page.actor.changed(this.#join(event, listener, first));
  }

  remove(event: string, handler: Handler): void {
    this.#keep(event, (one) => one.handler !== handler);
  }

  removeAll(event?: string): void {
    for (const one of event === undefined ? [...this.#listeners.keys()] : [event]) {
      this.#listeners.delete(one);
      this.#end(one);
    }
  }

  /** `waitForEvent(name, predicate or options)`. */
  async wait(event: string, given: unknown): Promise<unknown> {
    const { predicate, ...rest } = (typeof given === "function" ? { predicate: given } : (given ?? {})) as {
      readonly predicate?: Predicate;
    };
    const { actor, port, traffic } = this.#page;
    const options = stepOptions(rest, actor.defaults.actionTimeoutMs);
    const step = (operation: string, args: readonly unknown[]) => actor.step(port, operation, [...args, options]);
    switch (event) {
      case "popup":
        return fitting(predicate, async () => this.#popup(Number(await step("waitForPopup", [NOTHING]))));
      case "download":
        return fitting(predicate, async () => {
          const kept = { operation: "waitForDownload", definition: KEPT_DOWNLOAD, args: [options] };
          return new TestDownload((await actor.perform(port, kept)) as PortDownload, this.#page);
        });
      case "request":
        traffic.keep();
        return traffic.request(
          (await step("waitForRequest", [seenBy(predicate, (seen) => traffic.request(seen as PageRequest))])) as PageRequest,
        );
      case "response":
        return traffic.response(
          (await step("waitForResponse", [seenBy(predicate, (seen) => traffic.response(seen as PageResponse))])) as PageResponse,
        );
      default:
        return this.#heard(event, { predicate, timeoutMs: options.timeout });
    }
  }

  /** Waits for an event as a handler would hear it. */
  async #heard(
    event: string,
    limits: { readonly predicate: Predicate | undefined; readonly timeoutMs: unknown },
  ): Promise<unknown> {
    const heard = LISTENING[event];
    if (heard === undefined) throw notThere(`page.waitForEvent(${JSON.stringify(event)})`);
    const page = this.#page;
    // A dialog is answered by one of all who hear of it.
    const joining: Listening = (_page, emit) => this.#join(event, { handler: emit, call: emit });
    const args = [{ event, page, listening: event === "dialog" ? joining : heard, ...limits }];
    return page.actor.perform(page.port, { operation: "waitForEvent", definition: HEARD_EVENT, args });
  }

  #popup(number: number): unknown {
    const popup = this.#page.port.windows.popup(number);
    if (popup === undefined) throw new Error("the popup was closed at once");
    return this.#page.context().pageOf(popup, { number, opener: this.#page });
  }

  /** Returns what removes the listener. */
  #join(event: string, listener: Listener, first = false): () => void {
    const listeners = this.#listeners.get(event) ?? [];
    this.#listeners.set(event, first ? [listener, ...listeners] : [...listeners, listener]);
    this.#listen(event);
    return () => this.#keep(event, (one) => one !== listener);
  }

  #listen(event: string): void {
    if (this.#ends.has(event)) return;
    const emit = (given: unknown) => {
      for (const { call } of this.#listeners.get(event) ?? []) void call(given);
    };
    const end = LISTENING[event]?.(this.#page, emit);
    if (end !== undefined) this.#ends.set(event, end);
  }

  #keep(event: string, isKept: (listener: Listener) => boolean): void {
    const left = (this.#listeners.get(event) ?? []).filter(isKept);
    this.#listeners.set(event, left);
    if (left.length === 0) this.#end(event);
  }

  #end(event: string): void {
    this.#ends.get(event)?.();
    this.#ends.delete(event);
  }
}

/** The only argument of {@link HEARD_EVENT}. */
interface AwaitedEvent {
  readonly event: string;
  readonly page: EventfulPage;
  readonly listening: Listening;
  readonly predicate: Predicate | undefined;
  readonly timeoutMs: unknown;
}

const HEARD_EVENT: StepDefinition = {
  reads: true,
  perform: (call) => {
    const { event, page, listening, predicate, timeoutMs } = call.args[0] as AwaitedEvent;
    let end = () => {};
    const seen = new Promise((heard, failed) => {
      const hear = async (given: unknown): Promise<void> => {
        if (predicate !== undefined && !(await predicate(given))) return;
        // The next one is not for this wait.
        end();
        heard(given);
      };
      end = listening(page, (given) => void hear(given).catch(failed));
    });
    // The step may have ended before.
    seen.catch(() => {});
    return measured(call, async () => {
      call.describe({ label: `${pageLabel(call)} ${event}` });
      const { signal, timeoutMs: limitMs } = operationOptions(call, typeof timeoutMs === "number" ? timeoutMs : undefined);
      const { clock } = call.iteration.ports;
      return async () => ({ value: await withDeadline(seen, { clock, signal, timeoutMs: limitMs, what: `the event ${event}` }) });
    }).finally(() => end());
  },
};

/** The test will not answer a dialog whose handler has failed. */
function leaveDialog([given]: readonly unknown[]): void {
  if (given instanceof TestDialog) given.leave();
}

/** The first that fits. */
async function fitting<T>(predicate: Predicate | undefined, next: () => Promise<T>): Promise<T> {
  const one = await next();
  return predicate === undefined || (await predicate(one)) ? one : fitting(predicate, next);
}

/** The wait itself is all: what causes the event is under way, or comes next. */
const NOTHING = () => undefined;

function seenBy(predicate: ((one: unknown) => unknown) | undefined, shown: (seen: unknown) => unknown) {
  return (seen: unknown) => predicate === undefined || predicate(shown(seen));
}

/** Gives a class the methods of an event emitter. */
export function addHandlerMethods<T extends object>(prototype: T, eventsOf: (self: T) => PageEvents): void {
  const methods: Readonly<Record<string, (events: PageEvents, event: string, handler: Handler) => void>> = {
    on: (events, event, handler) => events.add(event, handler),
    addListener: (events, event, handler) => events.add(event, handler),
    prependListener: (events, event, handler) => events.add(event, handler, { first: true }),
    once: (events, event, handler) => events.add(event, handler, { once: true }),
    off: (events, event, handler) => events.remove(event, handler),
    removeListener: (events, event, handler) => events.remove(event, handler),
  };
  for (const [name, act] of Object.entries(methods)) {
    Object.defineProperty(prototype, name, {
      value(this: T, event: string, handler: Handler) {
        act(eventsOf(this), event, handler);
        return this;
      },
    });
  }
  Object.defineProperty(prototype, "removeAllListeners", {
    value(this: T, event?: string) {
      eventsOf(this).removeAll(event);
      return this;
    },
  });
  Object.defineProperty(prototype, "waitForEvent", {
    value(this: T, event: string, given: unknown) {
      return eventsOf(this).wait(event, given);
    },
  });
}
