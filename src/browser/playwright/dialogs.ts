import type { EventEmitter } from "node:events";
import type { BrowserContext, Page, Dialog as PlaywrightDialog } from "playwright-core";
import type { Dialog } from "../../scenario/ports/dialogs.js";
import type { DialogAction, UserDialogs } from "../user-dialogs.js";
import type { Popups } from "./popups.js";
import type { UserPage } from "./user-page.js";

interface UserParts {
  readonly own: UserPage;
  readonly popups: Popups;
  readonly dialogs: UserDialogs;
}

/** Answers the dialogs of all pages of a user. */
export function answerDialogs(context: BrowserContext, { own, popups, dialogs }: UserParts): void {
  context.on("dialog", (shown) => {
    const page = shown.page();
    const of = page === own.page ? own : popups.of(page);
    const dialog = dialogOf(shown);
    const send = async ({ accept, text }: DialogAction) => {
      if (accept) return shown.accept(text);
      await shown.dismiss();
      // The browser ignores a navigation until the page has told it that it stays, which the page does before it answers this.
      if (dialog.type === "beforeunload") await of?.cdp.send("Runtime.evaluate", { expression: "0" });
    };
    // The scenario has listeners of its own, on Playwright's page or context.
    if (listenersOf(page) > 0 || listenersOf(context) > 1) of?.dialogs.seen(dialog);
    else if (of !== undefined) void of.dialogs.answer(dialog, send);
    // A popup may show a dialog before Playwright reports the popup.
    else
      dialogs
        .actionFor(dialog)
        .then(send)
        .catch(() => {});
  });
}

/** Playwright's types do not say that its objects are emitters. */
function listenersOf(emitter: Page | BrowserContext | null): number {
  return emitter === null ? 0 : (emitter as unknown as EventEmitter).listenerCount("dialog");
}

function dialogOf(shown: PlaywrightDialog): Dialog {
  const type = shown.type() as Dialog["type"];
  return { type, message: shown.message(), defaultValue: shown.defaultValue(), url: shown.page()?.url() ?? "" };
}
