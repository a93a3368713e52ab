import { testIdSelector } from "../../../base/locators/locator-text.js";
import type { PagePort } from "../../page-port.js";
import { StepError } from "../../steps/step-error.js";
import type { Actor } from "../page/actor.js";
import { ELEMENT_METHODS } from "../page/element-methods.js";
import { guardedHandler } from "../page/guarded-handler.js";
import { NotAsExpected } from "../page/page-steps.js";
import { currentRun } from "../test/current-run.js";
import { NATIVE_CALL, operationOf } from "./native-step.js";

type Method = (...args: readonly unknown[]) => unknown;

/** Classes of Playwright whose objects are handed to tests in a cover that measures what is done with them. */
const COVERED = ["Page", "Frame", "Locator", "FrameLocator", "BrowserContext", "Browser", "Keyboard", "Mouse", "Touchscreen"];

const ELEMENT_STEPS = [...Object.keys(ELEMENT_METHODS), "setChecked", "dragTo", "dragAndDrop", "evaluate", "evaluateAll"];
const PAGE_STEPS = [
  "goto",
  "reload",
  "goBack",
  "goForward",
  "waitForURL",
  "waitForLoadState",
  "waitForRequest",
  "waitForResponse",
];
const MORE_PAGE_STEPS = [
  "waitForSelector",
  "waitForFunction",
  "content",
  "title",
  "setContent",
  "waitForEvent",
  "$eval",
  "$$eval",
];
const STEPS_OF: Readonly<Record<string, readonly string[]>> = {
  Page: [...ELEMENT_STEPS, ...PAGE_STEPS, ...MORE_PAGE_STEPS],
  Frame: [...ELEMENT_STEPS, ...PAGE_STEPS, ...MORE_PAGE_STEPS, "_expect"],
  Locator: [...ELEMENT_STEPS, "_expect"],
  Keyboard: ["down", "up", "press", "type", "insertText"],
  Mouse: ["move", "down", "up", "click", "dblclick", "wheel"],
  Touchscreen: ["tap"],
};
const LISTENING = ["on", "once", "addListener", "prependListener"];
const LEAVING = ["off", "removeListener"];

/** A handler of a test, and what Playwright calls for it. */
interface Listener {
  readonly target: object;
  readonly event: unknown;
  readonly handler: unknown;
  readonly called: Method;
}

/** Hands out Playwright's own objects, and performs what a test does with them as steps. */
export class MeasuredNative {
  readonly #actor: Actor;
  readonly #port: PagePort;
  readonly #covers = new WeakMap<object, object>();
  readonly #covered = new WeakMap<object, object>();
  /** What the test has left behind in the context: its listeners, and what removes its routes. */
  #listeners: readonly Listener[] = [];
  readonly #undo: (() => unknown)[] = [];

  constructor(actor: Actor, port: PagePort) {
    this.#actor = actor;
    this.#port = port;
  }

