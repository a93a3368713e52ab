import type { Dialog, DialogReply, DialogWatch, PageDialogs } from "../scenario/ports/dialogs.js";
import type { OperationOptions } from "../scenario/ports/operation-options.js";
import type { PageOperations } from "./page-operations.js";
import { Sightings, untilSeen } from "./sightings.js";

/** What to do with a dialog: accept or dismiss it, and the text for a `prompt`. */
export interface DialogAction {
  readonly accept: boolean;
  readonly text?: string;
}

/** How the dialogs of a user's pages are answered. Before a scenario says so, they are dismissed, but pages may be left. */
export class UserDialogs {
  #answer: (dialog: Dialog) => DialogReply = ({ type }) => (type === "beforeunload" ? "accept" : "dismiss");

  answerWith(answer: (dialog: Dialog) => DialogReply): void {
    this.#answer = answer;
  }

  /** The answer to a dialog. */
  actionFor(dialog: Dialog): DialogAction {
    const reply = this.#answer(dialog);
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

  answerWith(answer: (dialog: Dialog) => DialogReply): void {
    this.#user.answerWith(answer);
  }

  watch(): DialogWatch {
    const sighting = this.#sightings.watch();
    const operations = this.#operations;
    const next = (options: OperationOptions) => untilSeen(sighting, "a dialog", { operations, options });
    return { next, end: () => sighting.end() };
  }

  /** Answers a dialog of the page; `send` tells the browser. */
  answer(dialog: Dialog, send: (action: DialogAction) => Promise<unknown>): void {
    const action = this.#user.actionFor(dialog);
    const stays = dialog.type === "beforeunload" && !action.accept;
    if (stays) this.#operations.staying();
    const answered = () => {
      this.seen(dialog);
      if (stays) this.#operations.stayed();
    };
    send(action).then(answered, answered);
  }

  /** The page has shown a dialog, which is answered. */
  seen(dialog: Dialog): void {
    this.#sightings.seen(dialog);
  }
}
