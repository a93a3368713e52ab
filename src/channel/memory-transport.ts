import { CLOSE_CODES, type Transport, TransportInbox, type TransportListener } from "./transport.js";

/** One end of a pair in memory. `cut` drops the connection as a network failure does; `stall` holds deliveries back. */
export interface MemoryTransport extends Transport {
  cut(): void;
  stall(stalled: boolean): void;
}

/** Two linked transports. Frames arrive asynchronously, in order. */
export function memoryTransports(): readonly [MemoryTransport, MemoryTransport] {
  const left = new End();
  const right = new End();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

class End implements MemoryTransport {
  peer: End | undefined;
  readonly #inbox = new TransportInbox();
  #stalled = false;
  #held: (() => void)[] = [];

  listen(listener: TransportListener): void {
    this.#inbox.listen(listener);
  }

  sendText(text: string): void {
    if (!this.#inbox.isClosed) this.peer?.receive((inbox) => inbox.text(text));
  }

  sendBinary(bytes: Uint8Array): void {
    const copy = bytes.slice();
    if (!this.#inbox.isClosed) this.peer?.receive((inbox) => inbox.binary(copy));
  }

  close(code: number, reason: string): void {
    this.peer?.receive((inbox) => inbox.close({ code, reason }));
    this.#inbox.close({ code, reason });
  }

  terminate(): void {
    this.cut();
  }

  cut(): void {
    const lost = { code: CLOSE_CODES.abnormal, reason: "" };
    this.#inbox.close(lost);
    this.peer?.receive((inbox) => inbox.close(lost));
  }

  stall(stalled: boolean): void {
    this.#stalled = stalled;
    if (stalled) return;
    const held = this.#held;
    this.#held = [];
    for (const deliver of held) deliver();
  }

  receive(deliver: (inbox: TransportInbox) => void): void {
    queueMicrotask(() => {
      if (this.#stalled) this.#held.push(() => deliver(this.#inbox));
      else deliver(this.#inbox);
    });
  }
}
