import type { Assigns, State } from "../steps/arguments/step-options.js";
import type { UserEnvironment } from "./user-environment.js";

/** What functions among a step's arguments receive: a live, read-only view of the iteration. */
export function argumentState(run: {
  readonly user: UserEnvironment;
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
