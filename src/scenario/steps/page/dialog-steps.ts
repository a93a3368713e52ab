import { type AnyDialogAnswer, misfitOfAnswer } from "../../authoring/dialog-answer.js";
import { caused, groupAt } from "../caused-steps.js";
import { misfit, type StepCall, type StepDefinition } from "../step-call.js";
import { measured, operationOptions, pageLabel } from "./page-steps.js";

/** Steps for the dialogs of a page. */
export const DIALOG_STEPS = {
  onDialog: { perform: setAnswer },
  waitForDialog: { perform: (call) => measured(call, prepareDialog) },
} as const satisfies Readonly<Record<string, StepDefinition>>;

function setAnswer(call: StepCall): void {
  const [answer] = call.args;
  call.resolved.push(answer);
  const wrong = misfitOfAnswer(answer);
  if (wrong !== undefined) throw new TypeError(misfit({ name: `answer${wrong.part}`, allowed: wrong.allowed }, wrong.value));
  const { user, pages } = call.iteration;
  user.dialogs.set(pages.own, answer as AnyDialogAnswer);
}

async function prepareDialog(call: StepCall) {
  const cause = groupAt(call, 0);
  call.describe({ label: pageLabel(call) });
  const { name, timeoutMs, values } = await call.options(1, ["as"]);
  call.describe({ name });
  const { page } = call.iteration.ports;
  return async () => {
    const begun = { watch: page.dialogs.watch(), cause };
    const value = await caused(call, begun, (watch) => watch.next(operationOptions(call, timeoutMs)));
    return { value, as: values.as };
  };
}
