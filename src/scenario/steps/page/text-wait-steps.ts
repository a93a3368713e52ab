import type { AwaitedText } from "../../ports/waits.js";
import { causeOf, runCause } from "../cause.js";
import type { Parameter, StepCall, StepDefinition } from "../step-call.js";
import { measured, operationOptions, pageStep, SELECTOR, strictness } from "./page-steps.js";

const TEXT: Parameter<string | RegExp> = {
  name: "text",
  allowed: "a text that is not empty, or a regular expression",
  accepts: (value): value is string | RegExp => value instanceof RegExp || (typeof value === "string" && value.trim() !== ""),
};

const VALUE: Parameter<string | RegExp> = {
  name: "value",
  allowed: "a text or a regular expression",
  accepts: (value): value is string | RegExp => value instanceof RegExp || typeof value === "string",
};

/** Steps that wait for the text or value of an element. */
export const TEXT_WAIT_STEPS = {
  waitForText: pageStep([SELECTOR, TEXT], (page, [selector, text], { options }) => {
    const wanted = text instanceof RegExp ? patternOf(text) : { part: text };
    return page.waits.forText(selector, { kind: "text", wanted }, options);
  }),
  waitForValue: pageStep([SELECTOR, VALUE], (page, [selector, value], { options }) => {
    const wanted = value instanceof RegExp ? patternOf(value) : { whole: value };
    return page.waits.forText(selector, { kind: "value", wanted }, options);
  }),
  waitForChange: { perform: (call) => measured(call, prepareChange) },
} as const satisfies Readonly<Record<string, StepDefinition>>;

/** Without `g` and `y`, which make a test start where the last one ended. */
function patternOf({ source, flags }: RegExp): AwaitedText["wanted"] {
  return { source, flags: flags.replace(/[gy]/g, "") };
}

/** Reads the text before the scenario's function runs, so that a change which its steps cause is not missed. */
async function prepareChange(call: StepCall) {
  call.describe({ label: call.operation });
  const selector = await call.resolve(0, SELECTOR);
  call.describe({ target: selector });
  const { cause, optionsAt } = causeOf(call);
  const { name, timeoutMs, values } = await call.options(optionsAt, ["strict"]);
  call.describe({ name });
  const options = { ...operationOptions(call, timeoutMs), ...strictness(values.strict) };
  const { waits } = call.iteration.ports.page;
  const before = await waits.forText(selector, { kind: "shown", wanted: "any" }, options);
  await runCause(call, cause);
  return async () => ({ value: await waits.forText(selector, { kind: "shown", wanted: { otherThan: before } }, options) });
}
