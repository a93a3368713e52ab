import type { Protocol } from "devtools-protocol";
import type { PageSocket, SocketListener } from "../../scenario/ports/messages.js";

/** A WebSocket of a page, whose messages are passed on to who listens. */
export class HeardSocket implements PageSocket {
  readonly url: string;
  isClosed = false;
  readonly #listeners = new Set<SocketListener>();

  constructor(url: string) {
    this.url = url;
  }

  listen(listener: SocketListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  message(kind: "sent" | "received", { opcode, payloadData }: Protocol.Network.WebSocketFrame): void {
    if (opcode !== TEXT && opcode !== BINARY) return;
    const payload = opcode === TEXT ? payloadData : Buffer.from(payloadData, "base64");
    for (const listener of [...this.#listeners]) listener[kind]?.(payload);
  }

  failed(message: string): void {
    for (const listener of [...this.#listeners]) listener.failed?.(message);
  }

  closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const listener of [...this.#listeners]) listener.closed?.();
  }
}

const TEXT = 1;
const BINARY = 2;
