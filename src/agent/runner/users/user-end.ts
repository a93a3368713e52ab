/** How a user ended. */
export type UserEnd =
  | "end"
  | "iterations-done"
  | "halted"
  | "data-used-up"
  | "failed"
  | "aborted"
  | "interrupted"
  | "never-started";

/** How a node's users ended. */
export interface UserTally {
  readonly succeeded: number;
  readonly failed: number;
  readonly neverStarted: number;
}

/** Counts users by how they ended. */
export function tallyOf(ends: readonly UserEnd[]): UserTally {
  const neverStarted = ends.filter((end) => end === "never-started").length;
  const failed = ends.filter((end) => end === "failed" || end === "aborted").length;
  return { succeeded: ends.length - neverStarted - failed, failed, neverStarted };
}
