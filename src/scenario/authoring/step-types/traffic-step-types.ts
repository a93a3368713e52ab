import type { PageRequest, PageResponse } from "../../ports/traffic.js";
import type { Given, ReadOptions, Resolvable, State } from "../../steps/arguments/step-options.js";
import type { Context, Pipeline } from "../context-types.js";

/** A request or response to wait for: by its URL, as with `waitForURL`, or by a function of it and the user's state. */
type AwaitedTraffic<T, A> = string | RegExp | ((seen: T, state: State<A>) => boolean);

/** Steps that wait for a request of the page, its frames or workers, or for the response to one. */
export interface TrafficSteps<A, N extends string, G extends Given> {
  /**
   * Waits for a request. The steps of the function cause it: the page is watched before they run. Without a function, waits for
   * the next such request from now on. The timeout counts from when the function's steps are done.
   */
  waitForRequest(
    url: AwaitedTraffic<PageRequest, A>,
    cause: (context: Context<A, N, G>) => unknown,
    options?: Resolvable<ReadOptions<A, PageRequest>, A>,
  ): Pipeline<PageRequest, A, N, G>;
  waitForRequest(url: AwaitedTraffic<PageRequest, A>, options?: ReadOptions<A, PageRequest>): Pipeline<PageRequest, A, N, G>;
  /**
   * Waits for the response to a request, with any status, as `waitForRequest` does for a request:
   * `waitForResponse("**\/api/buy", (context) => context.click("#buy"))`.
   */
  waitForResponse(
    url: AwaitedTraffic<PageResponse, A>,
    cause: (context: Context<A, N, G>) => unknown,
    options?: Resolvable<ReadOptions<A, PageResponse>, A>,
  ): Pipeline<PageResponse, A, N, G>;
  waitForResponse(url: AwaitedTraffic<PageResponse, A>, options?: ReadOptions<A, PageResponse>): Pipeline<PageResponse, A, N, G>;
}
