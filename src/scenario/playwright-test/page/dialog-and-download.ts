import type { Dialog, DialogReply } from "../../ports/dialogs.js";
import type { Download } from "../../ports/files.js";
import { refuse } from "./not-there.js";

/** Playwright's `Dialog`. A page waits for no answer, so a handler has to give it at once, before it awaits anything. */
export class TestDialog {
  readonly #dialog: Dialog;
  readonly #page: unknown;
  /** The answer that a handler gave. */
  reply: DialogReply | undefined;

  constructor(dialog: Dialog, page: unknown) {
    this.#dialog = dialog;
    this.#page = page;
  }

  message(): string {
    return this.#dialog.message;
  }
  type(): string {
    return this.#dialog.type;
  }
  defaultValue(): string {
    return this.#dialog.defaultValue;
  }
  page(): unknown {
    return this.#page;
  }
  async accept(text?: string): Promise<void> {
    this.reply ??= text === undefined ? "accept" : { accept: text };
  }
  async dismiss(): Promise<void> {
    this.reply ??= "dismiss";
  }
}

/** Playwright's `Download`. Its file was counted and removed. */
export class TestDownload {
  readonly #download: Download;
  readonly #page: unknown;

  constructor(download: Download, page: unknown) {
    this.#download = download;
    this.#page = page;
  }

  url(): string {
    return this.#download.url;
  }
  suggestedFilename(): string {
    return this.#download.suggestedFilename;
  }
  page(): unknown {
    return this.#page;
  }
  async failure(): Promise<null> {
    return null;
  }
  async cancel(): Promise<void> {}
  async delete(): Promise<void> {}
}

const REMOVED = "the file of a download is removed at once, so that the disks of nodes do not fill up";
refuse(TestDownload.prototype, "download", { path: REMOVED, saveAs: REMOVED, createReadStream: REMOVED });
