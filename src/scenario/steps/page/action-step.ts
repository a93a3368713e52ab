import type { OperationOptions, PagePort } from "../../page-port.js";
import { type ActionOptions, actionOptions } from "../arguments/action-options.js";
import type { Parameter, StepDefinition } from "../step-call.js";
import { type PageOperation, pageStep } from "./page-steps.js";

/** What an action on the page receives beside the step's arguments. */
interface Action extends PageOperation {
  /** Those of every operation, and those of the action. */
  readonly options: OperationOptions & ActionOptions;
}

/** Defines a step on the page with options of actions, of which it takes these. With `settle` it can wait for what it causes. They are checked before the action begins. */
export function actionStep<V extends readonly unknown[]>(
  parameters: { readonly [I in keyof V]: Parameter<V[I]> },
  options: readonly string[],
  act: (page: PagePort, values: V, action: Action) => Promise<unknown>,
): StepDefinition {
  return pageStep<V>(
    parameters,
    (page, values, operation) => {
      const own = actionOptions(operation.given);
      return act(page, values, { ...operation, options: { ...operation.options, ...own } });
    },
    { options: options.filter((name) => name !== "settle"), acts: options.includes("settle") },
  );
}
