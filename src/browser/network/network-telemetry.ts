import type { Clock } from "../../base/clock.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { CdpSession } from "../cdp-session.js";
import type { NetworkFollower } from "./network-follower.js";
import { requestFollower } from "./network-requests.js";
import { socketFollower } from "./network-sockets.js";
import { BrowserClock } from "./network-timing.js";

/** Where what the network did goes. */
export interface NetworkTelemetryOptions {
  readonly telemetry: TelemetrySink;
  /** Patterns that name socket paths, tried before ids are templated. */
  readonly routes: readonly string[];
  readonly clock: Clock;
  /**
   * Whether the sessions of workers are attached, too. Where they are not, what a service worker answers is counted as the page
   * was told, because the worker's own requests cannot be.
   */
  readonly seesWorkers: boolean;
}

/** Nobody reads bodies through DevTools: without room for them the renderer keeps none. */
const WITHOUT_BODIES = { maxTotalBufferSize: 0, maxResourceBufferSize: 0, maxPostDataSize: 0 };

/** Records the HTTP requests and WebSockets of one user's page, its frames and its workers, from DevTools' Network domain. */
export class NetworkTelemetry {
  readonly #followers: readonly NetworkFollower[];
  readonly #workers = new WeakSet<CdpSession>();

  constructor(options: NetworkTelemetryOptions) {
    const given = { ...options, browserClock: new BrowserClock() };
    this.#followers = [requestFollower(given), socketFollower(given)];
  }

  /** Begins to listen to a session: the page's, and that of each frame in a process of its own. */
  async attach(cdp: CdpSession): Promise<void> {
    for (const follower of this.#followers) follower.follow(cdp);
    const isOfPage = (session: CdpSession) => !this.#workers.has(session);
    cdp.on("Page.frameNavigated", ({ frame }) => {
      if (frame.parentId === undefined) for (const follower of this.#followers) follower.left(frame.loaderId, isOfPage);
    });
    await Promise.all([
      cdp.send("Network.enable", WITHOUT_BODIES),
      // Tells when a page is left: what it had open often ends without a word, because the browser has stopped listening to it.
      cdp.send("Page.enable"),
    ]);
  }

  /** The same for a worker or a worklet, which may outlive the page's documents; its end has to be told to {@link gone}. */
  async attachWorker(cdp: CdpSession): Promise<void> {
    this.#workers.add(cdp);
    for (const follower of this.#followers) follower.follow(cdp);
    await cdp.send("Network.enable", WITHOUT_BODIES);
  }

  /** A frame or a worker has ended; a service worker may start again in the same session. */
  gone(cdp: CdpSession): void {
    for (const follower of this.#followers) follower.gone(cdp);
  }

  /** The user is gone: what is still open ends here, and is counted. */
  end(): void {
    for (const follower of this.#followers) follower.end();
  }
}
