import { stat } from "node:fs/promises";
import type { Download as BrowserDownload } from "playwright-core";
import type { Clock } from "../../base/clock.js";
import type { Download } from "../../scenario/ports/files.js";
import type { CdpSession } from "../cdp-session.js";
import type { DownloadRequests } from "../network/download-requests.js";
import { trimOldest } from "../network/network-timing.js";
import { failedDownload, type IncomingDownload, sizeText } from "../user-downloads.js";

interface Size {
  readonly url: string;
  received: number;
  total: number;
  isCounted: boolean;
}

/** One user has few downloads at a time. */
const KEPT = 32;

/** Sizes of a page's downloads while they are under way, which Playwright does not tell. */
export class DownloadSizes {
  readonly #sizes = new Map<string, Size>();
  #waiting: { readonly url: string; readonly act: () => void }[] = [];

  constructor(cdp: CdpSession, requests: DownloadRequests) {
    cdp.on("Page.downloadWillBegin", ({ guid, url }) => {
      this.#sizes.set(guid, { url, received: 0, total: 0, isCounted: false });
      trimOldest(this.#sizes, KEPT);
    });
    cdp.on("Page.downloadProgress", ({ guid, receivedBytes, totalBytes, state }) => {
      const size = this.#sizes.get(guid);
      if (size === undefined) return;
      size.received = Math.max(size.received, receivedBytes);
      size.total = Math.max(size.total, totalBytes);
      if (size.isCounted) return;
      size.isCounted = true;
      requests.requested(size.url, state === "canceled" ? "failed" : "answered");
      const isMeant = ({ url }: { readonly url: string }) => url === size.url;
      const meant = this.#waiting.filter(isMeant);
      this.#waiting = this.#waiting.filter((one) => !isMeant(one));
      for (const { act } of meant) act();
    });
  }

  of(url: string): Size | undefined {
    return [...this.#sizes.values()].findLast((size) => size.url === url);
  }

  /** Acts as soon as the request of this download is counted. */
  onceCounted(url: string, act: () => void): void {
    if (this.of(url)?.isCounted === true) act();
    else this.#waiting = [...this.#waiting, { url, act }].slice(-KEPT);
  }
}

interface DownloadParts {
  readonly sizes: DownloadSizes;
  readonly clock: Clock;
  readonly isOfPopup: boolean;
}

/** A download that Playwright reports. */
export class PlaywrightDownload implements IncomingDownload {
  readonly suggestedFilename: string;
  readonly finished: Promise<Download>;
  readonly #download: BrowserDownload;
  readonly #sizes: DownloadSizes;
  readonly #isOfPopup: boolean;
  #hasEnded = false;

  constructor(download: BrowserDownload, { sizes, clock, isOfPopup }: DownloadParts) {
    this.#download = download;
    this.#sizes = sizes;
    this.#isOfPopup = isOfPopup;
    this.suggestedFilename = download.suggestedFilename();
    this.finished = this.#finish(clock);
  }

  progress(): string {
    return sizeText(this.#sizes.of(this.#download.url()));
  }

  /** Not before it is counted: cancelled earlier, a download looks like one that the server has refused. */
  cancel(): void {
    const cancel = () => {
      if (!this.#hasEnded) this.#download.cancel().catch(() => {});
    };
    // Those of popups are not counted.
    if (this.#isOfPopup) cancel();
    else this.#sizes.onceCounted(this.#download.url(), cancel);
  }

  async #finish(clock: Clock): Promise<Download> {
    const { suggestedFilename } = this;
    const download = this.#download;
    const begunAtMs = clock.now();
    const failure = await download.failure();
    const durationMs = clock.now() - begunAtMs;
    this.#hasEnded = true;
    try {
      if (failure !== null) throw failedDownload({ suggestedFilename, progress: this.progress() }, failure);
      const { size } = await stat(await download.path());
      return { url: download.url(), suggestedFilename, bytes: size, durationMs };
    } finally {
      await download.delete().catch(() => {});
    }
  }
}
