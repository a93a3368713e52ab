import type { DraftStep } from "../draft/scenario-draft.js";

/** How many steps there are, for people: those inside others count, those around others and think time do not. */
export function countSteps(steps: readonly DraftStep[]): number {
  return steps.reduce((sum, step) => sum + countOf(step), 0);
}

function countOf(step: DraftStep): number {
  switch (step.kind) {
    case "comment":
      return 0;
    case "call":
      return step.step === "think" ? 0 : 1;
    case "cause":
    case "popup":
      return countSteps(step.cause);
    case "group":
    case "on-page":
      return countSteps(step.steps);
    case "close-popup":
      return 1;
  }
}
