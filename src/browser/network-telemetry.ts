import type { Clock } from "../base/clock.js";
import type { TelemetrySink } from "../telemetry/telemetry-sink.js";
import type { CdpSession } from "./cdp-session.js";
import { requestFollower } from "./network-requests.js";
import { socketFollower } from "./network-sockets.js";

/** Where what the network did goes. */
export interface NetworkTelemetryOptions {
  readonly telemetry: TelemetrySink;
  /** Patterns that name socket paths, tried before ids are templated. */
  readonly routes: readonly string[];
  readonly clock: Clock;
}

/** Records the HTTP requests and WebSockets of one page, from DevTools' Network domain. */
export class NetworkTelemetry {
  readonly #followers: readonly ((cdp: CdpSession) => void)[];

  constructor(options: NetworkTelemetryOptions) {
    this.#followers = [requestFollower(options), socketFollower(options)];
  }

  /** Begins to listen to a session: the page's, and that of each frame in a process of its own. */
  async attach(cdp: CdpSession): Promise<void> {
    for (const follow of this.#followers) follow(cdp);
    await Promise.all([
      // Nobody reads bodies through DevTools: without room for them the renderer keeps none.
      cdp.send("Network.enable", { maxTotalBufferSize: 0, maxResourceBufferSize: 0, maxPostDataSize: 0 }),
      // Tells when a page is left: what it had open often ends without a word, because the browser has stopped listening to it.
      cdp.send("Page.enable"),
    ]);
  }
}
