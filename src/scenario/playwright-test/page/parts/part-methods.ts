import type { PixelSize } from "../../../browser-options/browser-options.js";
import type { DrivenPage } from "../actor.js";
import type { PageChanges } from "../page-changes.js";
import { consoleMessage } from "./console-message.js";
import { withHandles } from "./handle-arguments.js";
import { handleOnPage, keepingSource } from "./page-handle.js";
import type { PageParts } from "./page-parts.js";
import { type HarOptions, harHandler } from "./route-from-har.js";
import { workerOf } from "./worker.js";

type Options = Readonly<Record<string, unknown>>;
type Function = (...args: readonly unknown[]) => unknown;

/** The members of a page that the methods need. */
interface Parted extends DrivenPage {
  readonly parts: PageParts;
  readonly changes: PageChanges;
  context(): unknown;
  mainFrame(): unknown;
  evaluate(fn: unknown, arg?: unknown): Promise<unknown>;
  route(url: unknown, handler: unknown): Promise<void>;
}

/** Gives a page its members that are not about elements. */
export function addPartMethods(prototype: object): void {
  for (const [name, value] of Object.entries(METHODS)) Object.defineProperty(prototype, name, { value });
  const members: Readonly<Record<string, (parts: PageParts) => unknown>> = {
    clock: (parts) => parts.clock,
    localStorage: (parts) => parts.storage("localStorage"),
    sessionStorage: (parts) => parts.storage("sessionStorage"),
    touchscreen: (parts) => ({ tap: (x: number, y: number) => parts.tap(x, y) }),
  };
  for (const [name, of] of Object.entries(members)) {
    Object.defineProperty(prototype, name, {
      get(this: Parted) {
        return of(this.parts);
      },
    });
  }
}

const METHODS: Readonly<Record<string, (this: Parted, ...args: never[]) => unknown>> = {
  exposeFunction(name: string, called: Function) {
    return this.parts.expose(name, (args) => called(...args));
  },
  exposeBinding(name: string, called: Function) {
    return this.parts.expose(name, (args) => called({ page: this, context: this.context(), frame: this.mainFrame() }, ...args));
  },
  setViewportSize(size: PixelSize) {
    return this.changes.setViewportSize(size);
  },
  emulateMedia(media: Options = {}) {
    return this.changes.emulateMedia(media);
  },
  addInitScript(script: unknown, arg?: unknown) {
    return this.changes.addInitScript(script, { arg });
  },
  addScriptTag(tag: Options = {}) {
    return this.changes.addTag("script", tag);
  },
  addStyleTag(tag: Options = {}) {
    return this.changes.addTag("style", tag);
  },
  setExtraHTTPHeaders(headers: Readonly<Record<string, string>>) {
    return this.parts.setExtraHeaders(headers);
  },
  evaluateHandle(fn: unknown, arg?: unknown) {
    return withHandles({ fn, arg }, async (called, packed) =>
      handleOnPage(this, await this.evaluate(keepingSource(String(called)), packed)),
    );
  },
  async addLocatorHandler(locator: never, handler: Function, options?: Options) {
    this.parts.overlays.add(locator, handler, options);
  },
  async removeLocatorHandler(locator: never) {
    this.parts.overlays.remove(locator);
  },
  async consoleMessages() {
    return this.parts.messages().map(({ kind, text, place = "" }) => {
      const [, url = "", line = "1"] = /^(.*):(\d+)$/s.exec(place) ?? [];
      const at = { url, line: Number(line) - 1, column: 0 };
      return consoleMessage({ type: kind, text, args: [], place: at, timestamp: 0 }, this);
    });
  },
  async pageErrors() {
    return this.parts.errors();
  },
  async clearConsoleMessages() {
    this.parts.clearMessages();
  },
  async clearPageErrors() {
    this.parts.clearErrors();
  },
  async routeFromHAR(path: string, options: HarOptions = {}) {
    await this.route(options.url ?? "**/*", await harHandler(path, options));
  },
  pdf(options: Options = {}) {
    return this.parts.pdf(options);
  },
  workers() {
    return (this.port.workers?.all ?? []).map((worker) => workerOf(worker, this.actor));
  },
  async hideHighlight() {},
  async cancelPickLocator() {},
};
