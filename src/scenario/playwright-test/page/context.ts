import type { Geolocation } from "../../browser-options/geolocation.js";
import type { PagePort, StorageState, StoredCookie } from "../../page-port.js";
import { isRouteOf } from "../../steps/page/network-steps.js";
import { type Actor, type PopupTraits, stepOptions } from "./actor.js";
import { type AddedCookie, type CookieJar, cookiesFor, withCookies, withoutCookies } from "./cookies.js";
import { guardedHandler } from "./guarded-handler.js";
import { notThere, refuse, refuseParts } from "./not-there.js";
import { type GivenRoute, TestPage } from "./page.js";
import { ProtocolOfPage } from "./parts/protocol-of-page.js";
import { type HarOptions, harHandler } from "./parts/route-from-har.js";
import { routeHandler } from "./route.js";

type Options = Readonly<Record<string, unknown>>;

/** Playwright's `BrowserContext`: what a user has in its browser. */
export class TestContext implements CookieJar {
  readonly _apiName = "BrowserContext";
  readonly #actor: Actor;
  readonly #own: TestPage;
  readonly #pages = new Map<PagePort, TestPage>();
  /** The numbers of popups. */
  readonly #numbers = new WeakMap<PagePort, number>();
  /** By handler of the test: the wrapped handler of each of its routes. */
  readonly #handlers = new WeakMap<object, readonly unknown[]>();
  readonly #browser: unknown;
  /** Set by the test, also for requests of the context itself. */
  #headers: Readonly<Record<string, string>> = {};
  readonly request: unknown;

