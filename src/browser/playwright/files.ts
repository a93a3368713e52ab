import type { BrowserContext, Page } from "playwright-core";
import type { Clock } from "../../base/clock.js";
import { readableSelector } from "../../base/frame-selector.js";
import { type OperationOptions, PageOperationError } from "../../scenario/page-port.js";
import type { ChosenFiles, ExpectedDownload, PageFiles } from "../../scenario/ports/files.js";
import type { CdpSession } from "../cdp-session.js";
import { canTakeFiles, UNKNOWN_TO_SERVER, untilKnown } from "../file-input.js";
import type { DownloadRequests } from "../network/download-requests.js";
import type { PageOperations } from "../page-operations.js";
import { UserDownloads } from "../user-downloads.js";
import { DownloadSizes, PlaywrightDownload } from "./playwright-download.js";

interface FilesParts {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly cdp: CdpSession;
  readonly operations: PageOperations;
  readonly clock: Clock;
  readonly requests: DownloadRequests;
}

/** Playwright accepts every download; one that is not expected is cancelled as soon as it is reported. */
const ALWAYS_OPEN = { open: async () => {}, close: async () => {} };

/** Uploads and downloads of one user's page. */
export class PlaywrightFiles implements PageFiles {
  readonly #page: Page;
  readonly #operations: PageOperations;
  readonly #downloads: UserDownloads;

  constructor({ context, page, cdp, operations, clock, requests }: FilesParts) {
    this.#page = page;
    this.#operations = operations;
    this.#downloads = new UserDownloads(operations, ALWAYS_OPEN);
    const sizes = new DownloadSizes(cdp, requests);
    const follow = (one: Page) =>
      void one.on("download", (download) => this.#downloads.began(new PlaywrightDownload(download, sizes, clock)));
    follow(page);
    context.on("page", follow);
  }

  setInputFiles(selector: string, files: ChosenFiles, options: OperationOptions): Promise<void> {
    const page = this.#page;
    return this.#operations.run({ subject: selector, endsItself: true }, options, async (bounds) => {
      // Playwright does not put files from memory into a field of another type, and does not say so.
      const field = await page.waitForSelector(selector, { state: "attached", ...bounds.options() });
      if (!(await field.evaluate(canTakeFiles))) throw new PageOperationError("invalid", "Node is not a file input element");
      await page.setInputFiles(selector, filesOf(files), bounds.options());
      // The files may have led to another document, and the field is gone.
      const isKnown = await field.evaluate(untilKnown, Math.ceil(bounds.left())).catch(() => true);
      void field.dispose().catch(() => {});
      if (isKnown) return;
      throw new PageOperationError(
        "timeout",
        `waited ${Math.round(bounds.timeoutMs)} ms for ${readableSelector(selector)} ${UNKNOWN_TO_SERVER}`,
      );
    });
  }

  expectDownload(options: OperationOptions): Promise<ExpectedDownload> {
    return this.#downloads.expect(options);
  }
}

function filesOf(files: ChosenFiles): string | string[] | { name: string; mimeType: string; buffer: Buffer }[] {
  switch (files.kind) {
    case "paths":
      return [...files.paths];
    case "folder":
      return files.path;
    case "contents":
      return files.contents.map(({ name, mimeType, bytes }) => ({ name, mimeType, buffer: Buffer.from(bytes) }));
  }
}
