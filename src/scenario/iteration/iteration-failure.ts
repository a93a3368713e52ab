import { formatDuration } from "../../base/duration.js";
import { stackOf } from "../../base/errors.js";
import { userPlace, withoutOwnCode } from "../../base/wording/user-place.js";
import { PageOperationError } from "../page-port.js";
import { StepError } from "../steps/step-error.js";
import type { QueuedStep } from "../steps/step-queue.js";
import type { IterationFailure, IterationPorts, IterationScope } from "./iteration-ports.js";
import { likelyCausesOf } from "./page-judgement.js";
import type { UserEnvironment } from "./user-environment.js";

/** The iteration that failed. */
interface FailedIteration {
  readonly user: UserEnvironment;
  readonly ports: IterationPorts;
  readonly scope: IterationScope;
  readonly timeoutMs: number;
  pageUrl(): string | undefined;
}

/** The failure by an error that the scenario's code, or one of its steps, threw. `explain` finds the message for the former. */
export function failureByError(
  iteration: FailedIteration,
  error: unknown,
  { category, explain }: { readonly category: "scenario" | "stray"; readonly explain: (error: unknown) => string },
): IterationFailure {
  const url = iteration.pageUrl();
  if (!(error instanceof StepError)) {
    const message = explain(error);
    const likelyCauses = likelyCausesOf(iteration.ports.page, message, iteration.user.routes);
    const thrown = { message, stack: scenarioStack(error), step: undefined };
    return { category: isHttp(error) ? "http" : category, ...thrown, url, likelyCauses };
  }
  const { step: number, operation, label, likelyCauses } = error;
  return {
    category: operation === "expect" ? "check" : isHttp(error.cause) ? "http" : "step",
    message: error.message,
    stack: error.stack,
    step: { number, operation, label },
    url: error.page ?? url,
    likelyCauses,
  };
}

/** The stack from the scenario's own code on: what refuses one of its calls is no place to look at. */
function scenarioStack(error: unknown): string | undefined {
  const stack = stackOf(error);
  return stack === undefined || userPlace(error) === undefined ? stack : withoutOwnCode(stack);
}

/** The failure of an iteration that took too long, at the running step. */
export function failureByTimeout(iteration: FailedIteration, running: QueuedStep | undefined): IterationFailure {
  const { ports, scope, user } = iteration;
  const at = running?.identity;
  const where = at === undefined ? "no step was under way" : `it was at step ${at.number}: ${at.shown}`;
  const what = scope === "run" ? "the iteration" : "it";
  const message = `${what} took longer than ${formatDuration(iteration.timeoutMs)}; ${where}`;
  return {
    category: "timeout",
    message,
    stack: running === undefined ? undefined : `${message}\n${running.callStack}`,
    step:
      running === undefined || at === undefined
        ? undefined
        : { number: at.number, operation: running.operation, label: at.label },
    url: iteration.pageUrl(),
    likelyCauses: likelyCausesOf(ports.page, message, user.routes),
  };
}

function isHttp(error: unknown): boolean {
  return error instanceof PageOperationError && error.kind === "http";
}
