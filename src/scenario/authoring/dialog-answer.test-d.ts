import type { Dialog, DialogReply } from "../ports/dialogs.js";
import { defineScenario } from "./define-scenario.js";

/*
 * Only type-checked: nothing here runs.
 */

type Equal<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false;
const same = <_T extends true>() => {};

// Answers to dialogs, and what the steps for dialogs and windows resolve to.
defineScenario({
  name: "dialogs and windows",
  assigns: { person: "Ann", asked: "", popup: 0 },
  onDialog: (dialog, { assigns }) => {
    same<Equal<typeof dialog, Dialog>>();
    return dialog.type === "prompt" ? { accept: assigns.person } : "dismiss";
  },
  run: async (context) => {
    context.onDialog("accept").onDialog({ prompt: { accept: "Ann" }, beforeunload: "dismiss" });
    context.onDialog(({ message }): DialogReply => (message === "" ? "dismiss" : "accept"));
    // @ts-expect-error no such answer
    context.onDialog("yes");
    // @ts-expect-error no such type of dialog
    context.onDialog({ print: "accept" });
    // @ts-expect-error only a prompt takes a text
    context.onDialog({ confirm: { accept: "Ann" } });
    // @ts-expect-error the function has to return at once
    context.onDialog(async () => "accept");

    const dialog = await context.waitForDialog((page) => page.click("#a"), { as: ({ message }) => ({ asked: message }) });
    same<Equal<typeof dialog, Dialog>>();
    const popup = await context.waitForPopup((page) => page.click("#a"), { as: "popup", waitUntil: "commit", status: 404 });
    same<Equal<typeof popup, number>>();
    const text = await context.onPage(
      ({ assigns }) => assigns.popup,
      (page) => page.click("#a").innerText("#b"),
    );
    same<Equal<typeof text, string>>();
    context.onPage(popup, (page) => page.innerText("#b", { as: "person" })).closePopup(popup, { timeout: "1s" });
    // @ts-expect-error a popup is known by its number
    context.closePopup("help");
    // @ts-expect-error person cannot hold a number
    context.waitForPopup((page) => page.click("#a"), { as: "person" });
  },
});
