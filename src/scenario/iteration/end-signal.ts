import type { IterationFailure } from "./iteration-ports.js";

/** Why an iteration ended before its steps did. The first ending counts. */
export type Ending =
  | { readonly kind: "halted" }
  /** The pool has no row left for this user. */
  | { readonly kind: "usedUp"; readonly pool: string }
  | { readonly kind: "interrupted" }
  | { readonly kind: "aborted"; readonly reason: string; readonly failure: IterationFailure }
  | { readonly kind: "failed"; readonly failure: IterationFailure };

/**
 * The error with which the steps of an ended iteration reject, so that `run` unwinds and every `finally` in it runs. It is not
 * a failure of its own.
 */
export class EndSignal extends Error {
  override readonly name = "EndSignal";
}

/** The error with which a step rejects that is still under way when its test ends. Unless it is handled, it fails the iteration. */
export class TestEnded extends Error {
  override readonly name = "TestEnded";
}

/** Creates the signal for an ending. */
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
