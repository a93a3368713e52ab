import { throwIfRefused } from "../../iteration/page-judgement.js";
import type { PagePort } from "../../page-port.js";
import { caused, groupAt } from "../caused-steps.js";
import type { Parameter, StepCall, StepDefinition } from "../step-call.js";
import { runGroup } from "../throttle-step.js";
import { loadOptions } from "./history-steps.js";
import { measured, operationOptions, pageLabel, pageStep } from "./page-steps.js";

const POPUP: Parameter<number> = {
  name: "popup",
  allowed: "the number of a popup that waitForPopup returned",
  accepts: (value): value is number => typeof value === "number" && Number.isInteger(value) && value > 0,
};

/** Steps for the windows and tabs that a page opens. */
export const WINDOW_STEPS = {
  waitForPopup: { perform: (call) => measured(call, preparePopup) },
  onPage: { perform: actOnPage },
  closePopup: pageStep([POPUP], async (page, [popup], { options }) => {
    // A page of a further context has popups of its own.
    popupOf(page, popup);
    await page.windows.close(popup, options);
  }),
} as const satisfies Readonly<Record<string, StepDefinition>>;

async function preparePopup(call: StepCall) {
  const cause = groupAt(call, 0);
  call.describe({ label: pageLabel(call) });
  const { name, timeoutMs, values } = await call.options(1, ["as", "status", "waitUntil"]);
  call.describe({ name });
  const options = loadOptions({ options: operationOptions(call, timeoutMs), given: values, call });
  const { page } = call.iteration.ports;
  return async () => {
    const begun = { watch: page.windows.watch(), cause };
    return { value: await caused(call, begun, (watch) => watch.opened(options)), as: values.as };
  };
}

async function actOnPage(call: StepCall): Promise<unknown> {
  const { iteration } = call;
  const number = await call.resolve(0, POPUP);
  const group = groupAt(call, 1);
  call.describe({ label: call.operation });
  return iteration.pages.during(popupOf(iteration.pages.own, number), async () => {
    try {
      const value = await call.own(() => runGroup(call, group, () => {}));
      throwIfRefused(iteration, "after the last step there");
      return value;
    } catch (error) {
      // Here, so that it names the popup's page.
      throw call.failure(error);
    }
  });
}

function popupOf({ windows }: PagePort, number: number): PagePort {
  const page = windows.popup(number);
  if (page !== undefined) return page;
  throw new Error(
    `there is no popup ${number} in this iteration; popups are closed at the end of the iteration that opened them`,
  );
}
