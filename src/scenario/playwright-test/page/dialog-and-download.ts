import { createReadStream, type ReadStream } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { EndSignal } from "../../iteration/end-signal.js";
import type { Dialog, DialogReply } from "../../ports/dialogs.js";
import type { Download, FileChooserWatch } from "../../ports/files.js";
import { chosenFiles, type FilesArgument } from "../../steps/arguments/chosen-files.js";
import { measured, operationOptions, pageLabel } from "../../steps/page/page-steps.js";
import type { StepDefinition } from "../../steps/step-call.js";
import type { DrivenPage } from "./actor.js";
import { refuse } from "./not-there.js";

/** Playwright's `Dialog`: the page waits for the answer of the test that has heard of it. */
export class TestDialog {
  readonly answer: Promise<DialogReply>;
  readonly #dialog: Dialog;
  readonly #page: unknown;
  #give: (answer: DialogReply) => void = () => {};
  #state: "open" | "answered" | "left" = "open";

  constructor(dialog: Dialog, page: unknown) {
    this.#dialog = dialog;
    this.#page = page;
    this.answer = new Promise((resolve) => {
      this.#give = resolve;
    });
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
    this.#answer("accept", text === undefined ? "accept" : { accept: text });
  }
  async dismiss(): Promise<void> {
    this.#answer("dismiss", "dismiss");
  }

  /** Nobody answers it any more: it is answered as one that nobody hears of. */
  leave(): void {
    if (this.#state !== "open") return;
    this.#state = "left";
    this.#give(unheardAnswer(this.#dialog));
  }

  #answer(method: "accept" | "dismiss", answer: DialogReply): void {
    if (this.#state === "left") throw new EndSignal(`dialog.${method} was called after its test had ended: await it in the test`);
    if (this.#state === "answered") throw new Error(`dialog.${method}: Cannot ${method} dialog which is already handled!`);
    this.#state = "answered";
    this.#give(answer);
  }
}

/** The answer to a dialog that no test hears of. */
export function unheardAnswer({ type }: Dialog): DialogReply {
  return type === "beforeunload" ? "accept" : "dismiss";
}

/** Playwright's `Download`. Its file is there until the test is over. */
export class TestDownload {
  readonly #download: Download;
  readonly #page: DrivenPage;

  constructor(download: Download, page: DrivenPage) {
    this.#download = download;
    this.#page = page;
    page.actor.removeAtEnd(() => download.file?.remove());
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
  async delete(): Promise<void> {
    await this.#download.file?.remove();
  }
  async path(): Promise<string> {
    const { file } = this.#download;
    if (file === undefined) throw new Error("download.path: the file is gone");
    return file.path;
  }
  async saveAs(path: string): Promise<void> {
    await mkdir(dirname(resolve(path)), { recursive: true });
    await copyFile(await this.path(), path);
  }
  async createReadStream(): Promise<ReadStream> {
    return createReadStream(await this.path());
  }
}

/** Playwright's `FileChooser`. */
export class TestFileChooser {
  readonly #watch: FileChooserWatch;
  readonly #isMultiple: boolean;
  readonly #page: DrivenPage;

  constructor(watch: FileChooserWatch, page: DrivenPage, isMultiple: boolean) {
    this.#watch = watch;
    this.#page = page;
    this.#isMultiple = isMultiple;
  }

  isMultiple(): boolean {
    return this.#isMultiple;
  }

  page(): DrivenPage {
    return this.#page;
  }

  async setFiles(files: FilesArgument, { timeout }: { readonly timeout?: number } = {}): Promise<void> {
    const { actor, port } = this.#page;
    const args = [this.#watch, actor.defaults.files.placed(files), timeout];
    await actor.perform(port, { operation: "setFiles", definition: SET_FILES, args });
  }
}

refuse(TestFileChooser.prototype, "fileChooser", { element: "" });

const SET_FILES: StepDefinition = {
  perform: (call) =>
    measured(call, async () => {
      call.describe({ label: pageLabel(call) });
      const [watch, files, timeout] = call.args as readonly [FileChooserWatch, FilesArgument, number | undefined];
      const chosen = await chosenFiles(files);
      return async () => ({ value: await watch.choose(chosen, operationOptions(call, timeout)) });
    }),
};

/** Waits for a download, whose file is kept until the test is over. Its arguments are the options. */
export const KEPT_DOWNLOAD: StepDefinition = {
  perform: (call) =>
    measured(call, async () => {
      call.describe({ label: pageLabel(call) });
      const { timeout } = (call.args[0] ?? {}) as { readonly timeout?: number };
      return async () => {
        const options = operationOptions(call, timeout);
        const expected = await call.iteration.ports.page.files.expectDownload({ ...options, keepsFile: true });
        try {
          return { value: await expected.finished(operationOptions(call, timeout)) };
        } finally {
          await expected.end();
        }
      };
    }),
};
