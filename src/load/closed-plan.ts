import { z } from "zod";
import { MAX_CHANGED_STAGES, planMilliseconds } from "./plan-stages.js";

const userCount = z.number().finite().nonnegative();
const userStageSchema = z
  .strictObject({ durationMs: planMilliseconds, users: userCount, paused: z.literal(true).optional() })
  .readonly();
/**
 * One piece of a closed load plan: the target number of users changes linearly to `users` over `durationMs`; at once, if that
 * is 0. A paused one has a target of 0, and the plan goes on from its `users` after it. A change during a ramp divides a piece, so
 * `users` may be a fraction.
 */
export type UserStage = z.infer<typeof userStageSchema>;

export const closedPlanSchema = z
  .strictObject({
    kind: z.literal("closed"),
    version: z.int().positive(),
    /** Users at T0. */
    initialUsers: userCount,
    stages: z.array(userStageSchema).max(MAX_CHANGED_STAGES).readonly(),
  })
  .readonly();
/**
 * A load plan for the closed model: how many users should be active as a function of the time since T0. The protocol
 * carries it with a version, so that it can be changed while running.
 */
export type ClosedLoadPlan = z.infer<typeof closedPlanSchema>;

/** A plan of `users` for `durationMs`, which ramps up linearly during the first `rampUpMs`. */
export function constantUsers(spec: {
  readonly users: number;
  readonly durationMs: number;
  readonly rampUpMs: number;
}): ClosedLoadPlan {
  const rampUpMs = Math.min(spec.rampUpMs, spec.durationMs);
  const steady = { durationMs: spec.durationMs - rampUpMs, users: spec.users };
  if (rampUpMs === 0) return { kind: "closed", version: 1, initialUsers: spec.users, stages: [steady] };
  const ramp = { durationMs: rampUpMs, users: spec.users };
  return { kind: "closed", version: 1, initialUsers: 0, stages: [ramp, steady] };
}

/** A plan of stages, each changing linearly from the end of the previous one; starts at 0 users. */
export function stagedUsers(stages: readonly UserStage[]): ClosedLoadPlan {
  return { kind: "closed", version: 1, initialUsers: 0, stages };
}

/** The target number of users at `atMs` since T0, as a fraction. 0 after the end. */
export function targetUsers(plan: ClosedLoadPlan, atMs: number): number {
  let from = plan.initialUsers;
  let startMs = 0;
  for (const stage of plan.stages) {
    const endMs = startMs + stage.durationMs;
    if (atMs < endMs && stage.paused === true) return 0;
    if (atMs < endMs) return from + ((stage.users - from) * Math.max(0, atMs - startMs)) / stage.durationMs;
    from = stage.users;
    startMs = endMs;
  }
  return 0;
}

/** Integral of the target between two instants since T0 (default: over the whole plan): user-seconds, times 1000. */
export function plannedUserMs(plan: ClosedLoadPlan, fromMs = 0, toMs = Number.POSITIVE_INFINITY): number {
  let startUsers = plan.initialUsers;
  let startMs = 0;
  let total = 0;
  for (const stage of plan.stages) {
    const endMs = startMs + stage.durationMs;
    const [from, to] = [Math.max(fromMs, startMs), Math.min(toMs, endMs)];
    if (to > from && stage.paused !== true) {
      const usersAt = (atMs: number) => startUsers + ((stage.users - startUsers) * (atMs - startMs)) / stage.durationMs;
      total += ((usersAt(from) + usersAt(to)) / 2) * (to - from);
    }
    startUsers = stage.users;
    startMs = endMs;
  }
  return total;
}

/**
 * Whether the `ordinal`-th user (1 is the first to start and the last to leave) is active at `atMs`. In a ramp from 0 to
 * n users over d, user k is active from (k - 1) · d / n on, so the first starts at once.
 */
export function isUserWanted(plan: ClosedLoadPlan, ordinal: number, atMs: number): boolean {
  return targetUsers(plan, atMs) > ordinal - 1;
}

/** The plan as it would be if its pauses went on with the users that they interrupt. */
export function withPausesHeld(plan: ClosedLoadPlan): ClosedLoadPlan {
  if (!plan.stages.some(({ paused }) => paused)) return plan;
  return { ...plan, stages: plan.stages.map(({ durationMs, users }) => ({ durationMs, users })) };
}

/** Milliseconds to look past a corner of the plan, so that rounding cannot put us before it. */
const PAST_CORNER_MS = 1e-6;

/** The first instant at or after `fromMs` at which the user is active (`wanted: false`: inactive); `undefined` when there is none. */
export function nextChange(
  plan: ClosedLoadPlan,
  ordinal: number,
  query: { readonly fromMs: number; readonly wanted: boolean },
): number | undefined {
  if (isUserWanted(plan, ordinal, query.fromMs) === query.wanted) return query.fromMs;
  const corner = corners(plan, ordinal).find(
    (at) => at + PAST_CORNER_MS >= query.fromMs && isUserWanted(plan, ordinal, at + PAST_CORNER_MS) === query.wanted,
  );
  return corner === undefined ? undefined : Math.max(corner, query.fromMs);
}

/** The instants, in order, at which {@link isUserWanted} can change. */
function corners(plan: ClosedLoadPlan, ordinal: number): readonly number[] {
  const found: number[] = [];
  let from = plan.initialUsers;
  let startMs = 0;
  for (const stage of plan.stages) {
    found.push(startMs);
    const share = (ordinal - 1 - from) / (stage.users - from);
    if (share > 0 && share < 1) found.push(startMs + share * stage.durationMs);
    from = stage.users;
    startMs += stage.durationMs;
  }
  found.push(startMs);
  return found;
}
