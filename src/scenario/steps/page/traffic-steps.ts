import type { PageRequest, PageResponse, Traffic, TrafficWatch, WaitedResponse } from "../../ports/traffic.js";
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
      const found = await watching.found(options);
      rethrow();
      const value = kind === "response" ? withBody(found as PageResponse, () => watching.body(options)) : found;
      return { value, as: values.as };
    };
  };
  try {
    return await measured(call, prepare);
  } finally {
    watch?.end();
  }
}

const originals = new WeakMap<object, PageResponse>();

/** The response, as the page has seen it, of one that a step has waited for. */
export function waitedFor(waited: PageResponse): PageResponse | undefined {
  return originals.get(waited);
}

/** The methods are not enumerable: the response stays plain data for `as`, comparisons and JSON. */
function withBody(response: PageResponse, body: () => Promise<Uint8Array>): WaitedResponse {
  const text = async () => Buffer.from(await body()).toString("utf8");
  const json = async () => {
    const given = await text();
    try {
      return JSON.parse(given);
    } catch (error) {
      throw new Error(`the body of ${response.url} is not JSON: it begins with ${JSON.stringify(given.slice(0, SHOWN))}`, {
        cause: error,
      });
    }
  };
  const methods = { body: { value: body }, text: { value: text }, json: { value: json } };
  const waited = Object.defineProperties({ ...response } as WaitedResponse, methods);
  originals.set(waited, response);
  return waited;
}

const SHOWN = 40;
