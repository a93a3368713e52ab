import { z } from "zod";
import { closedPlanSchema, plannedUserMs } from "./closed-plan.js";
import { arrivalsBetween, openPlanSchema } from "./open-plan.js";

/** A load plan as the protocol and the journal carry it. */
export const loadPlanSchema = z.discriminatedUnion("kind", [closedPlanSchema, openPlanSchema]);
/** A load plan of either model: a number of active users, or an arrival rate. */
export type LoadPlan = z.infer<typeof loadPlanSchema>;

/** Milliseconds from T0 until the plan ends. */
export function planDurationMs(plan: LoadPlan): number {
  return plan.stages.reduce((total, { durationMs }) => total + durationMs, 0);
}

/** The peak number of users, which the cluster is sized for. */
export function peakUsers(plan: LoadPlan): number {
  if (plan.kind === "open") return plan.maxUsers;
  return plan.stages.reduce((peak, stage) => Math.max(peak, stage.users), plan.initialUsers);
}

/** The planned load between two instants since T0: user-seconds, or arrivals for an open plan. */
export function plannedLoad(plan: LoadPlan, fromMs: number, toMs: number): number {
  return plan.kind === "open" ? arrivalsBetween(plan, fromMs, toMs) : plannedUserMs(plan, fromMs, toMs) / 1000;
}
