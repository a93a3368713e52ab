import type { ChildProcess } from "node:child_process";
import { CLOSE_CODES, type Transport, TransportInbox, type TransportListener } from "./transport.js";

/**
 * One end of Node's IPC channel between a process and its child. The child has to be started with
 * `serialization: "advanced"`, so that binary messages arrive unchanged.
 */
export interface IpcPort {
  send(message: string | Uint8Array): void;
  onMessage(listener: (message: unknown) => void): void;
  onDisconnect(listener: () => void): void;
  disconnect(): void;
}

/** The parent's end of the channel to a child. */
export function portOfChild(child: ChildProcess): IpcPort {
  return {
    // Without a callback, sending on a channel that has just closed throws. `disconnect` follows.
    send: (message) => void (child.connected && child.send(message, () => {})),
    onMessage: (listener) => void child.on("message", listener),
    onDisconnect: (listener) => void child.once("disconnect", listener),
    disconnect: () => void (child.connected && child.disconnect()),
  };
}

/** A transport over Node's IPC channel. */
export class IpcTransport implements Transport {
  readonly #port: IpcPort;
  readonly #inbox = new TransportInbox();

  constructor(port: IpcPort) {
    this.#port = port;
    port.onMessage((message) => {
      if (typeof message === "string") this.#inbox.text(message);
      else if (message instanceof Uint8Array) this.#inbox.binary(message);
    });
    port.onDisconnect(() => this.#inbox.close({ code: CLOSE_CODES.abnormal, reason: "the other process has exited" }));
  }

  listen(listener: TransportListener): void {
    this.#inbox.listen(listener);
  }

  sendText(text: string): void {
    if (!this.#inbox.isClosed) this.#port.send(text);
  }

  sendBinary(bytes: Uint8Array): void {
    if (!this.#inbox.isClosed) this.#port.send(bytes);
  }

  close(code: number, reason: string): void {
    this.#inbox.close({ code, reason });
    this.#port.disconnect();
  }

  terminate(): void {
    this.close(CLOSE_CODES.abnormal, "");
  }
}
