import type { Clock } from "../base/clock.js";
import type { TelemetrySink } from "../telemetry/telemetry-sink.js";
import type { CdpSession } from "./cdp-session.js";
import { followRequests } from "./network-requests.js";
import { followSockets } from "./network-sockets.js";

/** Where what the network did goes. */
export interface NetworkTelemetryOptions {
  readonly telemetry: TelemetrySink;
  /** Patterns that name socket paths, tried before ids are templated. */
  readonly routes: readonly string[];
  readonly clock: Clock;
}

/** Records the HTTP requests and WebSockets of the session's page, from DevTools' Network domain. */
export async function attachNetworkTelemetry(cdp: CdpSession, options: NetworkTelemetryOptions): Promise<void> {
  followRequests(cdp, options);
  followSockets(cdp, options);
  await Promise.all([
    // Nobody reads bodies through DevTools: without room for them the renderer keeps none.
    cdp.send("Network.enable", { maxTotalBufferSize: 0, maxResourceBufferSize: 0, maxPostDataSize: 0 }),
    // Tells when a page is left: what it had open often ends without a word, because the browser has stopped listening to it.
    cdp.send("Page.enable"),
  ]);
}
