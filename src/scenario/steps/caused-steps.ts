import { misfit, type StepCall } from "./step-call.js";
import { runGroup } from "./throttle-step.js";

/** The function of a context among a step's arguments. */
export function groupAt(call: StepCall, position: number): (context: unknown) => unknown {
  const group = call.args[position];
  if (typeof group === "function") return group as (context: unknown) => unknown;
  throw new TypeError(misfit({ name: "function", allowed: "a function of a context" }, group));
}

/** Runs the steps that are to cause something, and then waits for it. The watch began before, and ends in any case. */
export async function caused<W extends { end(): void }, T>(
  call: StepCall,
  { watch, cause }: { readonly watch: W; readonly cause: (context: unknown) => unknown },
  wait: (watch: W) => Promise<T>,
): Promise<T> {
  try {
    await call.own(() => runGroup(call, cause, () => {}));
    call.iteration.throwIfEnded();
    return await wait(watch);
  } finally {
    watch.end();
  }
}
