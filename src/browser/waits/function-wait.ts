import { PageOperationError } from "../../scenario/page-port.js";
import type { AwaitedFunction } from "../../scenario/ports/waits.js";
import { callOf } from "../function-call.js";
import { type Evaluator, isDocumentGone, richValueInPage } from "../page-evaluation.js";
import type { Bounds, Operation } from "../page-operations.js";

export const FUNCTION_WAIT: Operation = {
  subject: "the function to return a truthy value",
  runsUserCode: true,
  endsItself: true,
  lacking: () => "it did not return",
};

/** The page in which the function is called. */
interface CalledIn {
  readonly cdp: Evaluator;
  /** Resolves when the page has a document. Absent: an evaluation waits for one. */
  readonly ready?: () => Promise<unknown>;
}

type Outcome = { readonly value: unknown } | { readonly last: string };

/** Calls the function in the page until it returns a truthy value, across navigations. */
export async function waitForFunction({ cdp, ready }: CalledIn, awaited: AwaitedFunction, bounds: Bounds): Promise<unknown> {
  const { source, args, everyMs } = awaited;
  const call = `() => ${callOf(source, args)}`;
  for (;;) {
    try {
      await ready?.();
      const expression = `(${UNTIL_TRUTHY})(${call}, ${Math.ceil(bounds.left())}, ${everyMs ?? "undefined"})`;
      const outcome = (await richValueInPage(cdp, expression)) as Outcome;
      if ("value" in outcome) return outcome.value;
      const waited = `waited ${Math.round(bounds.timeoutMs)} ms for ${FUNCTION_WAIT.subject}`;
      throw new PageOperationError("timeout", `${waited}: it returned ${outcome.last}`);
    } catch (error) {
      if (bounds.over.aborted || !isDocumentGone(error)) throw error;
    }
  }
}

/** Waits 100 ms at most for an animation frame, as pages that are not drawn have none. Uses no timers, which pages replace. */
const UNTIL_TRUTHY = `async (call, limitMs, everyMs) => {
  const endsAt = performance.now() + limitMs;
  for (;;) {
    const value = await call();
    if (value) return { value };
    if (performance.now() >= endsAt) return { last: value === "" ? '""' : String(value) };
    await new Promise((resolve) => {
      if (everyMs === undefined) requestAnimationFrame(resolve);
      AbortSignal.timeout(everyMs ?? 100).addEventListener("abort", resolve);
    });
  }
}`;
