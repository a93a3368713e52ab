import type { Clock } from "../../base/clock.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { CdpSession } from "../cdp-session.js";
import type { DownloadRequests } from "./download-requests.js";
import type { NetworkFollower } from "./network-follower.js";
import { requestFollower } from "./network-requests.js";
import { socketFollower } from "./network-sockets.js";
import { BrowserClock } from "./network-timing.js";
import { type BodyBuffers, SMALL_BODIES } from "./response-body.js";

/** Options of the network measurements. */
export interface NetworkTelemetryOptions {
  readonly telemetry: TelemetrySink;
  /** Patterns that name socket paths, tried before ids are templated. */
  readonly routes: readonly string[];
  readonly clock: Clock;
  /**
   * Whether workers are attached to. Otherwise an answer of a service worker is counted as the page saw it, because the
   * worker's own requests are not visible.
   */
  readonly seesWorkers: boolean;
  /** Learns which documents turned out to be downloads; shared by all pages of a user. */
  readonly downloads?: DownloadRequests | undefined;
  /** What renderers keep of bodies; by default nothing. */
  readonly buffers?: () => BodyBuffers;
}

/** Records the HTTP requests and WebSockets of one user's page, its frames and its workers, from DevTools' Network domain. */
export class NetworkTelemetry {
  readonly #followers: readonly NetworkFollower[];
  readonly #downloads: DownloadRequests | undefined;
  readonly #buffers: () => BodyBuffers;
  readonly #workers = new WeakSet<CdpSession>();

  constructor(options: NetworkTelemetryOptions) {
    const given = { ...options, browserClock: new BrowserClock() };
    this.#downloads = options.downloads;
    this.#buffers = options.buffers ?? (() => SMALL_BODIES);
    this.#followers = [requestFollower(given), socketFollower(given)];
  }

  /** Follows the session of the page, or of a cross-site frame. */
  async attach(cdp: CdpSession): Promise<void> {
    for (const follower of this.#followers) follower.follow(cdp);
    this.#downloads?.follow(cdp);
    const isOfPage = (session: CdpSession) => !this.#workers.has(session);
    cdp.on("Page.frameNavigated", ({ frame }) => {
      if (frame.parentId === undefined) for (const follower of this.#followers) follower.left(frame.loaderId, isOfPage);
    });
    await Promise.all([
      cdp.send("Network.enable", this.#buffers()),
      // Reports when a page is left: its open requests often end without an event.
      cdp.send("Page.enable"),
    ]);
  }

  /** The same for a worker or worklet, which may outlive the page's documents; report its end with {@link gone}. */
  async attachWorker(cdp: CdpSession): Promise<void> {
    this.#workers.add(cdp);
    for (const follower of this.#followers) follower.follow(cdp);
    await cdp.send("Network.enable", this.#buffers());
  }

  /** A frame or worker has ended; a service worker may restart in the same session. */
  gone(cdp: CdpSession): void {
    for (const follower of this.#followers) follower.gone(cdp);
  }

  /** The scenario answers this request or does not let it out. Without an id, the newest request to this URL is meant. */
  local(url: string, requestId?: string): void {
    for (const follower of this.#followers) follower.local?.(url, requestId);
  }

  /** The user is gone: ends and counts everything that is still open. */
  end(): void {
    for (const follower of this.#followers) follower.end();
  }
}
