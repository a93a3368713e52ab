import type { IterationFailure } from "./iteration-ports.js";

/** Why an iteration is over before all of its steps are. The first counts. */
export type Ending =
  | { readonly kind: "halted" }
  /** There is no row left for this user in a pool. */
  | { readonly kind: "usedUp"; readonly pool: string }
  | { readonly kind: "interrupted" }
  | { readonly kind: "aborted"; readonly reason: string; readonly failure: IterationFailure }
  | { readonly kind: "failed"; readonly failure: IterationFailure };

/**
 * What steps of an ended iteration reject with, so that they unwind `run`: never `undefined`, and never pending, so that
 * every `finally` runs. Only the iteration itself acts on it; it is no failure of its own.
 */
export class EndSignal extends Error {
  override readonly name = "EndSignal";
}

/** The signal of an ending. */
export function endSignal(ending: Ending): EndSignal {
  switch (ending.kind) {
    case "halted":
      return new EndSignal("this user has ended: halt() was called");
    case "usedUp":
      return new EndSignal(`this user has ended: the data pool ${JSON.stringify(ending.pool)} is used up`);
    case "interrupted":
      return new EndSignal("the iteration was interrupted");
    case "aborted":
      return new EndSignal(`the run was aborted: ${ending.reason}`);
    case "failed":
      return new EndSignal(`the iteration has failed: ${ending.failure.message}`);
  }
}
