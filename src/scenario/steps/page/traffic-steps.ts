import type { PageRequest, PageResponse, Traffic, TrafficWatch } from "../../ports/traffic.js";
import { urlCondition } from "../arguments/url-condition.js";
import { causeOf, runCause } from "../cause.js";
import type { StepCall, StepDefinition } from "../step-call.js";
import { measured, operationOptions } from "./page-steps.js";

/** Steps that wait for a request of the page, or the response to one. */
export const TRAFFIC_STEPS = {
  waitForRequest: { perform: (call) => untilSeen(call, "request") },
  waitForResponse: { perform: (call) => untilSeen(call, "response") },
} as const satisfies Readonly<Record<string, StepDefinition>>;

/** Watches before the scenario's function runs, so that what its steps cause is not missed. */
async function untilSeen<K extends keyof Traffic>(call: StepCall, kind: K): Promise<unknown> {
  let watch: TrafficWatch<Traffic[K]> | undefined;
  const prepare = async () => {
    const { shown, fits, rethrow } = urlCondition<PageRequest | PageResponse>(call, {
      urlOf: ({ url }) => url,
      argumentOf: (seen) => seen,
      named: `the ${kind}`,
    });
    const { cause, optionsAt } = causeOf(call);
    const { name, timeoutMs, values } = await call.options(optionsAt, ["as"]);
    call.describe({ name });
    const options = operationOptions(call, timeoutMs);
    const preposition = kind === "request" ? "to" : "from";
    const shownAs = shown === undefined ? "that the function accepts" : `${preposition} ${shown}`;
    const watching = call.iteration.ports.page.traffic.watch(kind, { shown: shownAs, fits });
    watch = watching;
    await runCause(call, cause);
    return async () => {
      const value = await watching.found(options);
      rethrow();
      return { value, as: values.as };
    };
  };
  try {
    return await measured(call, prepare);
  } finally {
    watch?.end();
  }
}
