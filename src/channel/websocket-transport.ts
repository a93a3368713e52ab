import type { RawData, WebSocket } from "ws";
import type { Clock } from "../base/clock.js";
import { boundedText } from "../base/wording/bounded-text.js";
import { CLOSE_CODES, type Transport, type TransportClosed, TransportInbox, type TransportListener } from "./transport.js";

/** A peer that lets this much pile up has stopped reading. */
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024;
const CLOSE_TIMEOUT_MS = 2000;
/** A close frame holds 123 bytes of UTF-8, and a code unit takes up to three. */
const MAX_REASON_LENGTH = 41;

/** A transport over one end of an open WebSocket. */
export class WebSocketTransport implements Transport {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #inbox = new TransportInbox();

  constructor(socket: WebSocket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    socket.on("message", (data: RawData, isBinary: boolean) => {
      const bytes = bytesOf(data);
      if (isBinary) this.#inbox.binary(bytes);
      else this.#inbox.text(bytes.toString("utf8"));
    });
    // The side that refuses a frame gets 1006 from `close`; only the error says that it was not the network.
    let refused: TransportClosed | undefined;
    socket.on("close", (code, reason) => this.#inbox.close(refused ?? { code, reason: reason.toString("utf8") }));
    // `close` follows; without a listener an oversized frame would end the process.
    socket.on("error", (error) => {
      refused ??= refusalOf(error);
    });
  }

  listen(listener: TransportListener): void {
    this.#inbox.listen(listener);
  }

  sendText(text: string): void {
    this.#send(text);
  }

  sendBinary(bytes: Uint8Array): void {
    this.#send(bytes);
  }

  close(code: number, reason: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.close(code, reasonOf(reason));
    const force = this.#clock.setTimer(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS, { background: true });
    this.#socket.once("close", () => force.cancel());
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #send(frame: string | Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.#inbox.close({ code: CLOSE_CODES.stuck, reason: "the peer does not read" });
      this.#socket.terminate();
      return;
    }
    this.#socket.send(frame, () => {});
  }
}

/** Why this side refused a frame; `undefined` for network errors. */
function refusalOf(error: Error & { readonly code?: unknown }): TransportClosed | undefined {
  if (typeof error.code !== "string" || !error.code.startsWith("WS_ERR_")) return undefined;
  const isTooBig = error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
  const code = isTooBig ? CLOSE_CODES.tooBig : CLOSE_CODES.protocolError;
  return { code, reason: isTooBig ? "a frame is too large" : error.message };
}

function reasonOf(reason: string): string {
  return Buffer.byteLength(reason) <= 3 * MAX_REASON_LENGTH ? reason : boundedText(reason, MAX_REASON_LENGTH);
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
