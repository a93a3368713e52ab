import { deferred } from "../base/deadline.js";
import { type OperationOptions, PageOperationError } from "../scenario/page-port.js";
import type { Download, ExpectedDownload, ExpectingOptions } from "../scenario/ports/files.js";
import type { PageOperations } from "./page-operations.js";

/** A download that has begun. */
export interface IncomingDownload {
  readonly suggestedFilename: string;
  /** Resolves when the file is complete and was removed; rejects with a PageOperationError when the download failed. */
  readonly finished: Promise<Download>;
  /** Its size so far: `100 of 1000 bytes`. */
  progress(): string;
  /** Has its file stay where it is at its end. Absent where there is no file. */
  keep?(): void;
  /** Ends it if it is still under way, and removes its file. */
  cancel(): void;
}

/** How an engine lets the downloads of a user happen. */
export interface DownloadGate {
  open(): Promise<void>;
  close(): Promise<void>;
}

/**
 * How long an unwanted download may run without any report of its progress. Cancelled before the first one, it looks like one that
 * the server has refused; but it must not go on where none comes.
 */
export const UNREPORTED_MS = 5000;

/** The downloads of one user: each is refused, unless it is expected. */
export class UserDownloads {
  readonly #gate: DownloadGate;
  readonly #expected = new Set<Expectation>();

  constructor(gate: DownloadGate) {
    this.#gate = gate;
  }

  /** From now on one download is allowed: an operation of the page whose step expects it. */
  expect(operations: PageOperations, options: ExpectingOptions): Promise<ExpectedDownload> {
    return operations.run({ subject: "the browser to allow downloads" }, options, async ({ over }) => {
      const expectation: Expectation = new Expectation(operations, {
        forget: () => this.#forget(expectation),
        onBegun: options.onBegun,
        keepsFile: options.keepsFile === true,
      });
      let isExpected = false;
      // The step may end before the browser has answered.
      over.addEventListener("abort", () => {
        if (!isExpected) void this.#forget(expectation);
      });
      this.#expected.add(expectation);
      await this.#gate.open();
      isExpected = true;
      return expectation;
    });
  }

  /** The browser has begun a download for the user: it goes to the latest step that expects one and has none. */
  began(download: IncomingDownload): void {
    download.finished.catch(() => {});
    const expectation = [...this.#expected].findLast(({ isOpen }) => isOpen);
    if (expectation === undefined) download.cancel();
    else expectation.take(download);
  }

  async #forget(expectation: Expectation): Promise<void> {
    this.#expected.delete(expectation);
    if (this.#expected.size === 0) await this.#gate.close().catch(() => {});
  }
}

interface ExpectationEvents {
  readonly forget: () => Promise<void>;
  readonly onBegun: (() => void) | undefined;
  readonly keepsFile: boolean;
}

class Expectation implements ExpectedDownload {
  readonly #operations: PageOperations;
  readonly #events: ExpectationEvents;
  readonly #begun = deferred<IncomingDownload>();
  #download: IncomingDownload | undefined;

  constructor(operations: PageOperations, events: ExpectationEvents) {
    this.#operations = operations;
    this.#events = events;
  }

  get isOpen(): boolean {
    return this.#download === undefined;
  }

  take(download: IncomingDownload): void {
    this.#download = download;
    if (this.#events.keepsFile) download.keep?.();
    this.#begun.resolve(download);
    this.#events.onBegun?.();
  }

  finished(options: OperationOptions): Promise<Download> {
    const lacking = () => {
      const begun = this.#download;
      return begun === undefined ? "none began" : `${begun.suggestedFilename} has ${begun.progress()}`;
    };
    return this.#operations.run({ subject: "a download to end", lacking }, options, async () => {
      const { finished } = await this.#begun.promise;
      return finished;
    });
  }

  async end(): Promise<void> {
    this.#download?.cancel();
    await this.#events.forget();
  }
}

/** `100 of 1000 bytes`, as far as it is known. */
export function sizeText(size: { readonly received: number; readonly total: number } | undefined): string {
  if (size === undefined) return "an unknown number of bytes";
  return `${size.received}${size.total > 0 ? ` of ${size.total}` : ""} bytes`;
}

/** The error of a download that did not complete. */
export function failedDownload(
  { suggestedFilename, progress }: { readonly suggestedFilename: string; readonly progress: string },
  reason: string,
): PageOperationError {
  return new PageOperationError("connection", `the download of ${suggestedFilename} failed after ${progress}: ${reason}`);
}
