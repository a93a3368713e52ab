import type { AbortReason, InterceptedRequest } from "../../ports/network.js";
import type { Given, Resolvable, State, StepOptions } from "../../steps/arguments/step-options.js";
import type { Pipeline } from "../context-types.js";

/** An answer that a route gives in place of the server. As in Playwright, one of `body`, `json` and `path`. */
export interface FulfillAnswer {
  /** Default 200. */
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Replaces the header `content-type`. Default: that of `json` or of the file's extension. */
  readonly contentType?: string | undefined;
  readonly body?: string | Uint8Array | undefined;
  /** A value to send as JSON. */
  readonly json?: unknown;
  /** A file to send: what `asset("./users.json")` returned. */
  readonly path?: string | undefined;
}

/** What changes in a request that a route sends on. What is absent stays as it is. */
export interface ContinueChanges {
  /** With the same protocol. The page does not see the change. */
  readonly url?: string | undefined;
  readonly method?: string | undefined;
  /** All headers to send; `undefined` leaves one out. Cookies stay as they are. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** Anything but text and bytes is sent as JSON. */
  readonly postData?: unknown;
}

/** What a route does with a request: exactly one of the three. */
export type RouteAnswer =
  | { readonly fulfill: FulfillAnswer }
  | { readonly abort: true | AbortReason }
  | { readonly continue: true | ContinueChanges };

// biome-ignore lint/suspicious/noConfusingVoidType: a function without a return statement leaves the request to older routes.
type Answered = RouteAnswer | undefined | void;

/** An answer for every request, or a function that decides. What returns nothing leaves the request to older routes. */
export type RouteHandler<A> = RouteAnswer | ((request: InterceptedRequest, state: State<A>) => Answered | PromiseLike<Answered>);

/** The addresses that a route is for: a URL, a glob such as `"**\/api/**"`, a regular expression, or a function of the URL. */
export type RoutePattern = string | RegExp | ((url: URL) => boolean);

/** Options of `route`. */
export interface RouteOptions extends StepOptions {
  /** How many requests the route is for. Default: all. */
  readonly times?: number | undefined;
}

/** Steps that change the user's network. */
export interface NetworkSteps<A, N extends string, G extends Given> {
  /**
   * Answers requests in place of the server (`{ fulfill: { json: [] } }`), aborts them (`{ abort: "failed" }`), or changes them on
   * their way (`{ continue: { headers } }`). It is for requests of the page, its frames, workers and popups, and stays until
   * `unroute` or the end of the user's browser context. The newest of several routes is asked first. A function runs on the
   * node; an error that it throws fails the running iteration.
   */
  route(pattern: RoutePattern, handler: RouteHandler<A>, options?: Resolvable<RouteOptions, A>): Pipeline<void, A, N, G>;
  /** Removes all routes that were set with this pattern. Without one, removes all routes. */
  unroute(pattern?: RoutePattern, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
  /** Cuts the user off from the network, or connects it again. Pages see it in `navigator.onLine`. */
  setOffline(offline: Resolvable<boolean, A>, options?: Resolvable<StepOptions, A>): Pipeline<void, A, N, G>;
}
