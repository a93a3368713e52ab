import type { ChildProcess } from "node:child_process";
import { CLOSE_CODES, type Transport, TransportInbox, type TransportListener } from "./transport.js";

/**
 * One end of Node's channel between a process and its child: a `ChildProcess`, or what the child makes of its own
 * `process`. The child is started with `serialization: "advanced"`, so that bytes pass as they are.
 */
export interface IpcPort {
  send(message: string | Uint8Array): void;
  onMessage(listener: (message: unknown) => void): void;
  onDisconnect(listener: () => void): void;
  disconnect(): void;
}

/** The port to a child that was started with an IPC channel and `serialization: "advanced"`. */
export function portOfChild(child: ChildProcess): IpcPort {
  return {
    // The callback keeps a channel that has just closed from throwing; `disconnect` tells of it.
    send: (message) => void (child.connected && child.send(message, () => {})),
    onMessage: (listener) => void child.on("message", listener),
    onDisconnect: (listener) => void child.once("disconnect", listener),
    disconnect: () => void (child.connected && child.disconnect()),
  };
}

/** A transport over Node's channel between a process and its child. */
export class IpcTransport implements Transport {
  readonly #port: IpcPort;
  readonly #inbox = new TransportInbox();

  constructor(port: IpcPort) {
    this.#port = port;
    port.onMessage((message) => {
      if (typeof message === "string") this.#inbox.text(message);
      else if (message instanceof Uint8Array) this.#inbox.binary(message);
    });
    port.onDisconnect(() => this.#inbox.close({ code: CLOSE_CODES.abnormal, reason: "the other process is gone" }));
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
