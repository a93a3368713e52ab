import type { Clock } from "../../../base/clock.js";
import type { Route } from "../../../scenario/ports/network.js";
import type { ContextOptions } from "../../connection.js";
import { emulatedConditions } from "../../network/conditions.js";
import { BLOCKED } from "../../network/network-requests.js";
import type { NetworkTelemetry } from "../../network/network-telemetry.js";
import { trimOldest } from "../../network/network-timing.js";
import { RequestDecisions } from "../../network/request-decisions.js";
import { resourceType } from "../../network/resource-types.js";
import type { UserNetworkOptions } from "../../network/user-network-options.js";
import type { PageRecord } from "../../page-record.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import { RequestInterception } from "./request-interception.js";

/** Where a session's requests are recorded. */
interface SessionRecords {
  readonly network: NetworkTelemetry;
  readonly record: PageRecord | undefined;
}

/** Blocked, routed and slowed down: the network of one user's pages, frames and workers. */
export class UserNetwork {
  readonly #options: UserNetworkOptions;
  readonly #decisions: RequestDecisions;
  readonly #interception: RequestInterception;
  readonly #sessions = new Set<ProtocolSession>();
  /** Blocked requests that are already counted, by id. */
  readonly #counted = new Map<string, true>();
  #offline = false;

  constructor({ network = {}, telemetry, httpCredentials, proxy }: ContextOptions, clock: Clock) {
    this.#options = network;
    this.#decisions = new RequestDecisions(network, { telemetry, clock });
    const handlesChallenges = httpCredentials !== undefined || proxy?.username !== undefined;
    this.#interception = new RequestInterception({ clock, decisions: this.#decisions, handlesChallenges });
  }

  /** Applies it to a new session. A worker supports only some of it; the rest is done by its page's session. */
  async follow(session: ProtocolSession, kind: "page" | "frame" | "worker", { network, record }: SessionRecords): Promise<void> {
    this.#sessions.add(session);
    session.onGone(() => this.#sessions.delete(session));
    const witness = {
      local: (url: string, requestId: string | undefined) => {
        if (requestId === undefined) return;
        this.#remember(requestId);
        network.local(url, requestId);
      },
      aborted: (requestId: string | undefined) => {
        if (requestId !== undefined) record?.aborted(requestId);
      },
    };
    await Promise.all([
      this.#refuse(session),
      this.#interception.follow(session, witness, { isPage: kind === "page" }),
      this.#offline || this.#options.conditions !== undefined ? this.#emulate(session) : undefined,
    ]);
  }

  async addRoute(route: Route): Promise<void> {
    this.#decisions.add(route);
    await this.#interception.update();
  }

  async removeRoutes(isMeant: (route: Route) => boolean): Promise<void> {
    this.#decisions.remove(isMeant);
    await this.#interception.update();
  }

  async setOffline(offline: boolean): Promise<void> {
    if (this.#offline === offline) return;
    this.#offline = offline;
    // Some may go meanwhile.
    await Promise.allSettled([...this.#sessions].map((session) => this.#emulate(session)));
  }

  async #emulate(session: ProtocolSession): Promise<void> {
    const { conditions = {} } = this.#options;
    await session.send("Network.emulateNetworkConditions", emulatedConditions(conditions, this.#offline));
  }

  /**
   * Has the renderer itself refuse what its patterns allow. That is cheaper than to pause requests, and holds from a shared
   * worker's first request on, which may be sent before its requests are paused. But it lets documents of frames and scripts
   * of workers through, so those are paused nevertheless.
   */
  async #refuse(session: ProtocolSession): Promise<void> {
    const urls = this.#decisions.rules?.refused ?? [];
    if (urls.length === 0) return;
    session.on("Network.loadingFailed", ({ requestId, type, blockedReason }) => {
      if (blockedReason !== BLOCKED || this.#counted.has(requestId)) return;
      this.#remember(requestId);
      this.#decisions.count("block", resourceType(type));
    });
    await session.send("Network.setBlockedURLs", { urls: [...urls] });
  }

  #remember(requestId: string): void {
    this.#counted.set(requestId, true);
    trimOldest(this.#counted);
  }
}
