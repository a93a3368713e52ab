import type { Clock } from "../../base/clock.js";
import type { InterceptedRequest, ResourceType, Route, RouteAction } from "../../scenario/ports/network.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import { BlockRules } from "./block-rules.js";
import type { UserNetworkOptions } from "./user-network-options.js";

/** What is to happen to a request; `undefined`: it is sent as it is. */
export type Decision = RouteAction | { readonly kind: "block" } | undefined;

/** A request that waits for a decision. */
export interface PendingRequest {
  readonly url: string;
  /** A page itself is navigating. */
  readonly isPage: boolean;
  /** The server redirected an earlier request to this one: as in Playwright, routes are not asked about it. */
  readonly isRedirect: boolean;
  readonly type: () => Promise<ResourceType>;
  readonly describe: (type: ResourceType) => InterceptedRequest;
}

/** Decides about the requests of one user by the option `block` and the routes of its scenario, and counts the decisions. */
export class RequestDecisions {
  readonly rules: BlockRules | undefined;
  readonly #telemetry: TelemetrySink;
  readonly #clock: Clock;
  /** The newest first. */
  #routes: readonly Route[] = [];

  constructor({ block }: UserNetworkOptions, { telemetry, clock }: { readonly telemetry: TelemetrySink; readonly clock: Clock }) {
    this.rules = block === undefined ? undefined : new BlockRules(block);
    this.#telemetry = telemetry;
    this.#clock = clock;
  }

  get routes(): readonly Route[] {
    return this.#routes;
  }

  /** Whether any request may have to wait for a decision. */
  get areNeeded(): boolean {
    return this.rules !== undefined || this.#routes.length > 0;
  }

  add(route: Route): void {
    this.#routes = [route, ...this.#routes.filter((older) => !older.isOver() && !route.replaces(older))];
  }

  remove(isMeant: (route: Route) => boolean): void {
    this.#routes = this.#routes.filter((route) => !isMeant(route));
  }

  /** Whether a route is meant for this URL. */
  areRouted(url: string): boolean {
    return this.#routes.some(({ fits }) => fits(url));
  }

  async decide(request: PendingRequest): Promise<Decision> {
    if (!/^https?:/i.test(request.url)) return undefined;
    const decision = (await this.#isBlocked(request)) ? ({ kind: "block" } as const) : await this.#byRoute(request);
    if (decision === undefined || decision.kind === "continue") return decision;
    this.count(decision.kind, await request.type());
    return decision;
  }

  count(kind: keyof typeof COUNTERS, type: ResourceType): void {
    this.#telemetry.count(COUNTERS[kind], type, 1, this.#clock.now());
  }

  async #isBlocked({ url, isPage, type }: PendingRequest): Promise<boolean> {
    if (this.rules === undefined) return false;
    if (this.rules.blocksAddress(url)) return true;
    return this.rules.needsFacts && this.rules.blocks({ url, type: await type(), isPage });
  }

  async #byRoute({ url, isRedirect, type, describe }: PendingRequest): Promise<RouteAction | undefined> {
    if (isRedirect) return undefined;
    // A handler may take its time: routes that are added meanwhile are for later requests.
    for (const route of this.#routes) {
      if (!route.fits(url)) continue;
      const action = await route.actionFor(describe(await type()));
      if (action !== undefined) return action;
    }
    return undefined;
  }
}

const COUNTERS = {
  block: "http_requests_blocked",
  fulfill: "http_requests_fulfilled",
  abort: "http_requests_aborted",
} as const;
