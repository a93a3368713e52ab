import type { StepDefinition } from "../step-call.js";
import { pageStep } from "./page-steps.js";

/** Steps that wait for what an input has caused. */
export const INTERACTION_STEPS = {
  waitForInteraction: pageStep([], (page, _none, { options }) => page.interactions.over({ ...options, mayBeLocal: false })),
} as const satisfies Readonly<Record<string, StepDefinition>>;
