import type { Given, Resolvable, StepOptions, WaitForPopupOptions } from "../../steps/arguments/step-options.js";
import type { Context, Pipeline } from "../context-types.js";

/** Steps for popups: the windows and tabs that a page opens. They are pages of the same user, and measured as such. */
export interface WindowSteps<A, N extends string, G extends Given> {
  /**
   * Runs the steps of a function, and waits for the popup that they open and for its document, as `navigate` does:
   * `waitForPopup((page) => page.click("#help"))`. Resolves to the popup's number. The steps that follow stay on the page.
   */
  waitForPopup(
    cause: (context: Context<A, N, G>) => unknown,
    options?: Resolvable<WaitForPopupOptions<A>, A>,
  ): Pipeline<number, A, N, G>;
  /** Runs the steps of a function in a popup: `onPage(popup, (page) => page.click("#next"))`. Resolves to the function's result. */
  onPage<R>(popup: Resolvable<number, A>, group: (context: Context<A, N, G>) => R): Pipeline<Awaited<R>, A, N, G>;
  /** Closes a popup without asking its page. Popups that are open at the end of an iteration are closed then. */
  closePopup(popup: Resolvable<number, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
}
