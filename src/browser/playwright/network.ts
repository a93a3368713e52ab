import type { BrowserContext, Page, Route as PlaywrightRoute, Request } from "playwright-core";
import type { Clock } from "../../base/clock.js";
import type { OperationOptions } from "../../scenario/page-port.js";
import type { InterceptedRequest, PageNetwork, ResourceType, Route } from "../../scenario/ports/network.js";
import type { CdpSession } from "../cdp-session.js";
import type { ContextOptions } from "../connection.js";
import { emulatedConditions } from "../network/conditions.js";
import type { NetworkTelemetry } from "../network/network-telemetry.js";
import { type Decision, RequestDecisions } from "../network/request-decisions.js";
import type { UserNetworkOptions } from "../network/user-network-options.js";
import type { PageOperations } from "../page-operations.js";
import type { PageRecord } from "../page-record.js";

interface UserNetworkParts {
  readonly context: BrowserContext;
  readonly options: ContextOptions;
  readonly clock: Clock;
}

/** What the main page's session tells of its requests. */
interface RequestRecords {
  readonly network: NetworkTelemetry;
  readonly record: PageRecord;
}

/** Blocked, routed and slowed down: the network of one user's pages. */
export class PlaywrightUserNetwork {
  readonly #context: BrowserContext;
  readonly #options: UserNetworkOptions;
  readonly #decisions: RequestDecisions;
  readonly #sessions = new Set<CdpSession>();
  #records: RequestRecords | undefined;
  #isRouted = false;
  #offline = false;

  constructor({ context, options, clock }: UserNetworkParts) {
    const { network = {}, telemetry } = options;
    this.#context = context;
    this.#options = network;
    this.#decisions = new RequestDecisions(network, { telemetry, clock });
  }

  /** To be called before the context has a page. */
  async begin(): Promise<void> {
    await this.#update();
    if (this.#options.conditions !== undefined) this.#context.on("page", (page) => void this.#slow(page));
  }

  /** The user's own page is open. */
  async follow(cdp: CdpSession, records: RequestRecords): Promise<void> {
    this.#records = records;
    await this.#apply(cdp);
  }

  async addRoute(route: Route): Promise<void> {
    this.#decisions.add(route);
    await this.#update();
  }

  async removeRoutes(isMeant: (route: Route) => boolean): Promise<void> {
    this.#decisions.remove(isMeant);
    await this.#update();
  }

  async setOffline(offline: boolean): Promise<void> {
    this.#offline = offline;
    await this.#context.setOffline(offline);
    // Where both sessions of a page have conditions, those that were set last count.
    await Promise.allSettled([...this.#sessions].map((cdp) => this.#apply(cdp)));
  }

  /** Popups can be slowed down only after their first request. */
  async #slow(page: Page): Promise<void> {
    if (page === this.#context.pages()[0]) return;
    try {
      const cdp = (await this.#context.newCDPSession(page)) as unknown as CdpSession;
      page.on("close", () => this.#sessions.delete(cdp));
      await cdp.send("Network.enable");
      await this.#apply(cdp);
    } catch {
      // It was closed meanwhile.
    }
  }

  async #apply(cdp: CdpSession): Promise<void> {
    const { conditions } = this.#options;
    this.#sessions.add(cdp);
    if (conditions !== undefined)
      await cdp.send("Network.emulateNetworkConditions", emulatedConditions(conditions, this.#offline));
  }

  async #update(): Promise<void> {
    if (this.#decisions.areNeeded === this.#isRouted) return;
    this.#isRouted = this.#decisions.areNeeded;
    if (this.#isRouted) await this.#context.route(EVERY_URL, this.#onRequest);
    else await this.#context.unroute(EVERY_URL, this.#onRequest);
  }

  readonly #onRequest = async (route: PlaywrightRoute, request: Request): Promise<void> => {
    const url = request.url();
    const decision = await this.#decisions.decide({
      url,
      isPage: isOfPage(request),
      isRedirect: false,
      type: async () => request.resourceType() as ResourceType,
      describe: (type) => described(request, type),
    });
    // Blocked and fulfilled requests can be told by their end.
    if (decision?.kind === "abort") {
      this.#records?.network.local(url);
      this.#records?.record.aborted(url);
    }
    // The request may have been cancelled, or its page closed.
    await carryOut(decision, route).catch(() => {});
  };
}

/** Changes the network of one user while it runs. */
export class PlaywrightNetwork implements PageNetwork {
  readonly #operations: PageOperations;
  readonly #userNetwork: PlaywrightUserNetwork;

  constructor(operations: PageOperations, userNetwork: PlaywrightUserNetwork) {
    this.#operations = operations;
    this.#userNetwork = userNetwork;
  }

  route(route: Route, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the route to be set" }, options, () => this.#userNetwork.addRoute(route));
  }

  unroute(isMeant: (route: Route) => boolean, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the routes to be removed" }, options, () => this.#userNetwork.removeRoutes(isMeant));
  }

  setOffline(offline: boolean, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the network to change" }, options, () => this.#userNetwork.setOffline(offline));
  }
}

const EVERY_URL = () => true;

/** The document of a page, and not of a frame in it. */
function isOfPage(request: Request): boolean {
  if (!request.isNavigationRequest()) return false;
  try {
    return request.frame().parentFrame() === null;
  } catch {
    // Frames of a new page are not known yet.
    return true;
  }
}

function described(request: Request, type: ResourceType): InterceptedRequest {
  const { cookie: _, ...headers } = request.headers();
  return { url: request.url(), method: request.method(), headers, postData: request.postData(), resourceType: type };
}

function carryOut(decision: Decision, route: PlaywrightRoute): Promise<void> {
  switch (decision?.kind) {
    case undefined:
      return route.continue();
    case "block":
      return route.abort("blockedbyclient");
    case "abort":
      return route.abort(decision.reason);
    case "fulfill": {
      const { status, headers, body } = decision;
      return route.fulfill({ status, headers: { ...headers }, body: Buffer.from(body) });
    }
    case "continue": {
      const { url, method, headers, postData } = decision;
      return route.continue({
        ...(url === undefined ? {} : { url }),
        ...(method === undefined ? {} : { method }),
        ...(headers === undefined ? {} : { headers: { ...headers } }),
        ...(postData === undefined ? {} : { postData: Buffer.from(postData) }),
      });
    }
  }
}
