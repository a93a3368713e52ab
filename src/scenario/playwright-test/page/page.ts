import { PAGE } from "../../../base/locators/locator.js";
import type { PagePort, PictureArea } from "../../page-port.js";
import type { Actor, PopupTraits } from "./actor.js";
import { asFunction } from "./as-function.js";
import { evaluateFirst, firstOf, handleAt, handleOf, type TestElementHandle } from "./element-handle.js";
import { ELEMENT_METHODS } from "./element-methods.js";
import "./frames/frame.js";
import { fitsAddress } from "./frames/fits-address.js";
import { LoadingPage } from "./loading-page.js";
import { expectOn, FOUND, type MatcherRequest, TestLocator } from "./locator.js";
import { refuse, refuseNow, refuseParts } from "./not-there.js";
import { PageChanges } from "./page-changes.js";
import { addHandlerMethods, PageEvents } from "./page-events.js";
import { REFUSED_NOW_OF_PAGE, REFUSED_OF_PAGE, REFUSED_PARTS_OF_PAGE } from "./page-refusals.js";
import { WHOLE_PAGE } from "./parts/aria-snapshot.js";
import { withHandles } from "./parts/handle-arguments.js";
import { PageParts } from "./parts/page-parts.js";
import { addPartMethods } from "./parts/part-methods.js";
import { addScopeMethods } from "./scope-methods.js";

type Options = Readonly<Record<string, unknown>>;

/** What answers the requests of a route. */
export interface GivenRoute {
  readonly handler: unknown;
  readonly options?: Options | undefined;
}

/** The context as its pages know it. */
export interface OwningContext {
  readonly request: unknown;
  pageOf(port: PagePort, traits?: PopupTraits): unknown;
  closed(page: TestPage): Promise<void>;
  routeOn(page: TestPage, url: unknown, given: GivenRoute): Promise<void>;
  unrouteOn(page: TestPage, url: unknown, handler: unknown): Promise<void>;
}

/** Playwright's `Page`: one of the user's pages, whose actions are steps. */
export class TestPage extends LoadingPage {
  readonly _apiName = "Page";
  readonly events: PageEvents;
  readonly changes: PageChanges;
  readonly parts: PageParts;
  readonly #context: OwningContext;
  readonly #opener: unknown;
  readonly #closings = new Set<() => void>();
  #isClosed = false;

  constructor(parts: {
    readonly actor: Actor;
    readonly port: PagePort;
    readonly context: OwningContext;
    readonly opener?: unknown;
  }) {
    super(parts);
    this.#context = parts.context;
    this.#opener = parts.opener ?? null;
    this.events = new PageEvents(this);
    this.changes = new PageChanges(parts.actor, parts.port);
    this.parts = new PageParts(parts.actor, parts.port);
  }

  context(): OwningContext {
    return this.#context;
  }

  /** The page that opened this one as a popup. */
  async opener(): Promise<unknown> {
    return this.#opener;
  }

  /** A time without activity: a person who reads. It counts in no duration. */
  async waitForTimeout(timeoutMs: number): Promise<void> {
    await this.step("think", [timeoutMs]);
  }

  async waitForSelector(selector: string, options?: Options): Promise<TestElementHandle | null> {
    const found = this.#element(selector);
    await found.act("waitFor", [{ ...LENIENT, ...options }]);
    return ["hidden", "detached"].includes(String(options?.state)) ? null : handleOf(found.first());
  }

  async waitForFunction(fn: unknown, arg?: unknown, options?: Options): Promise<unknown> {
    const wait = (called: unknown, packed: unknown) => this.step("waitForFunction", [called, packed, this.waiting(options)]);
    const value = await withHandles({ fn, arg }, wait);
    return { jsonValue: async () => value, dispose: async () => {}, asElement: () => null };
  }

  evaluate(fn: unknown, arg?: unknown): Promise<unknown> {
    return withHandles({ fn, arg }, (called, packed) =>
      this.step("evaluate", [called, ...(packed === undefined ? [] : [packed])]),
    );
  }

  content(): Promise<unknown> {
    return this.step("content", []);
  }

  title(): Promise<unknown> {
    return this.step("title", []);
  }

  ariaSnapshot(options?: Options): Promise<unknown> {
    return this.#element(WHOLE_PAGE).ariaSnapshot(options);
  }

  async screenshot(options: Options = {}): Promise<Buffer> {
    const { path, clip, fullPage } = options;
    const png = await this.port.screenshot({
      timeoutMs: this.actor.iteration.ports.commandTimeoutMs,
      signal: this.actor.iteration.signal,
      ...(clip === undefined ? {} : { clip: clip as PictureArea }),
      ...(fullPage === true ? { fullPage } : {}),
    });
    if (typeof path === "string") this.actor.iteration.ports.observer.screenshot(path, png);
    return Buffer.from(png);
  }

  async setContent(html: string): Promise<void> {
    await this.evaluate(asFunction("(html) => { document.open(); document.write(html); document.close(); }"), html);
  }

  async dragAndDrop(source: string, target: string, options?: Options): Promise<void> {
    await this.#element(source).dragTo(this.#element(target), { ...LENIENT, ...options });
  }

  async setChecked(selector: string, checked: boolean, options?: Options): Promise<void> {
    await this.#element(selector).setChecked(checked, { ...LENIENT, ...options });
  }

