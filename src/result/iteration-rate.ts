import type { RunResult } from "./model.js";

/** Iterations that ran to their end. Interrupted and lost ones say nothing about how fast the site is. */
export function finishedIterations({ succeeded, failed }: Pick<RunResult["iterations"], "succeeded" | "failed">): number {
  return succeeded + failed;
}

/** Finished iterations per second of the load; 0 when there was no load. */
export function iterationRate({ iterations, durationMs }: Pick<RunResult, "iterations" | "durationMs">): number {
  return durationMs > 0 ? finishedIterations(iterations) / (durationMs / 1000) : 0;
}
