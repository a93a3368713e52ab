import { withoutOwnCode } from "../../base/wording/user-place.js";
import { EndSignal } from "../iteration/end-signal.js";
import type { RunningIteration } from "../iteration/running-iteration.js";
import type { PagePort } from "../page-port.js";
import { performStep, StepCall, type StepDefinition } from "./step-call.js";
import { QueuedStep, StepQueue } from "./step-queue.js";

/** A step that does not wait for its turn. */
export interface StepBeside {
  readonly operation: string;
  readonly definition: StepDefinition;
  readonly args: readonly unknown[];
  readonly page: PagePort;
  /** Called with the error before the step rejects with it. */
  readonly failed?: (error: Error) => void;
}

/**
 * Performs a step at once, beside those that are under way, as in code that is not a chain. It is measured and named, and it
 * fails, as a step of the chain. Rejects with an {@link EndSignal} once the iteration has ended.
 */
export function stepBeside(
  iteration: RunningIteration,
  { operation, definition, args, page, failed }: StepBeside,
): Promise<unknown> {
  const refusal = refusalOf(iteration, operation);
  if (refusal !== undefined) return handedOver(Promise.reject(refusal));
  const captured: { readonly stack?: string } = {};
  // Between a matcher and the test are many frames of Playwright's own.
  const { stackTraceLimit } = Error;
  if (operation === "expect") Error.stackTraceLimit = 30;
  Error.captureStackTrace(captured, stepBeside);
  Error.stackTraceLimit = stackTraceLimit;
  // Formatted only when it is read.
  const callSite = {
    get stack() {
      return withoutOwnCode(captured.stack ?? "");
    },
  };
  const queue = new StepQueue(iteration.queue);
  const signal = iteration.unawaited.signal;
  const step = new QueuedStep({
    operation,
    callSite,
    previous: undefined,
    run: (turned) =>
      iteration.pages.beside(page, () => performStep(definition, new StepCall(turned, { iteration, queue, args, signal }))),
  });
  step.markAwaited();
  void iteration.queue.runBeside(step);
  return handedOver(step.promise, failed);
}

/** A failure that nobody awaits is an unhandled rejection, which fails the iteration; the iteration's own end is none. */
function handedOver(settling: Promise<unknown>, failed?: (error: Error) => void): Promise<unknown> {
  const result: Promise<unknown> = new Promise((resolve, reject) => {
    settling.then(resolve, (error: Error) => {
      failed?.(error);
      reject(error);
      if (error instanceof EndSignal) result.catch(() => {});
    });
  });
  return result;
}

function refusalOf(iteration: RunningIteration, operation: string): EndSignal | undefined {
  if (!iteration.over) return iteration.endSignal;
  iteration.ports.observer.lateStep(operation);
  return new EndSignal(`${operation} was called after its iteration had ended: await it in the test`);
}
