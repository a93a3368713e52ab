import { messageOf } from "../../../../base/errors.js";
import type { HookAccess, HookStandIn } from "../../../../scenario/authoring/hook-stand-in.js";
import { attempt } from "../attempt.js";
import type { DomElement } from "../dom.js";
import type { LiveViewHost } from "../live-view-host.js";
import { privateState } from "../private-state.js";
import type { ServerEvent } from "../rendered/diff-parts.js";
import { putRefs } from "./refs.js";
import { closestComponent, withinTargets } from "./targets.js";
import type { LiveHooks, View } from "./view.js";

/** LiveView's own hooks that say nothing to the server, or whose part is done here. */
const OWN = new Set(["Phoenix.LiveFileUpload", "Phoenix.LiveImgPreview", "Phoenix.FocusWrap"]);

/** A stand-in that was called for an element. */
interface Mounted {
  readonly element: DomElement;
  readonly handlers: { readonly event: string; readonly callback: (payload: unknown) => unknown }[];
  end: () => unknown;
}

interface HookPush {
  readonly element: DomElement;
  readonly cid: number | undefined;
  readonly event: string;
  readonly payload: object;
  readonly onReply: ((reply: unknown) => unknown) | undefined;
}

/** The page's hooks do not run: the scenario stands in for them, or they are counted, once for each element. */
export class PageHooks implements LiveHooks {
  readonly #host: LiveViewHost;
  #mounted: Mounted[] = [];

  constructor(host: LiveViewHost) {
    this.#host = host;
  }

  mounted(view: View, element: DomElement): void {
    const name = hookOf(element);
    if (name === undefined || OWN.has(name)) return;
    const state = privateState(element);
    if (state.mountedHook === name) return;
    state.mountedHook = name;
    const standIns = this.#host.hooks;
    const standIn = Object.hasOwn(standIns, name) ? standIns[name] : undefined;
    if (standIn === undefined) this.#host.telemetry.hookSkipped(name);
    else this.#call(standIn, { name, view, element });
  }

  pushed(events: readonly ServerEvent[]): void {
    for (const { event, payload } of events)
      for (const { handlers } of [...this.#mounted])
        for (const handler of handlers) if (handler.event === event) this.#attempt(event, () => handler.callback(payload));
  }

  patched(): void {
    this.#end(({ element }) => !element.isConnected);
  }

  stop(): void {
    this.#end(() => true);
  }

  #call(standIn: HookStandIn, { name, view, element }: { name: string; view: View; element: DomElement }): void {
    const mounted: Mounted = { element, handlers: [], end: NO_END };
    this.#mounted.push(mounted);
    const access: HookAccess = {
      el: element,
      pushEvent: (event, payload = {}, onReply?) => this.#push(view, { element, cid: undefined, event, payload, onReply }),
      pushEventTo: (target, event, payload = {}, onReply?) =>
        withinTargets(view, target, {
          each: (owner, context) => {
            const cid = typeof context === "number" ? context : closestComponent(owner, context);
            this.#push(owner, { element, cid, event, payload, onReply });
          },
        }),
      handleEvent: (event, callback) => void mounted.handlers.push({ event, callback }),
    };
    this.#attempt(name, () => {
      const returned = standIn(access);
      if (!isPromise(returned)) mounted.end = endOf(returned);
      else {
        // Until it has resolved, the element may have gone.
        const ending = returned.then(endOf, () => NO_END);
        mounted.end = async () => (await ending)();
      }
      return returned;
    });
  }

  #push(view: View, { element, cid, event, payload, onReply }: HookPush): void {
    view.page.acts.push(
      view,
      "event",
      { type: "hook", event, value: payload, cid },
      {
        mark: () => putRefs(view, [{ element, loading: true, lock: true }], { eventType: "hook" }),
        onReply: (_response, reply) => this.#attempt(event, () => onReply?.(reply)),
        onError: (reason) => this.#failed(event, reason),
      },
    );
  }

  #end(isOver: (mounted: Mounted) => boolean): void {
    if (this.#mounted.length === 0) return;
    const over = this.#mounted.filter(isOver);
    this.#mounted = this.#mounted.filter((mounted) => !over.includes(mounted));
    for (const { element, end } of over) this.#attempt(hookOf(element) ?? "", end);
  }

  /** Runs what the scenario has given. It may be asynchronous: nobody else hears of its rejection. */
  #attempt(name: string, run: () => unknown): void {
    const failed = (error: unknown) => this.#failed(name, error);
    attempt(() => {
      const returned = run();
      if (isPromise(returned)) returned.then(undefined, failed);
    }, failed);
  }

  #failed(name: string, reason: unknown): void {
    const why = typeof reason === "string" ? reason : messageOf(reason);
    this.#host.failed(new Error(`a stand-in for a hook failed at ${JSON.stringify(name)}: ${why}`));
  }
}

const NO_END = (): unknown => undefined;

/** The clean-up function that a stand-in has returned, if any. */
function endOf(returned: unknown): () => unknown {
  return typeof returned === "function" ? (returned as () => unknown) : NO_END;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Partial<Promise<unknown>> | null | undefined)?.then === "function";
}

function hookOf(element: DomElement): string | undefined {
  if (element.hasAttribute("phx-viewport-top") || element.hasAttribute("phx-viewport-bottom")) return "Phoenix.InfiniteScroll";
  const name = element.getAttribute("data-phx-hook") || element.getAttribute("phx-hook");
  return name || undefined;
}
