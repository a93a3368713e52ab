import { templatePath } from "../../../telemetry/page-templates.js";
import { places } from "../place.js";
import { misfit, type StepCall } from "../step-call.js";
import { urlMatcher } from "./url-pattern.js";

/** A condition on what a step waits for, given by its first argument: a URL, a glob, a pattern or a function. */
export interface UrlCondition<T> {
  /** The argument as written in the scenario; `undefined` for a function. */
  readonly shown: string | undefined;
  /** Accepts when the scenario's function throws, which ends the wait; {@link rethrow} then throws the error. */
  readonly fits: (subject: T) => boolean;
  readonly rethrow: () => void;
}

/** What a condition is about: its URL, and what the scenario's function receives. */
interface Subject<T> {
  readonly urlOf: (subject: T) => string;
  readonly argumentOf: (subject: T) => unknown;
  /** Names the argument of the function in messages: "the URL". */
  readonly named: string;
}

/** The condition that the first argument states. Elsewhere a function returns the argument; here it is a predicate. */
export function urlCondition<T>(call: StepCall, { urlOf, argumentOf, named }: Subject<T>): UrlCondition<T> {
  const [given] = call.args;
  const { config, routes } = call.iteration.user;
  const plain = (shown: string, fits: (url: string) => boolean) => ({
    shown,
    fits: (subject: T) => fits(urlOf(subject)),
    rethrow: () => {},
  });
  if (typeof given === "function") {
    call.describe({ label: call.operation });
    return predicate(call, given as Predicate, argumentOf);
  }
  call.resolved.push(given instanceof RegExp ? String(given) : given);
  if (given instanceof RegExp) {
    // The label is that of a function: a pattern may contain an id.
    call.describe({ target: String(given), label: call.operation });
    // Without `g` and `y`, which make a test start where the last one ended.
    const pattern = new RegExp(given.source, given.flags.replace(/[gy]/g, ""));
    return plain(String(given), (url) => pattern.test(url));
  }
  if (typeof given !== "string" || given.trim() === "") {
    const allowed = `a URL, a glob such as **/done, a regular expression, or a function of ${named}`;
    throw new TypeError(misfit({ name: "url", allowed }, given));
  }
  call.describe({ target: given, label: `${call.operation} ${templatePath(given, routes)}` });
  return plain(given, urlMatcher(given, config));
}

type Predicate = (subject: unknown, state: unknown) => unknown;

const ASYNC_CONDITION =
  "its url is a function that returns a promise, but the function has to return at once: it must not be async";

function predicate<T>(call: StepCall, condition: Predicate, argumentOf: (subject: T) => unknown): UrlCondition<T> {
  const place = { iteration: call.iteration, queue: call.queue, argumentOf: call.operation };
  let thrown: { readonly error: unknown } | undefined;
  return {
    shown: undefined,
    fits: (subject) => {
      try {
        const accepted = places.run(place, () => condition(argumentOf(subject), call.iteration.state));
        if (isThenable(accepted)) {
          Promise.resolve(accepted).catch(() => {});
          throw new TypeError(ASYNC_CONDITION);
        }
        return Boolean(accepted);
      } catch (error) {
        thrown = { error };
        return true;
      }
    },
    rethrow: () => {
      if (thrown !== undefined) throw thrown.error;
    },
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === "function";
}
