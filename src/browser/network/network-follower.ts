import type { CdpSession } from "../cdp-session.js";

/** Records one kind of traffic from all sessions of a user. */
export interface NetworkFollower {
  follow(cdp: CdpSession): void;
  /** The page shows another document: no more events will come for the traffic of the previous one. */
  left(loaderId: string, isOfPage: (session: CdpSession) => boolean): void;
  /** A frame or worker is gone, with all of its pending traffic. */
  gone(cdp: CdpSession): void;
  /** A request that the scenario answers or does not let out. Without an id, the newest request to this URL is meant. */
  local?(url: string, requestId?: string): void;
  /** The user is gone. */
  end(): void;
}
