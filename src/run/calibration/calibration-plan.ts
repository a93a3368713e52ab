import type { ClosedLoadPlan } from "../../load/closed-plan.js";

/** The trial goes up to this multiple of the capacity that the figures promise. */
const BEYOND_FIGURES = 4;

/** The node's capacity by the figures of its browser connection. */
export interface NodeCapacity {
  readonly usersByCpu: number;
  readonly usersByMemory: number;
}

/** The most users of a trial: at most what the run asks for, and fewer than would fill the node's memory. */
export function trialUsers(users: number, { usersByCpu, usersByMemory }: NodeCapacity): number {
  const most = Math.min(BEYOND_FIGURES * Math.max(1, usersByCpu), Math.max(1, usersByMemory));
  return Math.max(1, Math.min(users, most));
}

/**
 * Starts with one user and doubles in each of the equally long stages: a user may cost a hundredth of a CPU or
 * a whole one, and doubling has the same relative error for either.
 */
export function trialPlan(users: number, durationMs: number): ClosedLoadPlan {
  const steps = [1];
  for (let next = 2; next < users; next *= 2) steps.push(next);
  if (users > 1) steps.push(users);
  // The final number of users is held for a stage as well.
  const stageMs = durationMs / (steps.length + 1);
  const stages = [...steps, users].map((to) => ({ durationMs: stageMs, users: to }));
  return { kind: "closed", version: 1, initialUsers: 1, stages };
}
