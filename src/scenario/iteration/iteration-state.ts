import type { Assigns, State } from "../steps/step-options.js";
import type { IterationUser } from "./iteration-user.js";

/** What functions as arguments are called with: the iteration as it stands at that moment, read only. */
export function iterationState(run: {
  readonly user: IterationUser;
  readonly iteration: number;
  readonly assigns: Assigns;
  readonly random: () => number;
}): State {
  return Object.freeze({
    get assigns() {
      return run.assigns;
    },
    get userId() {
      return run.user.userId;
    },
    get iteration() {
      return run.iteration;
    },
    random: () => run.random(),
  });
}
