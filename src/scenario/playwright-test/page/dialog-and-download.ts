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

/** Playwright's `FileChooser`. */
export class TestFileChooser {
  readonly #watch: FileChooserWatch;
  readonly #page: DrivenPage;

  constructor(watch: FileChooserWatch, page: DrivenPage) {
    this.#watch = watch;
    this.#page = page;
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

refuse(TestFileChooser.prototype, "fileChooser", { element: "", isMultiple: "" });

const SET_FILES: StepDefinition = {
  perform: (call) =>
    measured(call, async () => {
      call.describe({ label: pageLabel(call) });
      const [watch, files, timeout] = call.args as readonly [FileChooserWatch, FilesArgument, number | undefined];
      const chosen = await chosenFiles(files);
      return async () => ({ value: await watch.choose(chosen, operationOptions(call, timeout)) });
    }),
};
