import type { ChosenFile } from "../../dom/chosen-file.js";
import type { DomElement } from "../dom.js";
import { pushMessage } from "../views/pushes.js";
import { targetComponent } from "../views/targets.js";
import type { View } from "../views/view.js";
import { untrack } from "./tracked-files.js";

interface EntryInit {
  readonly input: DomElement;
  readonly form: DomElement;
  readonly file: ChosenFile;
  readonly view: View;
  readonly isAutomatic: boolean;
  readonly done: () => void;
}

/** One file on its way: announced → sending → done, or cancelled. */
export class UploadEntry {
  readonly ref: string;
  readonly file: ChosenFile;
  readonly #init: EntryInit;
  #state: "announced" | "sending" | "done" | "cancelled" = "announced";
  #progress = -1;
  onCancel: () => void = () => {};

  constructor(init: EntryInit) {
    this.#init = init;
    this.file = init.file;
    this.ref = init.view.page.files.ref(init.file);
    init.view.page.files.marks(init.file).isPreflightRunning = true;
  }

  get isCancelled(): boolean {
    return this.#state === "cancelled";
  }

  get isOver(): boolean {
    return this.#state === "done" || this.#state === "cancelled";
  }

  get isAutomatic(): boolean {
    return this.#init.isAutomatic;
  }

  preflight(): object {
    const { name, mimeType: type, size } = this.file;
    const lastModified = this.#init.view.page.files.lastModified(this.file);
    return { last_modified: lastModified, name, relative_path: this.file.relativePath ?? "", size, type, ref: this.ref };
  }

  /** Tells the server how much has arrived, in whole percents. */
  progress(percent: number): void {
    const progress = Math.min(100, Math.floor(percent));
    if (progress <= this.#progress) return;
    this.#progress = progress;
    if (progress < 100) {
      this.#report(progress);
      return;
    }
    this.#state = "done";
    this.#report(100, () => {
      untrack(this.#init.input, this.file);
      this.#init.done();
    });
  }

  fail(reason: string): void {
    this.#report({ error: reason });
    if (!this.isAutomatic) {
      this.#init.view.page.host.controls.clearFiles(this.#init.input);
      untrack(this.#init.input, this.file);
    }
  }

  cancel(): void {
    if (this.isOver) return;
    this.#init.view.page.files.marks(this.file).isPreflightRunning = false;
    this.#state = "cancelled";
    this.onCancel();
    this.#init.done();
  }

  /** The server no longer lists it. */
  checkListed(): void {
    const active = (this.#init.input.getAttribute("data-phx-active-refs") ?? "").split(",");
    if (this.isOver || active.includes(this.ref)) return;
    untrack(this.#init.input, this.file);
    this.cancel();
  }

  #report(progress: number | { readonly error: string }, onReply?: () => void): void {
    const { input, form, view } = this.#init;
    const owner = view.page.owner(form) ?? view;
    const payload = {
      event: input.hasAttribute("phx-progress") ? input.getAttribute("phx-progress") : null,
      ref: input.getAttribute("data-phx-upload-ref"),
      entry_ref: this.ref,
      progress,
      cid: targetComponent(owner, form, { context: form }),
    };
    pushMessage(owner, "progress", payload, onReply);
  }
}
