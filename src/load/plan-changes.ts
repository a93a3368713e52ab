import { type LoadPlan, planDurationMs } from "./load-plan.js";
import { MAX_CHANGED_STAGES } from "./plan-stages.js";

/** A change of a load plan while it runs. */
export type PlanChange =
  /** From now on `value` users, or arrivals per second, reached in a line over `overMs`; what the plan still had is dropped. */
  | { readonly kind: "set"; readonly value: number; readonly overMs: number }
  /** Nothing begins for `forMs`; then the plan goes on where it was, and ends that much later. */
  | { readonly kind: "pause"; readonly forMs: number }
  /** The pause ends now. */
  | { readonly kind: "resume" }
  /** The plan ends now. */
  | { readonly kind: "stop" };

/** One piece of a plan of either model: the target changes linearly to `value`. */
export interface PlanPiece {
  readonly durationMs: number;
  readonly value: number;
  readonly paused: boolean;
}

/** The plan with a change at `atMs` since T0; what lies before it stays as it is. Its version is one higher. */
export function changedPlan<P extends LoadPlan>(plan: P, change: PlanChange, atMs: number): P {
  const { before, after, value } = cutAt(plan, atMs);
  return withPieces(plan, [...before, ...piecesAfter(after, value, change)]);
}

/** Whether a plan has too many pieces to be changed once more. */
export function isFullOfChanges(plan: LoadPlan): boolean {
  return plan.stages.length > MAX_CHANGED_STAGES - 4;
}

/** When the pause that is under way at `atMs` ends; `undefined` when there is none. */
export function pauseEndMs(plan: LoadPlan, atMs: number): number | undefined {
  let startMs = 0;
  for (const { durationMs, paused } of plan.stages) {
    const endMs = startMs + durationMs;
    if (atMs < endMs) return paused === true && atMs >= startMs ? endMs : undefined;
    startMs = endMs;
  }
  return undefined;
}

/** The length of the pauses before `untilMs`. */
export function pausedMs(plan: LoadPlan, untilMs = Number.POSITIVE_INFINITY): number {
  let [startMs, total] = [0, 0];
  for (const { durationMs, paused } of plan.stages) {
    if (paused === true) total += Math.max(0, Math.min(untilMs, startMs + durationMs) - startMs);
    startMs += durationMs;
  }
  return total;
}

/** How long the plan lasts if a pause that is under way at `atMs` ends then. */
export function lengthFrom(plan: LoadPlan, atMs: number): number {
  return planDurationMs(plan) - Math.max(0, (pauseEndMs(plan, atMs) ?? atMs) - atMs);
}

/** The plan's target at its beginning: users, or arrivals per second. */
export function initialValue(plan: LoadPlan): number {
  return plan.kind === "closed" ? plan.initialUsers : plan.initialPerSecond;
}

/** The plan's pieces, whichever its model. */
export function piecesOf(plan: LoadPlan): readonly PlanPiece[] {
  return plan.kind === "closed"
    ? plan.stages.map(({ durationMs, users, paused }) => ({ durationMs, value: users, paused: paused === true }))
    : plan.stages.map(({ durationMs, perSecond, paused }) => ({ durationMs, value: perSecond, paused: paused === true }));
}

/** The plan's target at `atMs`, as if its pauses went on with what they interrupt. After the end it is that of the end. */
export function heldValueAt(plan: LoadPlan, atMs: number): number {
  return cutAt(plan, atMs).value;
}

function piecesAfter(after: readonly PlanPiece[], value: number, change: PlanChange): readonly PlanPiece[] {
  const [next, ...later] = after;
  switch (change.kind) {
    case "stop":
      return [];
    case "pause":
      return [{ durationMs: change.forMs, value, paused: true }, ...after];
    case "resume":
      return next?.paused === true ? later : after;
    case "set": {
      // A pause that is under way goes on.
      const pause = next?.paused === true ? [next] : [];
      const leftMs = lengthOf(next?.paused === true ? later : after);
      const overMs = Math.min(change.overMs, leftMs);
      const to = { value: change.value, paused: false };
      return [...pause, { durationMs: overMs, ...to }, { durationMs: leftMs - overMs, ...to }];
    }
  }
}

/** The pieces before and after an instant, and the target there. A piece that it falls into is divided. */
function cutAt(
  plan: LoadPlan,
  atMs: number,
): { readonly before: readonly PlanPiece[]; readonly after: readonly PlanPiece[]; readonly value: number } {
  const pieces = piecesOf(plan);
  let [startMs, from] = [0, initialValue(plan)];
  for (const [at, piece] of pieces.entries()) {
    const endMs = startMs + piece.durationMs;
    if (atMs < endMs) {
      const goneMs = Math.max(0, atMs - startMs);
      const value = from + ((piece.value - from) * goneMs) / piece.durationMs;
      const gone = goneMs > 0 ? [{ ...piece, durationMs: goneMs, value }] : [];
      const rest = { ...piece, durationMs: piece.durationMs - goneMs };
      return { before: [...pieces.slice(0, at), ...gone], after: [rest, ...pieces.slice(at + 1)], value };
    }
    [startMs, from] = [endMs, piece.value];
  }
  return { before: pieces, after: [], value: from };
}

function lengthOf(pieces: readonly PlanPiece[]): number {
  return pieces.reduce((total, { durationMs }) => total + durationMs, 0);
}

function withPieces<P extends LoadPlan>(plan: P, pieces: readonly PlanPiece[]): P {
  const stages = pieces.map(({ durationMs, value, paused }) => {
    const target = plan.kind === "closed" ? { users: value } : { perSecond: value };
    return { durationMs, ...target, ...(paused ? { paused: true as const } : {}) };
  });
  return { ...plan, version: plan.version + 1, stages } as P;
}
