import { messageOf } from "../../../base/errors.js";
import { templatePath } from "../../../telemetry/page-templates.js";
import type { InterceptedRequest, Route, RouteAction } from "../../ports/network.js";
import { routeActionOf } from "../arguments/route-action.js";
import { absoluteMatcher, absolutePattern } from "../arguments/url-pattern.js";
import { places } from "../place.js";
import { misfit, type Parameter, type StepCall, type StepDefinition } from "../step-call.js";
import { measured, operationOptions, pageStep } from "./page-steps.js";

const OFFLINE: Parameter<boolean> = {
  name: "offline",
  allowed: "true or false",
  accepts: (value): value is boolean => typeof value === "boolean",
};

/** Steps that change the user's network. */
export const NETWORK_STEPS = {
  route: { perform: (call) => measured(call, prepareRoute) },
  unroute: { perform: (call) => measured(call, prepareUnroute) },
  setOffline: pageStep([OFFLINE], (page, [offline], { options }) => page.network.setOffline(offline, options)),
} as const satisfies Readonly<Record<string, StepDefinition>>;

/** A route as the scenario wrote it. */
interface ScenarioRoute extends Route {
  readonly given: { readonly pattern: unknown; readonly handler: unknown };
}

/** Whether the step `route` was given this handler. */
export function isRouteOf(route: Route, handler: unknown): boolean {
  return (route as Partial<ScenarioRoute>).given?.handler === handler;
}

async function prepareRoute(call: StepCall) {
  const matcher = matcherOf(call);
  const handler = call.args[1];
  // A fixed answer is checked now, and its file read once.
  const answer = typeof handler === "function" ? undefined : await routeActionOf(handler);
  const { name, timeoutMs, values } = await call.options(2, ["times"]);
  call.describe({ name });
  const handle = typeof handler === "function" ? (handler as Handle) : () => answer;
  const left = { times: checkTimes(values.times) };
  const isForGood = values.times === undefined;
  const given = { pattern: call.args[0], handler };
  const route: ScenarioRoute = {
    ...matcher,
    given,
    actionFor: actionsOf(call, handle, left),
    // An older route of the same pattern is asked only when a function has returned nothing, and not if it is that function.
    replaces: (older) =>
      isForGood && isSamePattern(older, given.pattern) && (answer !== undefined || isSameHandler(older, handler)),
    isOver: () => left.times === 0,
  };
  return async () => {
    await call.iteration.ports.page.network.route(route, operationOptions(call, timeoutMs));
    return { value: undefined };
  };
}

async function prepareUnroute(call: StepCall) {
  const [given] = call.args;
  if (given === undefined) call.describe({ label: call.operation });
  else matcherOf(call);
  const { name, timeoutMs } = await call.options(1);
  call.describe({ name });
  const isMeant = (route: Route) => given === undefined || isSamePattern(route, given);
  return async () => {
    await call.iteration.ports.page.network.unroute(isMeant, operationOptions(call, timeoutMs));
    return { value: undefined };
  };
}

type Condition = (url: URL) => unknown;
type Handle = (request: InterceptedRequest, state: unknown) => unknown;

function matcherOf(call: StepCall): Pick<Route, "glob" | "fits"> {
  const [given] = call.args;
  const { config, routes } = call.iteration.user;
  // The label is that of a function: a pattern may contain an id.
  call.describe({ label: call.operation });
  if (typeof given === "function") return { fits: (url) => Boolean(inStep(call, () => (given as Condition)(new URL(url)))) };
  call.resolved.push(given instanceof RegExp ? String(given) : given);
  if (given instanceof RegExp) {
    call.describe({ target: String(given), label: call.operation });
    const pattern = new RegExp(given.source, given.flags.replace(/[gy]/g, ""));
    return { fits: (url) => pattern.test(url) };
  }
  if (typeof given !== "string" || given.trim() === "") {
    const allowed = "a URL, a glob such as **/api/**, a regular expression, or a function of the URL";
    throw new TypeError(misfit({ name: "pattern", allowed }, given));
  }
  call.describe({ target: given, label: `${call.operation} ${templatePath(given, routes)}` });
  const glob = absolutePattern(given, config);
  return { glob, fits: absoluteMatcher(glob) };
}

/** Asks the handler about each request. Its error fails the iteration that is running then, and the request is aborted. */
function actionsOf(call: StepCall, handle: Handle, left: { times: number }): Route["actionFor"] {
  const { current } = call.iteration.user;
  return async (request): Promise<RouteAction | undefined> => {
    if (left.times === 0) return undefined;
    left.times -= 1;
    try {
      const answer = await inStep(call, () => handle(request, current.iteration?.state));
      if (answer === undefined || answer === null) return undefined;
      // A fixed answer was checked already.
      return isAction(answer) ? answer : await routeActionOf(answer, request);
    } catch (error) {
      const path = templatePath(request.url, call.iteration.user.routes);
      const message = `${call.label} failed for ${request.method} ${path}: ${messageOf(error)}`;
      current.iteration?.strayed(Object.assign(new Error(message, { cause: error }), stackOf(error, message)));
      return { kind: "abort", reason: "failed" };
    }
  };
}

/** Steps that the scenario's function calls throw, because nothing waits for them. */
function inStep<T>(call: StepCall, run: () => T): T {
  const iteration = call.iteration.user.current.iteration ?? call.iteration;
  return places.run({ iteration, queue: call.queue, argumentOf: call.operation }, run);
}

function isAction(answer: unknown): answer is RouteAction {
  return typeof answer === "object" && answer !== null && "kind" in answer;
}

/** The place in the scenario's code. */
function stackOf(error: unknown, message: string): { readonly stack?: string } {
  if (!(error instanceof Error) || error.stack === undefined) return {};
  const frames = error.stack.split("\n").filter((line) => /^\s+at /.test(line));
  return { stack: [`Error: ${message}`, ...frames].join("\n") };
}

function checkTimes(times: unknown): number {
  if (times === undefined) return Number.POSITIVE_INFINITY;
  if (typeof times === "number" && Number.isInteger(times) && times > 0) return times;
  throw new TypeError(misfit({ name: "times", allowed: "a whole number above 0" }, times));
}

function isSamePattern(route: Route, pattern: unknown): boolean {
  const { pattern: own } = (route as ScenarioRoute).given;
  return own instanceof RegExp && pattern instanceof RegExp ? String(own) === String(pattern) : own === pattern;
}

/** Each iteration creates its functions anew. */
function isSameHandler(route: Route, handler: unknown): boolean {
  const { handler: own } = (route as ScenarioRoute).given;
  return typeof own === "function" && String(own) === String(handler);
}
