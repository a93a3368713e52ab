import { testIdSelector } from "../../../base/locators/locator-text.js";
import type { PagePort } from "../../page-port.js";
import { StepError } from "../../steps/step-error.js";
import type { Actor } from "../page/actor.js";
import { ELEMENT_METHODS } from "../page/element-methods.js";
import { guardedHandler } from "../page/guarded-handler.js";
import { NotAsExpected } from "../page/page-steps.js";
import { currentRun } from "../test/current-run.js";
import { lastingScope } from "../test/fixture-scope.js";
import { furtherContextOptions, ownBaseOf } from "./context-defaults.js";
import { NATIVE_CALL, operationOf } from "./native-step.js";

type Method = (...args: readonly unknown[]) => unknown;

/** Classes of Playwright whose objects are handed to tests in a cover that measures what is done with them. */
const COVERED = [
  "Page",
  "Frame",
  "Locator",
  "FrameLocator",
  "BrowserContext",
  "Browser",
  "Keyboard",
  "Mouse",
  "Touchscreen",
  "Clock",
];

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
const DEVICES: readonly string[] = ["Keyboard", "Mouse", "Touchscreen"];
/** Methods of pages and contexts that leave nothing to the next test, or nothing that is not undone, beside {@link STEPS_OF}. */
const HARMLESS: readonly string[] = [
  ...["url", "locator", "frameLocator", "context", "mainFrame", "frame", "frames", "isClosed", "viewportSize", "opener"],
  ...["getByAltText", "getByLabel", "getByPlaceholder", "getByRole", "getByTestId", "getByText", "getByTitle"],
  ...["screenshot", "pdf", "ariaSnapshot", "evaluateHandle", "$", "$$", "addScriptTag", "addStyleTag", "bringToFront"],
  ...["waitForTimeout", "waitForNavigation", "workers", "video", "pause", "requestGC", "toString", "hideHighlight"],
  ...["consoleMessages", "clearConsoleMessages", "pageErrors", "clearPageErrors", "requests", "waitForEvent"],
  ...["route", "unroute", "unrouteAll", "on", "once", "off", "addListener", "prependListener", "removeListener"],
  ...["removeAllListeners", "pages", "browser", "cookies", "addCookies", "clearCookies", "storageState", "serviceWorkers"],
  ...["backgroundPages"],
];
const LISTENING = ["on", "once", "addListener", "prependListener"];
const LEAVING = ["off", "removeListener"];

/** A handler of a test, and what Playwright calls for it. */
interface Listener {
  readonly target: object;
  readonly event: unknown;
  readonly handler: unknown;
  readonly called: Method;
}

/** A route of a test, and what ends it. */
interface NativeRoute {
  readonly target: object;
  readonly end: () => unknown;
}

/** Hands out Playwright's own objects, and performs what a test does with them as steps. */
export class MeasuredNative {
  readonly #actor: Actor;
  readonly #port: PagePort;
  /** The user's own. */
  readonly #context: object;
  readonly #covers = new WeakMap<object, object>();
  readonly #covered = new WeakMap<object, object>();
  /** Handlers of the tests so far that have not been removed. */
  #listeners: readonly Listener[] = [];
  readonly #routes = new Set<NativeRoute>();

  constructor(parts: { readonly actor: Actor; readonly port: PagePort; readonly context: object }) {
    this.#actor = parts.actor;
    this.#port = parts.port;
    this.#context = parts.context;
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
    if (key === "removeAllListeners") return (event?: unknown) => this.#leavingAll(target, event);
    if (key === "route") return this.#routing(target, method);
    if (key === "unrouteAll") return async () => this.#unrouting(target);
    if (kind === "Browser" && (key === "newContext" || key === "newPage")) return this.#opening(method);
    if (key === "getByTestId") return this.#byTestId(target, method);
    if (kind === "BrowserContext" && key === "storageState") return this.#keepingState(method);
    const isHarmless = HARMLESS.includes(key) || !["Page", "BrowserContext", "Clock"].includes(kind);
    return (...args: readonly unknown[]) => {
      if (!isHarmless && !this.#isElsewhere(target)) this.#actor.spendContext();
      return this.#result(method(...args));
    };
  }

  /** Whether an object belongs to a context that the test has opened itself. */
  #isElsewhere(target: object): boolean {
    if (kindOf(target) === "BrowserContext") return target !== this.#context;
    const { context } = target as { readonly context?: () => object };
    return context !== undefined && context.call(target) !== this.#context;
  }

  /** A context of the test's own, which is closed after it, or when the fixture is torn down that has opened it. */
  #opening(method: Method): Method {
    return async (given = {}) => {
      const options = furtherContextOptions(given as Readonly<Record<string, unknown>>, this.#actor);
      const opened = (await method(options)) as { close(): Promise<void> };
      const { iteration } = this.#actor;
      const scope = lastingScope();
      if (scope !== undefined) scope.own(opened);
      else if (iteration.scope === "run") iteration.pages.contexts.add(opened);
      else this.#actor.changed(() => opened.close(), true);
      return this.cover(opened);
    };
  }

  #result(value: unknown): unknown {
    return value instanceof Promise ? value.then((resolved: unknown) => this.cover(resolved)) : this.cover(value);
  }

  #step(name: string, target: object, method: Method): Method {
    return async (...args) => {
      const given = name === "setInputFiles" ? withFiles(args, this.#actor) : args;
      const selector = selectorOf(target, name, given);
      const isDevice = DEVICES.includes(kindOf(target));
      const base = this.#isElsewhere(target) ? ownBaseOf(target) : undefined;
      const act = async (all: readonly unknown[]) => method(...all);
      const call = { method: name, selector, args: given, isDevice, base, act };
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
      const listener = { target, event, handler, called };
      this.#listeners = [...this.#listeners, listener];
      this.#actor.changed(() => this.#forget(listener), this.#isElsewhere(target));
      return this.cover(target);
    };
  }

  #forget(listener: Listener): void {
    this.#listeners = this.#listeners.filter((one) => one !== listener);
    removeListener(listener.target, listener.event, listener.called);
  }

  #leaving(target: object): Method {
    return (event, handler) => {
      const left = this.#listeners.findLast((one) => one.target === target && one.event === event && one.handler === handler);
      if (left !== undefined) this.#forget(left);
      return this.cover(target);
    };
  }

  /** Those of the test, not LiveLoad's own. */
  #leavingAll(target: object, event: unknown): unknown {
    const isMeant = (one: Listener) => one.target === target && (event === undefined || one.event === event);
    for (const listener of this.#listeners.filter(isMeant)) this.#forget(listener);
    return this.cover(target);
  }

  #routing(target: object, method: Method): Method {
    return (url, handler, ...rest) => {
      const route = { target, end: () => (Reflect.get(target, "unroute") as Method).call(target, url, handler) };
      this.#routes.add(route);
      this.#actor.changed(() => this.#unroute(route), this.#isElsewhere(target));
      return method(url, handler, ...rest);
    };
  }

  async #unroute(route: NativeRoute): Promise<void> {
    if (this.#routes.delete(route)) await route.end();
  }

  /** Those of the test, not LiveLoad's own. */
  async #unrouting(target: object): Promise<void> {
    for (const route of [...this.#routes]) if (route.target === target) await this.#unroute(route);
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

/** The last text or list of files stands for them; a selector may come before. */
function withFiles(args: readonly unknown[], { defaults }: Actor): readonly unknown[] {
  const at = args.findLastIndex((one) => typeof one === "string" || Array.isArray(one));
  return args.map((one, index) => (index === at ? defaults.files.placed(one) : one));
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
