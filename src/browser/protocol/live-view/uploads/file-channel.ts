import type { PhoenixChannel } from "../wire/phoenix-channel.js";
import type { PhoenixSocket } from "../wire/phoenix-socket.js";
import type { UploadEntry } from "./upload-entry.js";

export interface UploadConfig {
  readonly chunk_size: number;
  readonly chunk_timeout?: number;
}

interface FileChannelInit {
  readonly socket: PhoenixSocket;
  readonly token: unknown;
  readonly config: UploadConfig;
  /** The file could not be sent: a submit that waits for it is called off. */
  readonly onFailed: () => void;
  readonly onReadFailed: (error: Error) => void;
}

/** Sends a file in chunks, over a channel of its own. */
export function sendFile(entry: UploadEntry, init: FileChannelInit): void {
  new FileChannel(entry, init).start();
}

class FileChannel {
  readonly #entry: UploadEntry;
  readonly #init: FileChannelInit;
  readonly #channel: PhoenixChannel;
  #bytes: Uint8Array | undefined;
  #sentBytes = 0;
  #failed = false;

  constructor(entry: UploadEntry, init: FileChannelInit) {
    this.#entry = entry;
    this.#init = init;
    this.#channel = init.socket.channel(`lvu:${entry.ref}`, () => ({ token: init.token }));
  }

  start(): void {
    this.#channel.on("phx_error", () => this.#fail("failed"));
    this.#channel
      .join()
      .on("ok", () => void this.#sendNext())
      .on("error", (response) => this.#fail(reasonOf(response)));
  }

  async #sendNext(): Promise<void> {
    const { file } = this.#entry;
    try {
      this.#bytes ??= await file.read();
      const chunk = this.#bytes.subarray(this.#sentBytes, this.#sentBytes + this.#init.config.chunk_size);
      this.#sentBytes += chunk.byteLength;
      this.#push(chunk);
    } catch (error) {
      this.#init.onReadFailed(error instanceof Error ? error : new Error(String(error)));
      this.#fail("failed");
    }
  }

  #push(bytes: Uint8Array): void {
    if (this.#failed || this.#channel.state !== "joined") return;
    this.#channel
      .push("chunk", bytes, this.#init.config.chunk_timeout)
      .on("ok", () => {
        this.#entry.progress((this.#sentBytes / this.#entry.file.size) * 100);
        if (this.#sentBytes < this.#entry.file.size) setImmediate(() => void this.#sendNext());
      })
      .on("error", (response) => this.#fail(reasonOf(response)));
  }

  #fail(reason: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#init.onFailed();
    this.#channel.leave();
    // The server has noted what went wrong when its writer fails.
    if (reason !== "writer_error") this.#entry.fail(reason);
  }
}

function reasonOf(response: unknown): string {
  return typeof response === "object" && response !== null && "reason" in response ? String(response.reason) : "failed";
}
