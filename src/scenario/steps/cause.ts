import type { StepCall } from "./step-call.js";
import { runGroup } from "./throttle-step.js";

/** A function of the scenario whose steps cause what a step waits for. */
export type Cause = (context: unknown) => unknown;

/** The function at the second position, which the step's options follow; absent, they take its place. */
export function causeOf(call: StepCall): { readonly cause: Cause | undefined; readonly optionsAt: number } {
  const [, given] = call.args;
  if (typeof given === "function") return { cause: given as Cause, optionsAt: 2 };
  return { cause: undefined, optionsAt: 1 };
}

/** Runs the function and its steps, which report their own failures. */
export async function runCause(call: StepCall, cause: Cause | undefined): Promise<void> {
  if (cause !== undefined) await call.own(() => runGroup(call, cause, () => {}));
}
