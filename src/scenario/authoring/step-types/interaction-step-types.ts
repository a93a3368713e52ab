import type { Given, Resolvable, StepOptions } from "../../steps/arguments/step-options.js";
import type { Pipeline } from "../context-types.js";

/** Steps that wait for what an input has caused. */
export interface InteractionSteps<A, N extends string, G extends Given> {
  /**
   * Waits until the page shows the server's answer to the last input, such as a click: on any page, with a LiveView or without.
   * It fails if the input sends nothing within two seconds, if no reply comes, or if the page does not change. The option
   * `settle` of steps that act is the same in one step, except that an input may send nothing.
   */
  waitForInteraction(options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
}
