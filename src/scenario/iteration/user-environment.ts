import type { State } from "../steps/arguments/step-options.js";
import type { PlacedIteration } from "../steps/place.js";
import type { DialogAnswers } from "./dialog-answers.js";
import type { IterationScope, RowPort } from "./iteration-ports.js";
import type { UserAssigns } from "./user-assigns.js";

/** What all iterations of a user have in common. */
export interface UserEnvironment {
  readonly userId: number;
  /** Result of the scenario's `config`. */
  readonly config: unknown;
  /** Names of the scenario's throttles. */
  readonly throttles: readonly string[];
  /** Patterns that name pages. */
  readonly routes: readonly string[];
  /** Whether a document with this status, from 400 on, is accepted. */
  readonly acceptsStatus: (status: number) => boolean;
  /** Whether a selector with several matches is an error. */
  readonly strict: boolean;
  /** Steps that act wait for the answer unless they say otherwise. */
  readonly settles: boolean;
  readonly assigns: UserAssigns;
  readonly dialogs: DialogAnswers;
  /** Result of the scenario's `setup`. */
  readonly setup: unknown;
  readonly rows: RowPort;
  /** The running iteration. Routes of the network outlive the iteration that set them. */
  readonly current: { iteration?: PlacedIteration & { readonly state: State } };
  /** Creates an iteration's own stream of random numbers in [0, 1). */
  readonly randomOf: (iteration: number, scope: IterationScope) => () => number;
}
