import type { Dialog, DialogReply, DialogWatch, PageDialogs } from "../scenario/ports/dialogs.js";
import type { OperationOptions } from "../scenario/ports/operation-options.js";
import type { PageOperations } from "./page-operations.js";
import { Sightings, untilSeen } from "./sightings.js";

/** What to do with a dialog: accept or dismiss it, and the text for a `prompt`. */
export interface DialogAction {
  readonly accept: boolean;
  readonly text?: string;
}

type Answer = (dialog: Dialog) => DialogReply | Promise<DialogReply>;

/** How the dialogs of a user's pages are answered. Before a scenario says so, they are dismissed, but pages may be left. */
export class UserDialogs {
  #answer: Answer = ({ type }) => (type === "beforeunload" ? "accept" : "dismiss");

  answerWith(answer: Answer): void {
    this.#answer = answer;
  }

  /** The answer to a dialog. */
  async actionFor(dialog: Dialog): Promise<DialogAction> {
    const reply = await this.#answer(dialog);
    if (reply === "dismiss") return { accept: false };
    if (dialog.type !== "prompt") return { accept: true };
    return { accept: true, text: reply === "accept" ? dialog.defaultValue : reply.accept };
  }
}

/** The dialogs of one page. */
export class DialogsOfPage implements PageDialogs {
  readonly #user: UserDialogs;
  readonly #operations: PageOperations;
  readonly #sightings = new Sightings<Dialog>();

  constructor(user: UserDialogs, operations: PageOperations) {
    this.#user = user;
    this.#operations = operations;
  }

  answerWith(answer: Answer): void {
    this.#user.answerWith(answer);
  }

  watch(): DialogWatch {
    const sighting = this.#sightings.watch();
    const operations = this.#operations;
    const next = (options: OperationOptions) => untilSeen(sighting, "a dialog", { operations, options });
    return { next, end: () => sighting.end() };
  }

  /** Answers a dialog of the page; `send` tells the browser. */
  async answer(dialog: Dialog, send: (action: DialogAction) => Promise<unknown>): Promise<void> {
    const action = await this.#user.actionFor(dialog);
    const stays = dialog.type === "beforeunload" && !action.accept;
    if (stays) this.#operations.staying();
    // It may be gone already.
    await send(action).catch(() => {});
    this.seen(dialog);
    if (stays) this.#operations.stayed();
  }

  /** The page has shown a dialog, which is answered. */
  seen(dialog: Dialog): void {
    this.#sightings.seen(dialog);
  }
}
