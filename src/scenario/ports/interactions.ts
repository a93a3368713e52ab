import type { OperationOptions } from "./operation-options.js";

/** Options of a wait for an interaction. */
export interface InteractionWaitOptions extends OperationOptions {
  /** It is enough that the last input has sent nothing to the server. */
  readonly mayBeLocal: boolean;
}

/** What people's inputs cause on the page: something is sent, a reply arrives, the page shows it. */
export interface PageInteractions {
  /**
   * Waits until the interaction that the last input began is over. Rejects if it has sent nothing, unless that is enough, and
   * if it was not answered. Resolves at once if there was no input. If nothing was sent, resolves with the time, by the node's clock,
   * since when it only waited in case something was still sent.
   */
  over(options: InteractionWaitOptions): Promise<number | undefined>;
}
