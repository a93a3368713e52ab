import type { FileChooser, Page } from "playwright-core";
import { deferred } from "../../../base/deadline.js";
import { readableSelector } from "../../../base/frame-selector.js";
import { type OperationOptions, PageOperationError } from "../../../scenario/page-port.js";
import type {
  ChosenFiles,
  ExpectedDownload,
  ExpectingOptions,
  FileChooserWatch,
  PageFiles,
} from "../../../scenario/ports/files.js";
import { canTakeFiles, FILE_CHOOSER_WAIT, UNKNOWN_TO_SERVER, untilKnown } from "../../file-input.js";
import type { PageOperations } from "../../page-operations.js";
import type { UserDownloads } from "../../user-downloads.js";

interface FilesParts {
  readonly page: Page;
  readonly operations: PageOperations;
  readonly downloads: UserDownloads;
}

/** Uploads and downloads of one user's page. */
export class PlaywrightFiles implements PageFiles {
  readonly #page: Page;
  readonly #operations: PageOperations;
  readonly #downloads: UserDownloads;

  constructor({ page, operations, downloads }: FilesParts) {
    this.#page = page;
    this.#operations = operations;
    this.#downloads = downloads;
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

  watchFileChooser(): FileChooserWatch {
    const page = this.#page;
    const { promise, resolve } = deferred<FileChooser>();
    page.once("filechooser", resolve);
    const choose = (files: ChosenFiles, options: OperationOptions) =>
      this.#operations.run(FILE_CHOOSER_WAIT, options, async (bounds) => {
        const chooser = await promise;
        await chooser.setFiles(filesOf(files), { timeout: bounds.left() });
        // The files may have led to another document, and the input is gone.
        await chooser
          .element()
          .evaluate(untilKnown, Math.ceil(bounds.left()))
          .catch(() => true);
      });
    const opened = (options: OperationOptions) =>
      this.#operations.run(FILE_CHOOSER_WAIT, options, async () => ({
        isMultiple: (await promise).isMultiple(),
      }));
    return { opened, choose, end: () => page.off("filechooser", resolve) };
  }

  expectDownload(options: ExpectingOptions): Promise<ExpectedDownload> {
    return this.#downloads.expect(this.#operations, options);
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