  constructor(parts: {
    readonly actor: Actor;
    readonly port: PagePort;
    readonly browser: unknown;
    readonly requestOf: (jar: CookieJar, headers: () => Readonly<Record<string, string>>) => unknown;
  }) {
    this.#actor = parts.actor;
    this.#browser = parts.browser;
    this.request = parts.requestOf(this, () => this.#headers);
    this.#own = this.pageOf(parts.port);
  }

  /** Playwright's matchers resolve addresses against it. */
  get _options(): { readonly baseURL: string | undefined } {
    return { baseURL: this.#actor.defaults.baseURL };
  }

  /** The user's own page. */
  get page(): TestPage {
    return this.#own;
  }

  /** The page of a port, the same each time; a popup has a number. */
  pageOf(port: PagePort, { number, opener }: PopupTraits = {}): TestPage {
    if (number !== undefined) this.#numbers.set(port, number);
    let page = this.#pages.get(port);
    if (page === undefined) {
      page = new TestPage({ actor: this.#actor, port, context: this, opener });
      this.#pages.set(port, page);
      if (number !== undefined) this.#actor.removeAtEnd(this.#own.port.windows.onClose(number, () => this.#gone(port)));
    }
    return page;
  }

  pages(): readonly TestPage[] {
    return [...this.#pages.values()].filter((page) => !page.isClosed());
  }

  browser(): unknown {
    return this.#browser;
  }

  isClosed(): boolean {
    return false;
  }

  /** The user's context goes on: what the test leaves in it is cleared before the next test. */
  async close(): Promise<void> {}

  /** A page beside the user's own, as a popup without an opener. */
  async newPage(): Promise<TestPage> {
    const { port } = this.#own;
    const open = () => port.evaluate("() => void window.open('about:blank', '_blank', 'noopener')", [], this.#limits());
    const number = Number(await this.#step("waitForPopup", [open]));
    const popup = port.windows.popup(number);
    if (popup === undefined) throw new Error("the new page was closed at once");
    return this.pageOf(popup, { number });
  }

  exposeFunction(name: string, called: (...args: readonly unknown[]) => unknown): Promise<void> {
    return this.#own.parts.expose(name, (args) => called(...args));
  }

  exposeBinding(name: string, called: (...args: readonly unknown[]) => unknown): Promise<void> {
    const page = this.#own;
    return page.parts.expose(name, (args) => called({ page, context: this, frame: page.mainFrame() }, ...args));
  }

  grantPermissions(names: readonly string[], { origin }: { readonly origin?: string } = {}): Promise<void> {
    return this.#own.parts.grantPermissions(names, origin);
  }

  clearPermissions(): Promise<void> {
    return this.#own.parts.clearPermissions();
  }

  setGeolocation(position: Geolocation | null): Promise<void> {
    return this.#own.parts.setGeolocation(position);
  }

  setExtraHTTPHeaders(headers: Readonly<Record<string, string>>): Promise<void> {
    const before = this.#headers;
    this.#actor.changed(async () => {
      this.#headers = before;
    });
    this.#headers = headers;
    return this.#own.parts.setExtraHeaders(headers);
  }

  get clock(): unknown {
    return this.#own.parts.clock;
  }

  /** Traces are for a report of Playwright Test, which a load has not: they are not taken. */
  get tracing(): unknown {
    const nothing = async () => {};
    return Object.fromEntries(["start", "startChunk", "stop", "stopChunk", "group", "groupEnd"].map((name) => [name, nothing]));
  }

  /** Its effects are unknown and cannot be undone, so the context is not used again. */
  async newCDPSession(page: TestPage): Promise<unknown> {
    this.#actor.spendContext();
    const session = await page.port.adjustments.attach(this.#limits());
    this.#actor.changed(() => session.detach());
    return new ProtocolOfPage(session, (listener) => guardedHandler(this.#actor, listener));
  }

  /** A page was closed by the test. */
  async closed(page: TestPage): Promise<void> {
    if (page === this.#own) return;
    this.#pages.delete(page.port);
    const number = this.#numbers.get(page.port);
    if (number !== undefined) await this.#step("closePopup", [number]);
  }

  #gone(port: PagePort): void {
    const page = this.#pages.get(port);
    this.#pages.delete(port);
    page?.wasClosed();
  }

  /** A test begins with the user's own page only. */
  forgetPopups(): void {
    for (const [port, page] of this.#pages) {
      if (page === this.#own) continue;
      this.#pages.delete(port);
    }
    this.#own.reopen();
  }

  async cookies(urls?: string | readonly string[]): Promise<readonly StoredCookie[]> {
    return cookiesFor(await this.readCookies(), urls);
  }

  async addCookies(added: readonly AddedCookie[]): Promise<void> {
    await this.replaceCookies(withCookies(await this.readCookies(), added));
  }

  async clearCookies(which?: Options): Promise<void> {
    await this.replaceCookies(withoutCookies(await this.readCookies(), which));
  }

  async storageState({ path, indexedDB }: { readonly path?: string; readonly indexedDB?: boolean } = {}): Promise<unknown> {
    const state = (await this.#step("storageState", indexedDB === true ? [{ indexedDB }] : [])) as StorageState;
    if (path !== undefined) this.#actor.keepState(path, state);
    // Playwright's has no `sessionStorage`.
    return { ...state, origins: state.origins.map(({ sessionStorage: _own, ...origin }) => origin) };
  }

  async setStorageState(state: StorageState): Promise<void> {
    await this.#step("restoreStorageState", [state]);
  }

  async setOffline(offline: boolean): Promise<void> {
    this.#actor.changed(() => this.#own.port.network.setOffline(false, this.#limits()));
    await this.#step("setOffline", [offline]);
  }

  async route(url: unknown, handler: unknown, options?: Options): Promise<void> {
    await this.routeOn(this.#own, url, { handler, options });
  }

  /** Routes are the user's: those of a page hold for all of its pages. */
  async routeOn(page: TestPage, url: unknown, given: GivenRoute): Promise<void> {
    const handler = routeHandler(given.handler, { page, request: this.request, files: this.#actor.defaults.files });
    const { handler: own } = given;
    if (typeof own === "function") this.#handlers.set(own, [...(this.#handlers.get(own) ?? []), handler]);
    this.#actor.changed(() => page.port.network.unroute((route) => isRouteOf(route, handler), this.#limits()));
    await this.#actor.step(page.port, "route", [url, handler, stepOptions(given.options, undefined)]);
  }

  async routeFromHAR(path: string, options: HarOptions = {}): Promise<void> {
    await this.route(options.url ?? "**/*", await harHandler(path, options));
  }

  async unroute(url: unknown, handler?: unknown): Promise<void> {
    await this.unrouteOn(this.#own, url, handler);
  }

  /** Removes the routes of a pattern, or those of a handler. */
  async unrouteOn(page: TestPage, url: unknown, handler?: unknown): Promise<void> {
    if (typeof handler !== "function") await this.#actor.step(page.port, "unroute", [url]);
    else
      for (const one of this.#handlers.get(handler) ?? [])
        await page.port.network.unroute((route) => isRouteOf(route, one), this.#limits());
  }

  async unrouteAll(): Promise<void> {
    await this.#step("unroute", []);
  }

  addInitScript(script: unknown, arg?: unknown): Promise<void> {
    return this.#own.changes.addInitScript(script, { arg, ofAllPages: true });
  }

  setDefaultTimeout(timeoutMs: number): void {
    this.#own.setDefaultTimeout(timeoutMs);
  }

  setDefaultNavigationTimeout(timeoutMs: number): void {
    this.#own.setDefaultNavigationTimeout(timeoutMs);
  }

  async waitForEvent(event: string, given?: unknown): Promise<unknown> {
    if (event === "page") return this.#own.events.wait("popup", given);
    if (["request", "response", "requestfinished", "dialog"].includes(event)) return this.#own.events.wait(event, given);
    throw notThere(`context.waitForEvent(${JSON.stringify(event)})`);
  }

  backgroundPages(): readonly unknown[] {
    return [];
  }

  serviceWorkers(): readonly unknown[] {
    return [];
  }

  async readCookies(): Promise<readonly StoredCookie[]> {
    return (await this.#own.port.storageState({ ...this.#limits(), cookiesOnly: true })).cookies;
  }

  /** What is stored, read without a step. */
  read(): Promise<StorageState> {
    return this.#own.port.storageState(this.#limits());
  }

  async replaceCookies(cookies: readonly StoredCookie[]): Promise<void> {
    await this.#own.port.restoreStorageState({ cookies }, this.#limits());
  }

  #limits() {
    const { signal, ports } = this.#actor.iteration;
    return { signal, timeoutMs: ports.commandTimeoutMs };
  }

  #step(operation: string, args: readonly unknown[]): Promise<unknown> {
    return this.#actor.step(this.#own.port, operation, args);
  }
}

const BEFORE = "set it in the configuration, under use";
refuse(TestContext.prototype, "context", { setHTTPCredentials: BEFORE, routeWebSocket: "" });
refuseParts(TestContext.prototype, "context", { credentials: "", debugger: "" });

for (const name of ["on", "once", "off", "addListener", "prependListener", "removeListener", "removeAllListeners"] as const) {
  Object.defineProperty(TestContext.prototype, name, {
    value(this: TestContext, ...args: readonly unknown[]) {
      (this.page as unknown as Record<string, (...given: readonly unknown[]) => unknown>)[name]?.(...args);
      return this;
    },
  });
}