  /** The object in its cover; values of other kinds unchanged. */
  cover(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.cover(one));
    if (typeof value !== "object" || value === null || !COVERED.includes(kindOf(value))) return value;
    let cover = this.#covers.get(value);
    if (cover === undefined) {
      cover = new Proxy(value, { get: (target, key) => this.#member(target, key) });
      this.#covers.set(value, cover);
      this.#covered.set(cover, value);
    }
    return cover;
  }

  /** Removes listeners and routes of the test that has ended. Those of a page that is closed are gone, whatever fails there. */
  async clear(): Promise<void> {
    for (const { target, event, called } of this.#listeners) removeListener(target, event, called);
    this.#listeners = [];
    for (const undo of this.#undo.splice(0)) await (async () => undo())().catch(() => {});
  }

  #member(target: object, key: string | symbol): unknown {
    const value: unknown = Reflect.get(target, key, target);
    if (typeof value !== "function" || typeof key !== "string" || key === "constructor") return this.cover(value);
    const kind = kindOf(target);
    const method = (...args: readonly unknown[]) =>
      Reflect.apply(
        value,
        target,
        args.map((one) => this.#plain(one)),
      ) as unknown;
    if (STEPS_OF[kind]?.includes(key) === true) return this.#step(key, target, method);
    if (key === "waitForTimeout") return (ms: unknown) => this.#actor.step(this.#port, "think", [ms]);
    if (LISTENING.includes(key)) return this.#listening(target, method);
    if (LEAVING.includes(key)) return this.#leaving(target);
    if (key === "route") return this.#routing(target, method);
    if (key === "getByTestId") return this.#byTestId(target, method);
    if (kind === "BrowserContext" && key === "storageState") return this.#keepingState(method);
    return (...args: readonly unknown[]) => this.#result(method(...args));
  }

  #result(value: unknown): unknown {
    return value instanceof Promise ? value.then((resolved: unknown) => this.cover(resolved)) : this.cover(value);
  }

  #step(name: string, target: object, method: Method): Method {
    return async (...args) => {
      const selector = selectorOf(target, name, args);
      const call = { method: name, selector, args, act: async (given: readonly unknown[]) => method(...given) };
      const step = { operation: operationOf(name), definition: NATIVE_CALL, args: [call] };
      try {
        return this.cover(await this.#actor.perform(this.#port, step));
      } catch (error) {
        const cause = error instanceof StepError ? error.cause : undefined;
        if (!(error instanceof StepError) || !(cause instanceof NotAsExpected)) throw error;
        // The matcher says why.
        currentRun()?.expectationFailed(error);
        return cause.outcome;
      }
    };
  }

  #listening(target: object, method: Method): Method {
    return (event, handler) => {
      const covering = (...given: readonly unknown[]) => (handler as Method)(...given.map((one) => this.cover(one)));
      const called = guardedHandler(this.#actor, covering, event === "dialog" ? dismiss : undefined);
      method(event, called);
      this.#listeners = [...this.#listeners, { target, event, handler, called }];
      return this.cover(target);
    };
  }

  #leaving(target: object): Method {
    return (event, handler) => {
      const left = this.#listeners.findLast((one) => one.target === target && one.event === event && one.handler === handler);
      this.#listeners = this.#listeners.filter((one) => one !== left);
      if (left !== undefined) removeListener(target, event, left.called);
      return this.cover(target);
    };
  }

  #routing(target: object, method: Method): Method {
    return (url, handler, ...rest) => {
      this.#undo.push(() => (Reflect.get(target, "unroute") as Method).call(target, url, handler));
      return method(url, handler, ...rest);
    };
  }

  #byTestId(target: object, method: Method): Method {
    return (id) => {
      const { testIdAttribute: attribute } = this.#actor.defaults;
      if (attribute === undefined) return this.cover(method(id));
      const selector = testIdSelector(id as string, { attribute });
      return this.cover((Reflect.get(target, "locator") as Method).call(target, selector));
    };
  }

  /** The state goes to the tests that name the path, not to a file of the node. */
  #keepingState(method: Method): Method {
    return async (options = {}) => {
      const { path, ...rest } = options as { readonly path?: string };
      const state = await method(rest);
      if (path !== undefined) this.#actor.keepState(path, state as never);
      return state;
    };
  }

  /** An argument without covers, which Playwright does not know. */
  #plain(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const own = this.#covered.get(value);
    if (own !== undefined) return own;
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.#plain(one)]));
  }
}

function removeListener(target: object, event: unknown, called: Method): void {
  (Reflect.get(target, "off") as Method).call(target, event, called);
}

/** A dialog whose handler failed would hold up its page. */
function dismiss([dialog]: readonly unknown[]): void {
  (dialog as { dismiss(): Promise<unknown> }).dismiss().catch(() => {});
}

/** The name of the object's class, without what Playwright's bundler makes of it: `_Page`, `Keyboard2`. */
function kindOf(value: object): string {
  const made = value as { readonly constructor?: { readonly name?: string } };
  return (made.constructor?.name ?? "").replace(/^_|\d+$/g, "");
}

function selectorOf(target: object, method: string, [first]: readonly unknown[]): string | undefined {
  const { _selector } = target as { readonly _selector?: unknown };
  if (typeof _selector === "string") return _selector;
  const isOnElement = method in ELEMENT_METHODS || ["$eval", "$$eval", "waitForSelector", "setChecked"].includes(method);
  return isOnElement && typeof first === "string" && !["Keyboard", "Mouse"].includes(kindOf(target)) ? first : undefined;
}
