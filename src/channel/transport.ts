/** Why a transport ended. */
export interface TransportClosed {
  /** A WebSocket close code; 1006 when there was none. */
  readonly code: number;
  readonly reason: string;
}

/** What a transport delivers. */
export interface TransportListener {
  readonly onText: (text: string) => void;
  readonly onBinary: (bytes: Uint8Array) => void;
  /** Called once, whichever side ended it. */
  readonly onClose: (closed: TransportClosed) => void;
}

/**
 * Carries text and binary frames in order to one peer. States: open → closed. Frames that arrive before `listen` are
 * delivered when it is called.
 */
export interface Transport {
  listen(listener: TransportListener): void;
  /** Frames sent after the end are dropped. */
  sendText(text: string): void;
  sendBinary(bytes: Uint8Array): void;
  close(code: number, reason: string): void;
  /** Ends it without a closing handshake. */
  terminate(): void;
}

/** The longest frame that either side accepts; a longer one closes the connection with 1009. Senders stay far below. */
export const MAX_FRAME_BYTES = 32 * 1024 * 1024;

/** Close codes: those of RFC 6455 and, from 4000 on, LiveLoad's own. */
export const CLOSE_CODES = {
  normal: 1000,
  protocolError: 1002,
  abnormal: 1006,
  tooBig: 1009,
  /** This side failed to handle a valid message. */
  failed: 1011,
  /** The peer was silent for too long. */
  silent: 4000,
  /** The peer does not read. */
  stuck: 4001,
  /** A newer connection of the same node took its place. */
  replaced: 4002,
  /** The controller does not expect this node, or no longer. */
  refused: 4003,
} as const;

/** Buffers frames until `listen`, and reports the end once. For implementations of {@link Transport}. */
export class TransportInbox {
  #listener: TransportListener | undefined;
  #early: ((listener: TransportListener) => void)[] = [];
  #closed = false;

  get isClosed(): boolean {
    return this.#closed;
  }

  listen(listener: TransportListener): void {
    this.#listener = listener;
    const early = this.#early;
    this.#early = [];
    for (const deliver of early) deliver(listener);
  }

  text(text: string): void {
    if (!this.#closed) this.#deliver((listener) => listener.onText(text));
  }

  binary(bytes: Uint8Array): void {
    if (!this.#closed) this.#deliver((listener) => listener.onBinary(bytes));
  }

  close(closed: TransportClosed): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#deliver((listener) => listener.onClose(closed));
  }

  #deliver(deliver: (listener: TransportListener) => void): void {
    if (this.#listener === undefined) this.#early.push(deliver);
    else deliver(this.#listener);
  }
}
