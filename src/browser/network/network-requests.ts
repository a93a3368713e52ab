import type { Clock } from "../../base/clock.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { CdpSession } from "../cdp-session.js";
import type { NetworkFollower } from "./network-follower.js";
import type { BrowserClock } from "./network-timing.js";
import { RequestLog } from "./request-log.js";

interface RequestOptions {
  readonly telemetry: TelemetrySink;
  readonly routes: readonly string[];
  readonly clock: Clock;
  readonly browserClock: BrowserClock;
  readonly seesWorkers: boolean;
}

/** Records the HTTP requests of a user from the sessions that it follows. */
export function requestFollower(options: RequestOptions): NetworkFollower {
  const { telemetry, routes, clock, browserClock, seesWorkers } = options;
  const log = new RequestLog({ telemetry, routes, seesWorkers, place: (timestamp) => browserClock.place(timestamp) }, clock);
  const heard = (timestamp: number) => browserClock.heard(timestamp, clock.now());
  return {
    follow: (cdp) => followRequests(cdp, log, heard),
    left: (loaderId, isOfPage) => log.abandon((exchange) => exchange.loaderId !== loaderId && isOfPage(exchange.session)),
    gone: (cdp) => log.abandon(({ session }) => session === cdp),
    local: (url, requestId) => (requestId === undefined ? log.localUrl(url) : log.local(url, requestId)),
    end: () => log.end(),
  };
}

/** The reason of requests that a scenario blocks. */
export const BLOCKED = "inspector";

function followRequests(cdp: CdpSession, log: RequestLog, heard: (timestamp: number) => void): void {
  cdp.on("Network.requestWillBeSent", (event) => {
    heard(event.timestamp);
    log.sent(cdp, event);
  });
  cdp.on("Network.requestServedFromCache", ({ requestId }) => log.apply(cdp, requestId, (exchange) => exchange.servedLocally()));
  cdp.on("Network.responseReceivedExtraInfo", ({ requestId, statusCode }) => log.statusOnTheWire(requestId, statusCode));
  cdp.on("Network.responseReceived", ({ requestId, response, timestamp, type, hasExtraInfo }) => {
    heard(timestamp);
    const hasStatus = hasExtraInfo === true;
    log.apply(cdp, requestId, (exchange) => exchange.answered(response, timestamp, { type, hasStatus }));
  });
  cdp.on("Network.dataReceived", ({ requestId, timestamp, encodedDataLength }) =>
    log.apply(cdp, requestId, (exchange) => exchange.dataReceived(timestamp, encodedDataLength)),
  );
  cdp.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) => {
    heard(timestamp);
    log.apply(cdp, requestId, (exchange) => exchange.finished(timestamp, encodedDataLength));
  });
  cdp.on("Network.loadingFailed", ({ requestId, timestamp, errorText, canceled, blockedReason }) => {
    heard(timestamp);
    // A request whose page was left did not fail, and the part of its answer that arrived counts.
    const isAbandoned = canceled === true || errorText === "net::ERR_ABORTED";
    log.apply(cdp, requestId, (exchange) => {
      if (blockedReason === BLOCKED) exchange.servedLocally();
      if (isAbandoned) exchange.abandoned();
      else exchange.failed(timestamp, blockedReason ?? errorText);
    });
  });
}
