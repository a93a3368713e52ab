import type { Clock } from "../../base/clock.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { CdpSession } from "../cdp-session.js";
import { statusClass, trimOldest } from "./network-timing.js";

interface DownloadRequestsOptions {
  readonly telemetry: TelemetrySink;
  readonly clock: Clock;
}

/** Documents that are being answered, and downloads that have just begun: one user has few. */
const KEPT = 32;
const OK = 200;

/**
 * Counts the requests of downloads, each once. A navigation that turns out to be a download is reported, and counted, as the
 * request for a document; the request of a link with the attribute `download` is not reported at all.
 */
export class DownloadRequests {
  readonly #options: DownloadRequestsOptions;
  /** URLs of documents that were answered, by request. */
  readonly #answered = new Map<string, string>();
  /** Requests whose document the browser dropped when it was answered, as it does for a download. */
  readonly #dropped = new Map<string, string>();

  constructor(options: DownloadRequestsOptions) {
    this.#options = options;
  }

  follow(cdp: CdpSession): void {
    cdp.on("Network.responseReceived", ({ requestId, type, response }) => {
      if (type !== "Document") return;
      this.#answered.set(requestId, response.url);
      trimOldest(this.#answered, KEPT);
    });
    cdp.on("Network.loadingFailed", ({ requestId, canceled }) => {
      const url = this.#answered.get(requestId);
      if (url === undefined || canceled !== true) return;
      this.#dropped.set(requestId, url);
      trimOldest(this.#dropped, KEPT);
    });
  }

  /** The server has answered the request for a download; or it has refused it, or was not reached. */
  requested(url: string, outcome: "answered" | "failed"): void {
    if (!/^https?:/i.test(url)) return;
    const [reported] = [...this.#dropped].find(([, dropped]) => withoutFragment(dropped) === withoutFragment(url)) ?? [];
    if (reported !== undefined) {
      this.#dropped.delete(reported);
      return;
    }
    const { telemetry, clock } = this.#options;
    // The browser does not tell which status or network error a failed one had.
    if (outcome === "failed") telemetry.count("http_failures", "download", 1, clock.now());
    else telemetry.count("http_requests", statusClass(OK), 1, clock.now());
  }
}

function withoutFragment(url: string): string {
  return url.split("#", 1)[0] ?? url;
}
