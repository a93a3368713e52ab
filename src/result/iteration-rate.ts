import type { RunResult } from "./model.js";

/** Iterations that ran to their end. Interrupted and lost ones say nothing about how fast the site is. */
export function finishedIterations({ succeeded, failed }: Pick<RunResult["iterations"], "succeeded" | "failed">): number {
  return succeeded + failed;
}

/** How long users of one kind were there: rates are over this time. */
export function loadDurationMs({ durationMs, ownDurationMs }: Pick<RunResult, "durationMs" | "ownDurationMs">): number {
  return ownDurationMs ?? durationMs;
}

/** Finished iterations per second of the load; 0 when there was no load. */
export function iterationRate(result: Pick<RunResult, "iterations" | "durationMs" | "ownDurationMs">): number {
  const ms = loadDurationMs(result);
  return ms > 0 ? finishedIterations(result.iterations) / (ms / 1000) : 0;
}
