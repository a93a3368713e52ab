import type { TestContext } from "./context.js";
import type { FurtherContext } from "./further/further-context.js";
import { refuse } from "./not-there.js";

type Options = Readonly<Record<string, unknown>>;

/** The user's own context, and the way to open further ones. */
interface BrowserParts {
  /** The user's own context. */
  readonly own: () => TestContext;
  /** Opens a further one of the same user. */
  readonly open: (options: Options) => Promise<FurtherContext>;
}

/** Playwright's `Browser`: the contexts of one user. */
export class TestBrowser {
  readonly #parts: BrowserParts;
  #further: readonly FurtherContext[] = [];

  constructor(parts: BrowserParts) {
    this.#parts = parts;
  }

  async newContext(options: Options = {}): Promise<FurtherContext> {
    const context = await this.#parts.open(options);
    this.#further = [...this.#open(), context];
    return context;
  }

  async newPage(options?: Options): Promise<unknown> {
    return (await this.newContext(options)).onlyPage();
  }

  contexts(): readonly unknown[] {
    return [this.#parts.own(), ...this.#open()];
  }

  isConnected(): boolean {
    return true;
  }

  version(): string {
    return this.#parts.own().page.port.browserVersion ?? "";
  }

  /** The browser goes on for the user's next test. */
  async close(): Promise<void> {
    for (const context of this.#open()) await context.close();
  }

  /** The user's contexts were replaced. */
  forget(): void {
    this.#further = [];
  }

  browserType(): { readonly name: () => string } {
    return { name: () => "chromium" };
  }

  #open(): readonly FurtherContext[] {
    return this.#further.filter((context) => !context.isClosed());
  }
}

refuse(TestBrowser.prototype, "browser", { newBrowserCDPSession: "", startTracing: "", stopTracing: "", bind: "", unbind: "" });
