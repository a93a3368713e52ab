import { AsyncLocalStorage } from "node:async_hooks";
import type { StepQueue } from "./step-queue.js";

/** An iteration, as far as code that only knows where it runs can act on it. */
export interface PlacedIteration {
  readonly user: { readonly userId: number };
  /** A rejection or error that nobody has handled is traced to this iteration. */
  strayed(error: unknown): void;
}

/** Where a piece of the scenario's code runs. */
export interface Place {
  readonly iteration: PlacedIteration;
  readonly queue: StepQueue;
  /** Set inside a function that is an argument of a step: of which. */
  readonly argumentOf: string | undefined;
}

/** Follows the scenario's code through awaits, timers and callbacks. */
export const places = new AsyncLocalStorage<Place>();
