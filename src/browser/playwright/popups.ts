import type { Page } from "playwright-core";
import { PageOperationError } from "../../scenario/page-port.js";
import type { LoadOptions } from "../../scenario/ports/history.js";
import { type PageSurroundings, type UserPage, userPage } from "./user-page.js";

/** The popups of a user's pages: driven like the page, and measured from the moment that Playwright reports them. */
export class Popups {
  readonly #surroundings: PageSurroundings;
  readonly #open = new Map<Page, UserPage>();

  constructor(surroundings: PageSurroundings) {
    this.#surroundings = surroundings;
  }

  of(page: Page | null): UserPage | undefined {
    return page === null ? undefined : this.#open.get(page);
  }

  /** Takes a popup that Playwright has reported. Never rejects. */
  async add(page: Page): Promise<void> {
    try {
      const popup = await userPage(page, this.#surroundings, "popup");
      this.#open.set(page, popup);
      const closed = this.#surroundings.windows.add({
        page: popup.port,
        loaded: (options) => loaded(popup, options),
        flush: (timeoutMs) => popup.agent.flush(timeoutMs),
        close: async () => {
          popup.agent.end();
          await page.close().catch(() => {});
        },
      });
      const forget = () => {
        closed();
        this.#open.delete(page);
        popup.network.end();
      };
      page.on("close", forget);
      page.on("crash", () => void page.close().catch(() => {}));
      if (page.isClosed()) forget();
    } catch {
      // It cannot be driven, and must not outlive the user's other pages.
      page.close().catch(() => {});
    }
  }

  /** They are about to be closed: rejects their operations; from here on their silence is no sign of a hang. */
  endOperations(reason: string): void {
    for (const { agent, operations } of this.#open.values()) {
      operations.end(reason);
      agent.end();
    }
  }

  /** The user's context is closed, and the popups with it. */
  endMeasuring(): void {
    for (const { network } of this.#open.values()) network.end();
    this.#open.clear();
  }
}

function loaded({ page, cdp, operations, port }: UserPage, options: LoadOptions): Promise<void> {
  const { waitUntil = "load", acceptStatus } = options;
  const operation = { subject: "the popup to load", endsItself: true, navigates: true };
  return operations.run(operation, options, async (bounds) => {
    if (waitUntil !== "commit") await page.waitForLoadState(waitUntil, bounds.options());
    const { frame } = (await cdp.send("Page.getFrameTree")).frameTree;
    if (frame.unreachableUrl !== undefined) throw new PageOperationError("connection", `${frame.unreachableUrl} was not reached`);
    if (acceptStatus === undefined) return;
    // Its document was answered before Playwright reported the popup.
    const [status, path] = (await port.evaluate(FIRST_DOCUMENT, [], options)) as readonly [number, string];
    if (status >= 400 && !acceptStatus(status)) throw new PageOperationError("http", `GET ${path} answered ${status}`);
  });
}

/** Status and path of the shown document; the status is 0 for an empty document. */
const FIRST_DOCUMENT = `() => {
  const [{ responseStatus = 0 } = {}] = performance.getEntriesByType("navigation");
  return [responseStatus, location.pathname];
}`;
