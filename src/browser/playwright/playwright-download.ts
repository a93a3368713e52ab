import { stat } from "node:fs/promises";
import type { Download as BrowserDownload } from "playwright-core";
import type { Clock } from "../../base/clock.js";
import type { Download } from "../../scenario/ports/files.js";
import type { CdpSession } from "../cdp-session.js";
import type { DownloadRequests } from "../network/download-requests.js";
import { trimOldest } from "../network/network-timing.js";
import { failedDownload, type IncomingDownload, sizeText, UNREPORTED_MS } from "../user-downloads.js";

/** What is told of one download. */
interface Progress {
  readonly url: string;
  received: number;
  total: number;
  /** The browser has reported some progress, and the request is counted. */
  isCounted: boolean;
  whenCounted: () => void;
}

/** One user has few downloads at a time. */
const KEPT = 32;

/** Sizes of a page's downloads while they are under way, which Playwright does not tell. */
export class DownloadSizes {
  readonly #running = new Map<string, Progress>();
  /** Those of which only the page's session has told so far, and those of which only Playwright has: either may be the first. */
  readonly #begun: Progress[] = [];
  readonly #reported: Progress[] = [];

  constructor(cdp: CdpSession, requests: DownloadRequests) {
    cdp.on("Page.downloadWillBegin", ({ guid, url }) => {
      this.#running.set(guid, paired(url, this.#reported, this.#begun));
      trimOldest(this.#running, KEPT);
    });
    cdp.on("Page.downloadProgress", ({ guid, receivedBytes, totalBytes, state }) => {
      const progress = this.#running.get(guid);
      if (progress === undefined) return;
      progress.received = Math.max(progress.received, receivedBytes);
      progress.total = Math.max(progress.total, totalBytes);
      if (progress.isCounted) return;
      progress.isCounted = true;
      requests.requested(progress.url, state === "canceled" ? "failed" : "answered");
      progress.whenCounted();
    });
  }

  /** That of a download which Playwright has just reported. */
  of(url: string): Progress {
    return paired(url, this.#begun, this.#reported);
  }

  /** The download has ended: what begins from now on is another one. */
  forget(progress: Progress): void {
    const at = this.#reported.indexOf(progress);
    if (at >= 0) this.#reported.splice(at, 1);
  }
}

/** Takes the first download with this URL of which only the others know; otherwise they will learn of it later. */
function paired(url: string, others: Progress[], own: Progress[]): Progress {
  const at = others.findIndex((other) => other.url === url);
  const [known] = at < 0 ? [] : others.splice(at, 1);
  if (known !== undefined) return known;
  const progress: Progress = { url, received: 0, total: 0, isCounted: false, whenCounted: () => {} };
  own.push(progress);
  if (own.length > KEPT) own.shift();
  return progress;
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
  readonly #clock: Clock;
  readonly #sizes: DownloadSizes;
  /** That of a download in a popup is not told. */
  readonly #progress: Progress | undefined;
  #hasEnded = false;
  #isKept = false;

  constructor(download: BrowserDownload, { sizes, clock, isOfPopup }: DownloadParts) {
    this.#download = download;
    this.#clock = clock;
    this.#sizes = sizes;
    if (!isOfPopup) this.#progress = sizes.of(download.url());
    this.suggestedFilename = download.suggestedFilename();
    this.finished = this.#finish();
  }

  progress(): string {
    return sizeText(this.#progress?.isCounted === true ? this.#progress : undefined);
  }

  keep(): void {
    this.#isKept = true;
  }

  /** Not before it is counted, as far as that happens in time (see {@link UNREPORTED_MS}). Those of popups are not counted. */
  cancel(): void {
    const progress = this.#progress;
    if (progress === undefined || progress.isCounted) {
      this.#cancel();
      return;
    }
    const patience = this.#clock.setTimer(() => this.#cancel(), UNREPORTED_MS, { background: true });
    progress.whenCounted = () => {
      patience.cancel();
      this.#cancel();
    };
  }

  #cancel(): void {
    if (!this.#hasEnded) this.#download.cancel().catch(() => {});
  }

  async #finish(): Promise<Download> {
    const { suggestedFilename } = this;
    const [clock, download] = [this.#clock, this.#download];
    const begunAtMs = clock.now();
    const failure = await download.failure();
    const durationMs = clock.now() - begunAtMs;
    this.#hasEnded = true;
    if (this.#progress !== undefined) this.#sizes.forget(this.#progress);
    const remove = () => download.delete().catch(() => {});
    let isKept = false;
    try {
      if (failure !== null) throw failedDownload({ suggestedFilename, progress: this.progress() }, failure);
      const path = await download.path();
      const { size } = await stat(path);
      isKept = this.#isKept;
      const ended = { url: download.url(), suggestedFilename, bytes: size, durationMs };
      return isKept ? { ...ended, file: { path, remove } } : ended;
    } finally {
      if (!isKept) await remove();
    }
  }
}
