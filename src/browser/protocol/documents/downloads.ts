import type { Clock } from "../../../base/clock.js";
import { type Deferred, deferred } from "../../../base/deadline.js";
import type { PageOperationError } from "../../../scenario/page-port.js";
import type { Download } from "../../../scenario/ports/files.js";
import { failedDownload, sizeText, type UserDownloads } from "../../user-downloads.js";
import type { Headers } from "../http/connections.js";
import type { DownloadedFile } from "./document-request.js";

interface OpenDownload {
  readonly url: string;
  readonly name: string;
  readonly total: number;
  readonly startedAtMs: number;
  readonly finished: Deferred<Download>;
  received: number;
}

/** Downloads of one page: their bytes are counted and thrown away. */
export class ProtocolDownloads {
  readonly #clock: Clock;
  readonly #downloads: UserDownloads;
  #open: OpenDownload | undefined;

  constructor({ clock, downloads }: { readonly clock: Clock; readonly downloads: UserDownloads }) {
    this.#clock = clock;
    this.#downloads = downloads;
  }

  /** The server has begun to answer with a file. It is refused, by `cancel`, unless a step expects it. */
  begin({ url, headers, name }: DownloadedFile, cancel: () => void) {
    const open: OpenDownload = {
      url,
      name: fileNameOf(url, headers, name),
      total: Number(headers["content-length"] ?? 0) || 0,
      startedAtMs: this.#clock.now(),
      finished: deferred<Download>(),
      received: 0,
    };
    this.#open = open;
    this.#downloads.began({
      suggestedFilename: open.name,
      finished: open.finished.promise,
      progress: () => sizeText(open),
      cancel: () => {
        if (this.#open !== open) return;
        open.finished.reject(failed(open, "ERR_ABORTED"));
        this.#open = undefined;
        cancel();
      },
    });
    return {
      onData: (bytes: number) => {
        open.received += bytes;
      },
    };
  }

  ended(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    const { url, name, received, startedAtMs, finished } = open;
    finished.resolve({ url, suggestedFilename: name, bytes: received, durationMs: this.#clock.now() - startedAtMs });
  }

  failed(reason: string): void {
    const open = this.#open;
    this.#open = undefined;
    open?.finished.reject(failed(open, reason));
  }
}

function failed(open: OpenDownload, reason: string): PageOperationError {
  return failedDownload({ suggestedFilename: open.name, progress: sizeText(open) }, reason);
}

/** From the header, else from the link, else from the address. */
function fileNameOf(url: string, headers: Headers, linked = ""): string {
  const disposition = String(headers["content-disposition"] ?? "");
  const encoded = /filename\*\s*=\s*UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition);
  const given = encoded === undefined ? (plain?.[1]?.replace(/\\(.)/g, "$1") ?? plain?.[2]) : decodedName(encoded);
  const last = decodedName(new URL(url).pathname.split("/").at(-1) ?? "");
  return (given ?? [linked, last].find((name) => name !== "") ?? "download").replace(/[/\\]/g, "_");
}

function decodedName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
