import type { RawData, WebSocket } from "ws";
import type { Clock } from "../base/clock.js";
import { CLOSE_CODES, type Transport, TransportInbox, type TransportListener } from "./transport.js";

/** A peer that lets this much pile up does not read any more. */
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024;
const CLOSE_TIMEOUT_MS = 2000;

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
    socket.on("close", (code, reason) => this.#inbox.close({ code, reason: reason.toString("utf8") }));
    // `close` follows; without a listener an oversized frame would end the process.
    socket.on("error", () => {});
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
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
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.close(code, reason.slice(0, 100));
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

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
