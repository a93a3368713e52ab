import type { Page } from "playwright-core";
import { PageOperationError } from "../../../scenario/page-port.js";
import type { LoadOptions, PageHistory } from "../../../scenario/ports/history.js";
import type { CdpSession } from "../../cdp-session.js";
import type { PageOperations } from "../../page-operations.js";
import type { AbandonedLoads } from "../abandoned-loads.js";
import { afterErrorPage } from "../error-page.js";

interface HistoryParts {
  readonly page: Page;
  readonly cdp: CdpSession;
  readonly operations: PageOperations;
  readonly loads: AbandonedLoads;
}

/** The session history of one user's page. */
export class PlaywrightHistory implements PageHistory {
  readonly #parts: HistoryParts;

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  goBack(options: LoadOptions): Promise<boolean> {
    return this.#travel(-1, options);
  }

  goForward(options: LoadOptions): Promise<boolean> {
    return this.#travel(1, options);
  }

  #travel(entries: -1 | 1, options: LoadOptions): Promise<boolean> {
    const { page, cdp, operations, loads } = this.#parts;
    const subject = `the ${entries < 0 ? "previous" : "next"} page of the history to load`;
    return operations.run({ subject, endsItself: true, navigates: true }, options, async (bounds) => {
      // Playwright answers `null` both when there is no entry and when the document stays the same.
      const history = await cdp.send("Page.getNavigationHistory");
      if (history.entries[history.currentIndex + entries] === undefined) return false;
      const given = { waitUntil: options.waitUntil ?? "load", ...bounds.options() };
      try {
        await loads.load(() => (entries < 0 ? page.goBack(given) : page.goForward(given)));
        return true;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== "TimeoutError") return await afterErrorPage(page, error);
        throw new PageOperationError("timeout", `waited ${Math.round(options.timeoutMs)} ms for ${subject}`, { cause: error });
      }
    });
  }
}
