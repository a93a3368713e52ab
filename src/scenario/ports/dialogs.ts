import type { OperationOptions } from "./operation-options.js";

/** The kinds of dialogs of a page. `beforeunload` asks whether to leave the page. */
export const DIALOG_TYPES = ["alert", "confirm", "prompt", "beforeunload"] as const;
export type DialogType = (typeof DIALOG_TYPES)[number];

/** A dialog that a page shows. */
export interface Dialog {
  readonly type: DialogType;
  /** Its text; empty for `beforeunload`. */
  readonly message: string;
  /** The text that a `prompt` proposes; otherwise empty. */
  readonly defaultValue: string;
  /** Address of the page, or of the frame in it, that shows the dialog. */
  readonly url: string;
}

/** An answer to a dialog. A `prompt` is accepted with the text that it proposes, or with the given text. */
export type DialogReply = "accept" | "dismiss" | { readonly accept: string };

/** Notices the dialogs of a page. */
export interface DialogWatch {
  /** Waits for the first dialog since the watch began. */
  next(options: OperationOptions): Promise<Dialog>;
  end(): void;
}

/** The dialogs of a page. */
export interface PageDialogs {
  /**
   * Says how the dialogs of all pages of this user are answered from now on: at once or, with a promise, later, which the page and
   * what acts on it wait for. The function must not throw, nor the promise reject.
   */
  answerWith(answer: (dialog: Dialog) => DialogReply | Promise<DialogReply>): void;
  /** Notices the dialogs that this page shows from now on. */
  watch(): DialogWatch;
}
