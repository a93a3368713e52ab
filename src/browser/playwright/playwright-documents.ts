import type { Page } from "playwright-core";
import type { Clock } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import type { PageOperationError } from "../../scenario/page-port.js";
import type { CdpSession } from "../cdp-session.js";
import type { DocumentJudge } from "../page-operations.js";
import type { PageRecord } from "../page-record.js";

interface PlaywrightDocumentsParts {
  readonly page: Page;
  readonly cdp: CdpSession;
  readonly record: PageRecord;
  readonly clock: Clock;
}

/** A limit, because a page that hangs does not answer. */
const CATCH_UP_MS = 500;

/**
 * The record of a page that Playwright drives. Playwright learns of a new document in its own session, so an operation may end
 * before the record knows the document that the operation led to.
 */
export class PlaywrightDocuments implements DocumentJudge {
  readonly #parts: PlaywrightDocumentsParts;
  #isBehind = false;

  constructor(parts: PlaywrightDocumentsParts) {
    this.#parts = parts;
    parts.page.on("framenavigated", (frame) => {
      if (frame === parts.page.mainFrame()) this.#isBehind = true;
    });
  }

  takeRefused(accepts: (status: number) => boolean): PageOperationError | undefined {
    return this.#parts.record.takeRefused(accepts);
  }

  onErrorDocument(listener: () => void): () => void {
    return this.#parts.record.onErrorDocument(listener);
  }

  async caughtUp(): Promise<void> {
    if (!this.#isBehind) return;
    this.#isBehind = false;
    const { cdp, clock } = this.#parts;
    // Already enabled, so this changes nothing; the answer arrives after all earlier events of this session.
    const answered = cdp.send("Page.enable");
    await withDeadline(answered, { clock, timeoutMs: CATCH_UP_MS, what: "the page to answer" }).catch(() => {});
  }
}
