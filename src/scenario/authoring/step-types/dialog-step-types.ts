import type { Dialog } from "../../ports/dialogs.js";
import type { Given, ReadOptions, Resolvable } from "../../steps/arguments/step-options.js";
import type { Context, Pipeline } from "../context-types.js";
import type { DialogAnswer } from "../dialog-answer.js";

/** Steps for dialogs: `alert`, `confirm`, `prompt`, and the question whether to leave a page (`beforeunload`). */
export interface DialogSteps<A, N extends string, G extends Given> {
  /**
   * Says how dialogs of the user's pages are answered from here on, also in later iterations until the user gets a new browser
   * context: `"accept"`, `"dismiss"`, an answer for each type such as `{ confirm: "accept", prompt: { accept: "Ann" } }`, or a
   * function of the dialog that returns its answer.
   */
  onDialog(answer: DialogAnswer<A>): Pipeline<void, A, N, G>;
  /**
   * Runs the steps of a function, and waits for the dialog that they cause: `waitForDialog((page) => page.click("#delete"))`.
   * Resolves to the dialog, which is answered as `onDialog` says.
   */
  waitForDialog(
    cause: (context: Context<A, N, G>) => unknown,
    options?: Resolvable<ReadOptions<A, Dialog>, A>,
  ): Pipeline<Dialog, A, N, G>;
}
