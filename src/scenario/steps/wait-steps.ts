import { templatePath } from "../../telemetry/page-templates.js";
import type { AwaitedAddress } from "../ports/waits.js";
import { functionSource } from "./function-source.js";
import { checkWaitUntil } from "./history-steps.js";
import { measured, operationOptions, pageLabel } from "./page-steps.js";
import { places } from "./place.js";
import { checkDuration, misfit, type Parameter, type StepCall, type StepDefinition } from "./step-call.js";
import { urlMatcher } from "./url-pattern.js";

/** Steps that wait for an address or a condition of the page. */
export const WAIT_STEPS = {
  waitForURL: { perform: (call) => measured(call, prepareURL) },
  waitForFunction: { perform: (call) => measured(call, prepareFunction) },
} as const satisfies Readonly<Record<string, StepDefinition>>;

/** Holds an error that the scenario's condition threw. */
interface Thrown {
  error?: unknown;
}

async function prepareURL(call: StepCall) {
  const thrown: Thrown = {};
  const address = addressOf(call, thrown);
  const { name, timeoutMs, values } = await call.options(1, ["waitUntil"]);
  call.describe({ name });
  const options = { ...operationOptions(call, timeoutMs), waitUntil: checkWaitUntil(values.waitUntil) };
  return async () => {
    await call.iteration.ports.page.waits.forURL(address, options);
    if ("error" in thrown) throw thrown.error;
    return { value: undefined };
  };
}

/** A function is a predicate of the URL, as in Playwright; elsewhere, a function returns the argument. */
function addressOf(call: StepCall, thrown: Thrown): AwaitedAddress {
  const [given] = call.args;
  const { config, routes } = call.iteration.user;
  if (typeof given === "function") {
    call.describe({ label: call.operation });
    return { shown: "one that the function accepts", fits: predicate(call, given as Condition, thrown) };
  }
  call.resolved.push(given instanceof RegExp ? String(given) : given);
  if (given instanceof RegExp) {
    // The label is that of a function: a pattern may contain an id.
    call.describe({ target: String(given), label: call.operation });
    // Without `g` and `y`, which make a test start where the last one ended.
    const pattern = new RegExp(given.source, given.flags.replace(/[gy]/g, ""));
    return { shown: String(given), fits: (url) => pattern.test(url) };
  }
  if (typeof given !== "string" || given.trim() === "") {
    const allowed = "a URL, a glob such as **/done, a regular expression, or a function of the URL";
    throw new TypeError(misfit({ name: "url", allowed }, given));
  }
  call.describe({ target: given, label: `${call.operation} ${templatePath(given, routes)}` });
  return { shown: given, fits: urlMatcher(given, config) };
}

type Condition = (url: URL, state: unknown) => unknown;

const ASYNC_CONDITION =
  "its url is a function that returns a promise, but the function has to return at once: it must not be async";

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === "function";
}

/** Accepts at an error, which ends the wait; the step then throws it. */
function predicate(call: StepCall, condition: Condition, thrown: Thrown): (url: string) => boolean {
  const place = { iteration: call.iteration, queue: call.queue, argumentOf: call.operation };
  return (url) => {
    try {
      const accepted = places.run(place, () => condition(new URL(url), call.iteration.state));
      if (isThenable(accepted)) {
        Promise.resolve(accepted).catch(() => {});
        throw new TypeError(ASYNC_CONDITION);
      }
      return Boolean(accepted);
    } catch (error) {
      thrown.error = error;
      return true;
    }
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
