import type { PagePort } from "../../page-port.js";
import type { DialogReply, Dialog as PortDialog } from "../../ports/dialogs.js";
import type { Download as PortDownload } from "../../ports/files.js";
import type { ConsoleLine, ThrownInPage } from "../../ports/messages.js";
import type { PageRequest, PageResponse } from "../../ports/traffic.js";
import { type Actor, stepOptions } from "./actor.js";
import { TestDialog, TestDownload } from "./dialog-and-download.js";
import { guardedHandler } from "./guarded-handler.js";
import { notThere } from "./not-there.js";
import { TestRequest, type TestResponse } from "./traffic.js";

type Handler = (event: unknown) => unknown;

/** The page whose events they are. */
interface EventfulPage {
  readonly actor: Actor;
  readonly port: PagePort;
  responseOf(seen: PageResponse): TestResponse;
  context(): { pageOf(port: PagePort, number?: number): unknown };
}

/** The events that can be heard. Others are refused: a suite that collects them would find that there were none. */
const HEARD = ["dialog", "request", "requestfinished", "response", "console", "pageerror", "weberror"];

/** A handler, and what is called for it. */
interface Listener {
  readonly handler: Handler;
  readonly call: Handler;
}

/** The events of a page: handlers, and waits for one. */
export class PageEvents {
  readonly #page: EventfulPage;
  readonly #listeners = new Map<string, readonly Listener[]>();
  readonly #watches = new Map<string, { end(): void }>();

  constructor(page: EventfulPage) {
    this.#page = page;
  }

  add(event: string, handler: Handler, { first = false, once = false } = {}): void {
    if (!HEARD.includes(event)) throw notThere(`page.on(${JSON.stringify(event)})`);
    const guarded = guardedHandler(this.#page.actor, handler);
    const call = (given: unknown) => {
      if (once) this.#keep(event, (one) => one !== listener);
      return guarded(given);
    };
    const listener: Listener = { handler, call };
    const listeners = this.#listeners.get(event) ?? [];
    this.#listeners.set(event, first ? [listener, ...listeners] : [...listeners, listener]);
    this.#listen(event);
    this.#page.actor.changed(() => this.#keep(event, (one) => one !== listener));
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
      readonly predicate?: (one: unknown) => unknown;
    };
    const { actor, port } = this.#page;
    const options = stepOptions(rest, actor.defaults.actionTimeoutMs);
    const step = (operation: string, args: readonly unknown[]) => actor.step(port, operation, [...args, options]);
    switch (event) {
      case "popup":
        return this.#popup(Number(await step("waitForPopup", [NOTHING])));
      case "download":
        return new TestDownload((await step("waitForDownload", [NOTHING])) as PortDownload, this.#page);
      case "dialog":
        return new TestDialog((await step("waitForDialog", [NOTHING])) as PortDialog, this.#page);
      case "request":
      case "requestfinished":
        return new TestRequest((await step("waitForRequest", [seenBy(predicate, (seen) => this.#request(seen))])) as PageRequest);
      case "response":
        return this.#page.responseOf(
          (await step("waitForResponse", [seenBy(predicate, (seen) => this.#response(seen))])) as PageResponse,
        );
      default:
        throw notThere(`page.waitForEvent(${JSON.stringify(event)})`);
    }
  }

  #popup(number: number): unknown {
    const popup = this.#page.port.windows.popup(number);
    if (popup === undefined) throw new Error("the popup was closed at once");
    return this.#page.context().pageOf(popup, number);
  }

  #listen(event: string): void {
    if (this.#watches.has(event)) return;
    const { port } = this.#page;
    const emit = (given: unknown) => {
      for (const { call } of this.#listeners.get(event) ?? []) void call(given);
      return false;
    };
    if (event === "request" || event === "requestfinished")
      this.#watches.set(event, port.traffic.watch("request", { shown: "", fits: (seen) => emit(this.#request(seen)) }));
    if (event === "response")
      this.#watches.set(event, port.traffic.watch("response", { shown: "", fits: (seen) => emit(this.#response(seen)) }));
    if (event === "console") {
      const wrote = ({ type, text }: ConsoleLine) => void emit(consoleMessage(type, text, this.#page));
      this.#watches.set(event, { end: port.messages.listen({ wrote }) });
    }
    if (event === "pageerror" || event === "weberror") {
      const threw = (thrown: ThrownInPage) => {
        const error = Object.assign(new Error(thrown.message), { name: thrown.name, stack: thrown.stack });
        emit(event === "pageerror" ? error : { error: () => error, page: () => this.#page });
      };
      this.#watches.set(event, { end: port.messages.listen({ threw }) });
    }
    if (event === "dialog") this.#watches.set(event, this.#answerDialogs());
  }

  #answerDialogs(): { end(): void } {
    const { port } = this.#page;
    port.dialogs.answerWith((dialog): DialogReply => {
      const shown = new TestDialog(dialog, this.#page);
      for (const { call } of this.#listeners.get("dialog") ?? []) void call(shown);
      return shown.reply ?? (dialog.type === "beforeunload" ? "accept" : "dismiss");
    });
    return { end: () => port.dialogs.answerWith(({ type }) => (type === "beforeunload" ? "accept" : "dismiss")) };
  }

  #request(seen: unknown): TestRequest {
    return new TestRequest(seen as PageRequest);
  }

  #response(seen: unknown): TestResponse {
    return this.#page.responseOf(seen as PageResponse);
  }

  #keep(event: string, isKept: (listener: Listener) => boolean): void {
    const left = (this.#listeners.get(event) ?? []).filter(isKept);
    this.#listeners.set(event, left);
    if (left.length === 0) this.#end(event);
  }

  #end(event: string): void {
    this.#watches.get(event)?.end();
    this.#watches.delete(event);
  }
}

/** Playwright's `ConsoleMessage`. */
function consoleMessage(type: string, text: string, page: unknown): Readonly<Record<string, () => unknown>> {
  return {
    type: () => type,
    text: () => text,
    args: () => [],
    page: () => page,
    location: () => ({ url: "", lineNumber: 0, columnNumber: 0 }),
    worker: () => null,
  };
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
