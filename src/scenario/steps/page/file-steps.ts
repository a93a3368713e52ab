import { chosenFiles, FILES } from "../arguments/chosen-files.js";
import { misfit, type StepCall, type StepDefinition } from "../step-call.js";
import { runGroup } from "../throttle-step.js";
import { measured, operationOptions, pageLabel, pageStep, SELECTOR } from "./page-steps.js";

/** Steps that send files to the site, or receive them. */
export const FILE_STEPS = {
  setInputFiles: pageStep([SELECTOR, FILES], async (page, [selector, files], { options }) =>
    page.files.setInputFiles(selector, await chosenFiles(files), options),
  ),
  waitForDownload: { perform: (call) => measured(call, prepareDownload) },
} as const satisfies Readonly<Record<string, StepDefinition>>;

async function prepareDownload(call: StepCall) {
  call.describe({ label: pageLabel(call) });
  const [cause] = call.args;
  if (typeof cause !== "function") throw new TypeError(misfit({ name: "function", allowed: "a function of a context" }, cause));
  const { name, timeoutMs, values } = await call.options(1, ["as"]);
  call.describe({ name });
  return async () => {
    const expected = await call.iteration.ports.page.files.expectDownload(operationOptions(call, timeoutMs));
    try {
      await call.own(() => runGroup(call, cause as (context: unknown) => unknown, () => {}));
      call.iteration.throwIfEnded();
      return { value: await expected.finished(operationOptions(call, timeoutMs)), as: values.as };
    } finally {
      await expected.end();
    }
  };
}
