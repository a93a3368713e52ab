import type { Given, LoadStepOptions, NavigateOptions, Resolvable } from "../../steps/arguments/step-options.js";
import type { Pipeline } from "../context-types.js";

/** Steps that lead to another document. */
export interface HistorySteps<A, N extends string, G extends Given> {
  /**
   * Goes to a URL and waits for the `load` event, or as the option `waitUntil` says. A relative URL is resolved against the
   * `baseUrl` of the scenario's config. Fails when the server answers with 4xx or 5xx, unless `status` or the run's
   * `acceptStatus` accepts that status.
   */
  navigate(url: Resolvable<string, A>, options?: Resolvable<NavigateOptions, A>): Pipeline<void, A, N, G>;
  /** Reloads the page; waits, and fails for the same statuses, as `navigate` does. */
  reload(options?: Resolvable<LoadStepOptions, A>): Pipeline<void, A, N, G>;
  /**
   * Goes back in the page's history; waits, and fails for the same statuses, as `navigate` does. Resolves to whether there was
   * a page to go back to.
   */
  goBack(options?: Resolvable<LoadStepOptions, A>): Pipeline<boolean, A, N, G>;
  /** Goes forward in the page's history, as `goBack` goes back. */
  goForward(options?: Resolvable<LoadStepOptions, A>): Pipeline<boolean, A, N, G>;
}