  $(selector: string): Promise<TestElementHandle | null> {
    return firstOf(this.#element(selector));
  }

  async $$(selector: string): Promise<readonly TestElementHandle[]> {
    return (await this.#element(selector).all()).map(handleOf);
  }

  handleAt(selector: string): TestElementHandle {
    return handleAt(this, selector);
  }

  $eval(selector: string, fn: unknown, arg?: unknown): Promise<unknown> {
    return evaluateFirst(this.#element(selector), { selector, call: "page.$eval", fn, arg });
  }

  $$eval(selector: string, fn: unknown, arg?: unknown): Promise<unknown> {
    return this.#element(selector).evaluateAll(fn, arg);
  }

  setDefaultTimeout(timeoutMs: number): void {
    // Unlike `actionTimeout` of the configuration, it limits navigations without a limit of their own, too.
    if (this.actor.defaults.navigationTimeoutMs === undefined) this.actor.limit("navigationTimeoutMs", timeoutMs);
    this.actor.limit("actionTimeoutMs", timeoutMs);
  }

  setDefaultNavigationTimeout(timeoutMs: number): void {
    this.actor.limit("navigationTimeoutMs", timeoutMs);
  }

  mainFrame(): unknown {
    return this.frameViews.main;
  }

  frames(): readonly unknown[] {
    return this.frameViews.tree.all.map((frame) => this.frameViews.of(frame));
  }

  /** The first frame with this name or address; `null` without one. */
  frame(wanted: string | { readonly name?: string; readonly url?: unknown }): unknown {
    const { name, url } = typeof wanted === "string" ? { name: wanted } : wanted;
    if (name === undefined && url === undefined) throw new Error("Either name or url matcher should be specified");
    const fits = url === undefined ? undefined : fitsAddress(url, this.actor.defaults.baseURL);
    const found = this.frameViews.tree.all.find((frame) => (fits === undefined ? frame.name === name : fits(frame.url)));
    return found === undefined ? null : this.frameViews.of(found);
  }

  isClosed(): boolean {
    return this.#isClosed;
  }

  /** A popup is closed; the user's own page is kept for the next test. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#context.closed(this);
    this.#tellClosed();
  }

  /** The popup has closed itself, or its opener has. */
  wasClosed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#tellClosed();
  }

  /** Calls the listener when the page is closed, until the returned function is called. */
  onClose(closed: () => void): () => void {
    this.#closings.add(closed);
    return () => void this.#closings.delete(closed);
  }

  /** The page goes on in the next test. */
  reopen(): void {
    this.#isClosed = false;
  }

  viewportSize(): unknown {
    return this.changes.viewport;
  }

  async route(url: unknown, handler: unknown, options?: Options): Promise<void> {
    await this.#context.routeOn(this, url, { handler, options });
  }

  unroute(url: unknown, handler?: unknown): Promise<void> {
    return this.#context.unrouteOn(this, url, handler);
  }

  async unrouteAll(): Promise<void> {
    await this.step("unroute", []);
  }

  get keyboard(): Readonly<Record<string, unknown>> {
    return this.#device("keyboard", ["down", "up", "press", "type", "insertText"]);
  }

  get mouse(): Readonly<Record<string, unknown>> {
    return this.#device("mouse", ["move", "down", "up", "click", "dblclick", "wheel"]);
  }

  get overlays(): PageParts["overlays"] {
    return this.parts.overlays;
  }

  get request(): unknown {
    return this.#context.request;
  }

  override toString(): string {
    return "page";
  }

  /** What Playwright's matchers call on the main frame. */
  _expect(expression: string, request: MatcherRequest) {
    return expectOn(this, { selector: undefined, expression, request });
  }

  /** Performs one of {@link ELEMENT_METHODS} with a selector before its arguments. */
  act(name: string, selector: string, args: readonly unknown[]): Promise<unknown> {
    const takes = ELEMENT_METHODS[name]?.takes ?? 0;
    const options = args[takes];
    const values = Array.from({ length: takes }, (_, at) => args[at]);
    const isOfAll = /^(count|all)/.test(name);
    return this.#element(selector).act(name, [...values, isOfAll ? options : { ...LENIENT, ...(options as Options) }]);
  }

  #tellClosed(): void {
    for (const closed of [...this.#closings]) closed();
  }

  #device(device: string, methods: readonly string[]): Readonly<Record<string, unknown>> {
    const methodOf =
      (method: string) =>
      (...args: readonly unknown[]) =>
        this.step(`${device}.${method}`, args);
    return Object.fromEntries(methods.map((method) => [method, methodOf(method)]));
  }

  #element(selector: string): TestLocator {
    return new TestLocator(this, PAGE.locator(selector), { owner: "page" });
  }
}

/** A selector given to a page's own method may have several matches: the first is used. */
const LENIENT = { strict: false };

addScopeMethods(TestPage.prototype, (page: TestPage) => ({ page, base: PAGE }), FOUND);
addHandlerMethods(TestPage.prototype, (page: TestPage) => page.events);
addPartMethods(TestPage.prototype);

const IDLE: Readonly<Record<string, () => unknown>> = {
  video: () => null,
  bringToFront: async () => {},
  pause: async () => {},
  requestGC: async () => {},
};
for (const [name, value] of Object.entries(IDLE)) Object.defineProperty(TestPage.prototype, name, { value });

for (const name of Object.keys(ELEMENT_METHODS)) {
  if (name in TestPage.prototype) continue;
  Object.defineProperty(TestPage.prototype, name, {
    value(this: TestPage, selector: string, ...args: readonly unknown[]) {
      return this.act(name, selector, args);
    },
  });
}
refuse(TestPage.prototype, "page", REFUSED_OF_PAGE);
refuseNow(TestPage.prototype, "page", REFUSED_NOW_OF_PAGE);
refuseParts(TestPage.prototype, "page", REFUSED_PARTS_OF_PAGE);
