import { notThere, refuse } from "./not-there.js";

/** The members of a context that are needed here. */
interface OwnContext {
  readonly page: unknown;
}

/** Playwright's `Browser`: a user has one context and one page in it, which `newContext` and `newPage` hand out once. */
export class TestBrowser {
  readonly #context: () => OwnContext;
  #isInUse = false;

  constructor(context: () => OwnContext) {
    this.#context = context;
  }

  /** A hook or test holds the context on its own account: it must not be cleared between tests. */
  get isInUse(): boolean {
    return this.#isInUse;
  }

  async newContext(): Promise<unknown> {
    if (this.#isInUse) throw notThere("browser.newContext()", "a second one: a user has one context");
    this.#isInUse = true;
    const context = this.#context();
    const own: Readonly<Record<string, unknown>> = { newPage: async () => context.page, close: async () => this.release() };
    return new Proxy(context, {
      get: (target, key) => {
        if (typeof key === "string" && key in own) return own[key];
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
  }

  async newPage(): Promise<unknown> {
    const context = (await this.newContext()) as { readonly newPage: () => Promise<unknown> };
    return context.newPage();
  }

  contexts(): readonly unknown[] {
    return [this.#context()];
  }

  isConnected(): boolean {
    return true;
  }

  version(): string {
    return "";
  }

  async close(): Promise<void> {
    this.release();
  }

  browserType(): { readonly name: () => string } {
    return { name: () => "chromium" };
  }

  /** The context belongs to the tests again. */
  release(): void {
    this.#isInUse = false;
  }
}

refuse(TestBrowser.prototype, "browser", { newBrowserCDPSession: "", startTracing: "", stopTracing: "", bind: "", unbind: "" });
