import type { CdpSession } from "../cdp-session.js";

/** Records one kind of traffic, whatever session of the user it is told in. */
export interface NetworkFollower {
  follow(cdp: CdpSession): void;
  /** The page shows another document: what the one before it had under way is heard of no more. */
  left(loaderId: string, isOfPage: (session: CdpSession) => boolean): void;
  /** A frame or a worker is gone, with all that it had under way. */
  gone(cdp: CdpSession): void;
  /** The user is gone. */
  end(): void;
}
