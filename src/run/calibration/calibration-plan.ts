import type { ClosedLoadPlan } from "../../load/closed-plan.js";

/** More than so many times what the figures promise is not tried. */
const BEYOND_FIGURES = 4;

/** What a node is sized for by the figures of its browser connection. */
export interface NodeCapacity {
  readonly usersByCpu: number;
  readonly usersByMemory: number;
}

/** How many users a trial goes up to: no more than the run asks for, and none that would fill the node's memory. */
export function trialUsers(users: number, { usersByCpu, usersByMemory }: NodeCapacity): number {
  const most = Math.min(BEYOND_FIGURES * Math.max(1, usersByCpu), Math.max(1, usersByMemory));
  return Math.max(1, Math.min(users, most));
}

/**
 * One user at first, then as many again in each stage of the same length: what a user costs may be a hundredth of a CPU or
 * a whole one, and the error of a doubling is the same share of either.
 */
export function trialPlan(users: number, durationMs: number): ClosedLoadPlan {
  const steps = [1];
  for (let next = 2; next < users; next *= 2) steps.push(next);
  if (users > 1) steps.push(users);
  // The last number is held, too.
  const stageMs = durationMs / (steps.length + 1);
  const stages = [...steps, users].map((to) => ({ durationMs: stageMs, users: to }));
  return { kind: "closed", version: 1, initialUsers: 1, stages };
}
