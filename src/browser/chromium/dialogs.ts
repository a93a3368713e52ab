import type { Protocol } from "devtools-protocol";
import type { Dialog } from "../../scenario/ports/dialogs.js";
import type { DialogsOfPage } from "../user-dialogs.js";
import type { PageDocuments } from "./navigation/page-documents.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

interface PageParts {
  readonly dialogs: DialogsOfPage;
  readonly documents: PageDocuments;
}

/** Answers the dialogs of a page and of its frames: the page's session reports both. */
export function answerDialogs(session: ProtocolSession, { dialogs, documents }: PageParts): void {
  session.on("Page.javascriptDialogOpening", (event) => {
    const dialog = dialogOf(event);
    void dialogs.answer(dialog, async ({ accept, text }) => {
      const promptText = text === undefined ? {} : { promptText: text };
      // It may be gone already.
      await session.send("Page.handleJavaScriptDialog", { accept, ...promptText }).catch(() => {});
      if (dialog.type !== "beforeunload" || accept) return;
      // The browser ignores a navigation until the page has told it that it stays, which the page does before it answers this.
      await session.send("Runtime.evaluate", { expression: "0" }).catch(() => {});
      documents.stayed();
    });
  });
}

function dialogOf({ type, message, defaultPrompt = "", url }: Protocol.Page.JavascriptDialogOpeningEvent): Dialog {
  return { type: type as Dialog["type"], message, defaultValue: defaultPrompt, url };
}
