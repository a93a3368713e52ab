import { functionSource } from "../arguments/function-source.js";
import { urlCondition } from "../arguments/url-condition.js";
import { checkDuration, misfit, type Parameter, type StepCall, type StepDefinition } from "../step-call.js";
import { checkWaitUntil } from "./history-steps.js";
import { measured, operationOptions, pageLabel } from "./page-steps.js";

/** Steps that wait for an address or a condition of the page. */
export const WAIT_STEPS = {
  waitForURL: { perform: (call) => measured(call, prepareURL) },
  waitForFunction: { perform: (call) => measured(call, prepareFunction) },
} as const satisfies Readonly<Record<string, StepDefinition>>;

async function prepareURL(call: StepCall) {
  const {
    shown = "one that the function accepts",
    fits,
    rethrow,
  } = urlCondition<string>(call, {
    urlOf: (url) => url,
    argumentOf: (url) => new URL(url),
    named: "the URL",
  });
  const { name, timeoutMs, values } = await call.options(1, ["waitUntil"]);
  call.describe({ name });
  const options = { ...operationOptions(call, timeoutMs), waitUntil: checkWaitUntil(values.waitUntil) };
  return async () => {
    await call.iteration.ports.page.waits.forURL({ shown, fits }, options);
    rethrow();
    return { value: undefined };
  };
}

const ARGUMENT: Parameter<unknown> = { name: "arg", allowed: "a JSON value", accepts: (_value): _value is unknown => true };

async function prepareFunction(call: StepCall) {
  const source = functionSource(call.args[0]);
  call.resolved.push(source);
  call.describe({ label: pageLabel(call) });
  const arg = await call.resolve(1, ARGUMENT);
  const { name, timeoutMs, values } = await call.options(2, ["polling"]);
  call.describe({ name });
  const awaited = { source, args: arg === undefined ? [] : [arg], everyMs: checkPolling(values.polling) };
  const { waits } = call.iteration.ports.page;
  return async () => ({ value: await waits.forFunction(awaited, operationOptions(call, timeoutMs)) });
}

function checkPolling(polling: unknown): number | undefined {
  if (polling === undefined || polling === "raf") return undefined;
  const everyMs = checkDuration("polling", polling);
  if (everyMs > 0) return everyMs;
  throw new TypeError(misfit({ name: "polling", allowed: '"raf", or a duration above 0 such as "200ms"' }, polling));
}
