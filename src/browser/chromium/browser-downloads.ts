import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Protocol } from "devtools-protocol";
import type { Clock, Timer } from "../../base/clock.js";
import { deferred } from "../../base/deadline.js";
import type { Download } from "../../scenario/ports/files.js";
import type { DownloadRequests } from "../network/download-requests.js";
import { failedDownload, type IncomingDownload, sizeText, UNREPORTED_MS, UserDownloads } from "../user-downloads.js";
import type { PageWorlds } from "./page-worlds.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** A user whose pages may begin downloads. */
interface User {
  readonly browserContextId: string;
  /** The documents of its pages. */
  readonly worlds: PageWorlds;
  readonly requests: DownloadRequests;
}

interface DownloadOwner extends User {
  readonly downloads: UserDownloads;
}

/** Dependencies of {@link BrowserDownloads}. */
interface DownloadsParts {
  readonly root: ProtocolSession;
  readonly clock: Clock;
  /** Holds the files until they are complete. */
  readonly folder: string;
}

/** The downloads of a browser. Its events name frames, by which each download is handed to its user. */
export class BrowserDownloads {
  readonly #parts: DownloadsParts;
  readonly #owners = new Map<string, DownloadOwner>();
  /** Contexts of pages, by session; the main frame of a page has the id of its target. */
  readonly #pages = new Map<string, { readonly targetId: string; readonly browserContextId: string | undefined }>();
  readonly #running = new Map<string, RunningDownload>();

  constructor(parts: DownloadsParts) {
    this.#parts = parts;
    parts.root.on("Target.attachedToTarget", ({ sessionId, targetInfo: { type, targetId, browserContextId } }) => {
      if (type === "page") this.#pages.set(sessionId, { targetId, browserContextId });
    });
    parts.root.on("Target.detachedFromTarget", ({ sessionId }) => this.#pages.delete(sessionId));
    parts.root.on("Browser.downloadWillBegin", (event) => this.#begun(event));
    parts.root.on("Browser.downloadProgress", (event) => this.#progressed(event));
  }

  /** The downloads of a user, until it is forgotten. */
  of(user: User): UserDownloads {
    const { browserContextId } = user;
    const allowed = { behavior: "allowAndName", downloadPath: this.#parts.folder } as const;
    const downloads = new UserDownloads({
      open: () => this.#behave(browserContextId, allowed),
      close: () => this.refuse(browserContextId),
    });
    this.#owners.set(browserContextId, { ...user, downloads });
    return downloads;
  }

  /** The user is gone. */
  forget(browserContextId: string): void {
    this.#owners.delete(browserContextId);
    for (const [guid, { owner }] of this.#running) if (owner.browserContextId === browserContextId) this.#running.delete(guid);
  }

  /** The downloads of a context are refused. */
  async refuse(browserContextId: string): Promise<void> {
    await this.#behave(browserContextId, { behavior: "deny" });
  }

  async #behave(
    browserContextId: string,
    behavior: Pick<Protocol.Browser.SetDownloadBehaviorRequest, "behavior" | "downloadPath">,
  ): Promise<void> {
    // Without `eventsEnabled` the browser would stop the events of all users.
    await this.#parts.root.send("Browser.setDownloadBehavior", { ...behavior, browserContextId, eventsEnabled: true });
  }

  #begun(event: Protocol.Browser.DownloadWillBeginEvent): void {
    const owner = this.#ownerOf(event.frameId);
    if (owner === undefined) return;
    const download = new RunningDownload(event, owner, this.#parts);
    this.#running.set(event.guid, download);
    owner.downloads.began(download);
  }

  /** A window that was opened for a download has no document, but it is a page. */
  #ownerOf(frameId: string): DownloadOwner | undefined {
    const page = [...this.#pages.values()].find(({ targetId }) => targetId === frameId);
    if (page?.browserContextId !== undefined) return this.#owners.get(page.browserContextId);
    return [...this.#owners.values()].find(({ worlds }) => worlds.of(frameId) !== undefined);
  }

  #progressed(event: Protocol.Browser.DownloadProgressEvent): void {
    const download = this.#running.get(event.guid);
    if (event.state !== "inProgress") this.#running.delete(event.guid);
    download?.progressed(event);
  }
}

class RunningDownload implements IncomingDownload {
  readonly owner: DownloadOwner;
  readonly suggestedFilename: string;
  readonly #url: string;
  readonly #guid: string;
  readonly #parts: DownloadsParts;
  readonly #begunAtMs: number;
  readonly #finished = deferred<Download>();
  #received = 0;
  #total = 0;
  #isCounted = false;
  #isUnwanted = false;
  #patience: Timer | undefined;
  #hasEnded = false;
  #isKept = false;

  constructor(
    { url, guid, suggestedFilename }: Protocol.Browser.DownloadWillBeginEvent,
    owner: DownloadOwner,
    parts: DownloadsParts,
  ) {
    this.owner = owner;
    this.suggestedFilename = suggestedFilename;
    this.#url = url;
    this.#guid = guid;
    this.#parts = parts;
    this.#begunAtMs = parts.clock.now();
  }

  get finished(): Promise<Download> {
    return this.#finished.promise;
  }

  progress(): string {
    return sizeText({ received: this.#received, total: this.#total });
  }

  keep(): void {
    this.#isKept = true;
  }

  /** Not before the browser's first report, as far as that comes in time (see {@link UNREPORTED_MS}). */
  cancel(): void {
    if (this.#hasEnded) return;
    this.#isUnwanted = true;
    if (this.#isCounted) this.#cancel();
    else this.#patience ??= this.#parts.clock.setTimer(() => this.#cancel(), UNREPORTED_MS, { background: true });
  }

  progressed({ state, receivedBytes, totalBytes }: Protocol.Browser.DownloadProgressEvent): void {
    // A download whose connection broke begins again several times before the browser gives up.
    this.#received = Math.max(this.#received, receivedBytes);
    this.#total = Math.max(this.#total, totalBytes);
    if (!this.#isCounted) {
      this.#isCounted = true;
      this.#patience?.cancel();
      this.owner.requests.requested(this.#url, state === "canceled" ? "failed" : "answered");
      if (this.#isUnwanted && state === "inProgress") this.#cancel();
    }
    if (state === "inProgress") return;
    this.#hasEnded = true;
    this.#end(state).then(this.#finished.resolve, this.#finished.reject);
  }

  #cancel(): void {
    const { browserContextId } = this.owner;
    this.#parts.root.send("Browser.cancelDownload", { guid: this.#guid, browserContextId }).catch(() => {});
  }

  async #end(state: "completed" | "canceled"): Promise<Download> {
    const endedAtMs = this.#parts.clock.now();
    const { suggestedFilename } = this;
    const file = join(this.#parts.folder, this.#guid);
    const remove = () => rm(file, { force: true }).catch(() => {});
    let isKept = false;
    try {
      if (state === "canceled") throw failedDownload({ suggestedFilename, progress: this.progress() }, "canceled");
      const { size } = await stat(file);
      const download = { url: this.#url, suggestedFilename, bytes: size, durationMs: endedAtMs - this.#begunAtMs };
      isKept = this.#isKept;
      return isKept ? { ...download, file: { path: file, remove } } : download;
    } finally {
      if (!isKept) await remove();
    }
  }
}
