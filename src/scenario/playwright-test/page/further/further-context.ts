import type { FurtherOpened } from "../../../iteration/further-contexts.js";
import { TestContext } from "../context.js";
import type { TestPage } from "../page.js";

/** A context that a test has opened itself. It begins without a page. */
export class FurtherContext extends TestContext {
  readonly #opened: FurtherOpened;
  #isFirstGiven = false;
  #isClosed = false;
  #endsWithPage = false;

  constructor({
    opened,
    ...parts
  }: Omit<ConstructorParameters<typeof TestContext>[0], "port"> & { readonly opened: FurtherOpened }) {
    super({ ...parts, port: opened.page });
    this.#opened = opened;
  }

  override pages(): readonly TestPage[] {
    return this.isClosed() ? [] : super.pages().filter((page) => page !== this.page || this.#isFirstGiven);
  }

  override async newPage(): Promise<TestPage> {
    if (this.isClosed()) throw new Error("browserContext.newPage: Target page, context or browser has been closed");
    if (this.#isFirstGiven) return super.newPage();
    this.#isFirstGiven = true;
    return this.page;
  }

  /** The only page of `browser.newPage()`, with which the context is closed. */
  onlyPage(): Promise<TestPage> {
    this.#endsWithPage = true;
    return this.newPage();
  }

  override isClosed(): boolean {
    return this.#isClosed || !this.#opened.isOpen;
  }

  override async close(): Promise<void> {
    if (this.#isClosed) return;
    const open = this.pages();
    this.#isClosed = true;
    for (const page of open) await page.close();
    await this.#opened.close();
  }

  override async closed(page: TestPage): Promise<void> {
    if (this.isClosed()) return;
    if (this.#endsWithPage && page === this.page) await this.close();
    else if (page === this.page) await this.#leave();
    else await super.closed(page);
  }

  /** The browser needs a page for the context, but the document of the closed one must not go on. */
  async #leave(): Promise<void> {
    const { port, actor } = this.page;
    const { signal, ports } = actor.iteration;
    await port.navigate("about:blank", { signal, timeoutMs: ports.commandTimeoutMs }).catch(() => {});
  }
}
