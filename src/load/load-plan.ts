import { type ClosedLoadPlan, plannedUserMs } from "./closed-plan.js";
import { arrivalsBetween, type OpenLoadPlan } from "./open-plan.js";

/** All load plans: so many users at work, or so many arrivals per time. */
export type LoadPlan = ClosedLoadPlan | OpenLoadPlan;

/** Milliseconds from T0 until the plan ends. */
export function planDurationMs(plan: LoadPlan): number {
  return plan.stages.reduce((total, { durationMs }) => total + durationMs, 0);
}

/** The greatest number of users that the plan ever asks for: what the cluster is sized for. */
export function peakUsers(plan: LoadPlan): number {
  if (plan.kind === "open") return plan.maxUsers;
  return plan.stages.reduce((peak, stage) => Math.max(peak, stage.users), plan.initialUsers);
}

/** What the plan wants between two instants since T0: user-seconds, or, of an open plan, arrivals. */
export function plannedLoad(plan: LoadPlan, fromMs: number, toMs: number): number {
  return plan.kind === "open" ? arrivalsBetween(plan, fromMs, toMs) : plannedUserMs(plan, fromMs, toMs) / 1000;
}
