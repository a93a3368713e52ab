import { chosenFiles, FILES } from "../arguments/chosen-files.js";
import { caused, groupAt } from "../caused-steps.js";
import { misfit, type StepCall, type StepDefinition } from "../step-call.js";
import { runGroup } from "../throttle-step.js";
import { measured, operationOptions, pageLabel, pageStep, SELECTOR } from "./page-steps.js";

/** Steps that send files to the site, or receive them. */
export const FILE_STEPS = {
  setInputFiles: pageStep([SELECTOR, FILES], async (page, [selector, files], { options }) =>
    page.files.setInputFiles(selector, await chosenFiles(files), options),
  ),
  waitForFileChooser: { perform: (call) => measured(call, prepareFileChooser) },
  waitForDownload: { perform: (call) => measured(call, prepareDownload) },
} as const satisfies Readonly<Record<string, StepDefinition>>;

async function prepareFileChooser(call: StepCall) {
  const cause = groupAt(call, 0);
  call.describe({ label: pageLabel(call) });
  const files = await chosenFiles(await call.resolve(1, FILES));
  const { name, timeoutMs } = await call.options(2, []);
  call.describe({ name });
  const { page } = call.iteration.ports;
  return async () => {
    const begun = { watch: page.files.watchFileChooser(), cause };
    const value = await caused(call, begun, (watch) => watch.choose(files, operationOptions(call, timeoutMs)));
    return { value };
  };
}

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
