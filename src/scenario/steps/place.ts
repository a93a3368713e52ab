import { AsyncLocalStorage } from "node:async_hooks";
import type { StepQueue } from "./step-queue.js";

/** The part of a running iteration that code can use which only knows its place. */
export interface PlacedIteration {
  readonly user: { readonly userId: number };
  /** Handles an unhandled rejection or exception that was traced to this iteration. */
  strayed(error: unknown): void;
}

/** The iteration and the queue to which the running code of the scenario belongs. */
export interface Place {
  readonly iteration: PlacedIteration;
  readonly queue: StepQueue;
  /** Inside a function that is an argument of a step: the name of that step. */
  readonly argumentOf: string | undefined;
}

/** Follows the scenario's code through awaits, timers and callbacks. */
export const places = new AsyncLocalStorage<Place>();
