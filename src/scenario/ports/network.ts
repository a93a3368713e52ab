import type { OperationOptions } from "./operation-options.js";

/** Resource types of requests, by Playwright's names. */
export const RESOURCE_TYPES = [
  "document",
  "stylesheet",
  "image",
  "media",
  "font",
  "script",
  "texttrack",
  "xhr",
  "fetch",
  "eventsource",
  "manifest",
  "ping",
  "cspreport",
  "other",
] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** Errors that an aborted request can end with, by Playwright's names, with those of the browser. */
export const ABORT_REASONS = {
  aborted: "Aborted",
  accessdenied: "AccessDenied",
  addressunreachable: "AddressUnreachable",
  blockedbyclient: "BlockedByClient",
  blockedbyresponse: "BlockedByResponse",
  connectionaborted: "ConnectionAborted",
  connectionclosed: "ConnectionClosed",
  connectionfailed: "ConnectionFailed",
  connectionrefused: "ConnectionRefused",
  connectionreset: "ConnectionReset",
  internetdisconnected: "InternetDisconnected",
  namenotresolved: "NameNotResolved",
  timedout: "TimedOut",
  failed: "Failed",
} as const;
export type AbortReason = keyof typeof ABORT_REASONS;

/** A request that a page, a frame, a worker or a popup is about to send. */
export interface InterceptedRequest {
  readonly url: string;
  readonly method: string;
  /** By lower-case name. Cookies are not among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text; `null` without one. */
  readonly postData: string | null;
  readonly resourceType: ResourceType;
  /** The frame that asks; absent for workers, and where the engine does not tell it. */
  readonly frameId?: string;
}

/** What to do with an intercepted request. */
export type RouteAction =
  | {
      readonly kind: "fulfill";
      readonly status: number;
      /** By lower-case name. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
    }
  | { readonly kind: "abort"; readonly reason: AbortReason }
  /** Sends it; what is absent stays as it is. */
  | {
      readonly kind: "continue";
      readonly url?: string;
      readonly method?: string;
      /** All headers of the request, by lower-case name. */
      readonly headers?: Readonly<Record<string, string>>;
      readonly postData?: Uint8Array;
    };

/** Answers the requests to some addresses in place of the server. */
export interface Route {
  /** A glob that each of its URLs matches, so that the browser need not ask about others. Absent: any URL may match. */
  readonly glob?: string;
  readonly fits: (url: string) => boolean;
  /** `undefined` leaves the request to older routes. Never rejects. */
  readonly actionFor: (request: InterceptedRequest) => Promise<RouteAction | undefined>;
  /** Whether no request will ever reach the older route. Scenarios set the same routes in each iteration. */
  readonly replaces: (older: Route) => boolean;
  /** It leaves all further requests to older routes. */
  readonly isOver: () => boolean;
}

/** The network of one user: its page, frames, workers and popups. */
export interface PageNetwork {
  /** Adds a route, which goes before older ones. It stays until `unroute`, or until the context is closed. */
  route(route: Route, options: OperationOptions): Promise<void>;
  /** Removes the routes for which `isMeant` returns `true`. */
  unroute(isMeant: (route: Route) => boolean, options: OperationOptions): Promise<void>;
  /** Cuts the user off from the network, or connects it again. */
  setOffline(offline: boolean, options: OperationOptions): Promise<void>;
}
