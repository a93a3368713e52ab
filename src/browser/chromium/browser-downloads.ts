import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Protocol } from "devtools-protocol";
import type { Clock } from "../../base/clock.js";
import { deferred } from "../../base/deadline.js";
import type { Download } from "../../scenario/ports/files.js";
import { failedDownload, type IncomingDownload, sizeText } from "../user-downloads.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** A user whose pages may begin downloads. */
interface DownloadOwner {
  readonly browserContextId: string;
  /** Whether one of the user's pages has this frame. */
  owns(frameId: string): boolean;
  began(download: IncomingDownload): void;
  /** The server has answered the request for a download, or it was not reached or refused it. */
  requested(url: string, outcome: "answered" | "failed"): void;
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
  readonly #owners = new Set<DownloadOwner>();
  readonly #running = new Map<string, RunningDownload>();

  constructor(parts: DownloadsParts) {
    this.#parts = parts;
    parts.root.on("Browser.downloadWillBegin", (event) => this.#begun(event));
    parts.root.on("Browser.downloadProgress", (event) => this.#progressed(event));
  }

  /** Reports a user's downloads to it until the returned function is called. */
  follow(owner: DownloadOwner): () => void {
    this.#owners.add(owner);
    return () => {
      this.#owners.delete(owner);
      for (const [guid, download] of this.#running) if (download.owner === owner) this.#running.delete(guid);
    };
  }

  async allow(browserContextId: string): Promise<void> {
    await this.#behave(browserContextId, { behavior: "allowAndName", downloadPath: this.#parts.folder });
  }

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
    const owner = [...this.#owners].find(({ owns }) => owns(event.frameId));
    if (owner === undefined) return;
    const download = new RunningDownload(event, owner, this.#parts);
    this.#running.set(event.guid, download);
    owner.began(download);
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
  #isAnswered = false;
  #hasEnded = false;

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

  cancel(): void {
    if (this.#hasEnded) return;
    const { browserContextId } = this.owner;
    this.#parts.root.send("Browser.cancelDownload", { guid: this.#guid, browserContextId }).catch(() => {});
  }

  progressed({ state, receivedBytes, totalBytes }: Protocol.Browser.DownloadProgressEvent): void {
    // A download whose connection broke begins again several times before the browser gives up.
    this.#received = Math.max(this.#received, receivedBytes);
    this.#total = Math.max(this.#total, totalBytes);
    if (!this.#isAnswered) {
      this.#isAnswered = true;
      this.owner.requested(this.#url, state === "canceled" ? "failed" : "answered");
    }
    if (state === "inProgress") return;
    this.#hasEnded = true;
    this.#end(state).then(this.#finished.resolve, this.#finished.reject);
  }

  async #end(state: "completed" | "canceled"): Promise<Download> {
    const endedAtMs = this.#parts.clock.now();
    const file = join(this.#parts.folder, this.#guid);
    try {
      if (state === "canceled") throw failedDownload(this, "canceled");
      const { size } = await stat(file);
      const { suggestedFilename } = this;
      return { url: this.#url, suggestedFilename, bytes: size, durationMs: endedAtMs - this.#begunAtMs };
    } finally {
      await rm(file, { force: true }).catch(() => {});
    }
  }
}
