import type { Given, Resolvable, State, WaitForFunctionOptions, WaitForURLOptions } from "../../steps/arguments/step-options.js";
import type { Pipeline } from "../context-types.js";

/** Steps that wait for an address or a condition of the page. */
export interface WaitSteps<A, N extends string, G extends Given> {
  /**
   * Waits until the page has an address: a URL, a glob such as `"**\/done"`, a regular expression, or one for which the function
   * returns `true`. The function gets the URL and the user's state. A relative URL or glob is resolved against the `baseUrl` of
   * the scenario's config.
   */
  waitForURL(
    url: string | RegExp | ((url: URL, state: State<A>) => boolean),
    options?: Resolvable<WaitForURLOptions, A>,
  ): Pipeline<void, A, N, G>;
  /**
   * Waits until a function, called repeatedly in the page, returns a truthy value or a promise of one, and resolves to
   * that value. The function is sent as source text, its argument and its result as with `evaluate`.
   */
  waitForFunction<R>(
    fn: () => R,
    arg?: undefined,
    options?: Resolvable<WaitForFunctionOptions, A>,
  ): Pipeline<Awaited<R>, A, N, G>;
  waitForFunction<R, P>(
    fn: (arg: P) => R,
    arg: Resolvable<P, A>,
    options?: Resolvable<WaitForFunctionOptions, A>,
  ): Pipeline<Awaited<R>, A, N, G>;
}
