/** Why a transport ended. */
export interface TransportClosed {
  /** A WebSocket close code; 1006 when there was none. */
  readonly code: number;
  readonly reason: string;
}

/** What a transport tells. */
export interface TransportListener {
  readonly onText: (text: string) => void;
  readonly onBinary: (bytes: Uint8Array) => void;
  /** Once, whoever ended it. */
  readonly onClose: (closed: TransportClosed) => void;
}

/**
 * Carries text and binary frames in order to one peer. States: open → closed. Nothing arrives before `listen`; what was
 * received until then is delivered then.
 */
export interface Transport {
  listen(listener: TransportListener): void;
  /** Frames sent after the end are dropped. */
  sendText(text: string): void;
  sendBinary(bytes: Uint8Array): void;
  close(code: number, reason: string): void;
  /** Ends it without a goodbye. */
  terminate(): void;
}

/** The longest frame that either side takes; a longer one closes the connection with 1009. What is sent is far below. */
export const MAX_FRAME_BYTES = 32 * 1024 * 1024;

/** Close codes that LiveLoad uses, after RFC 6455 and, from 4000 on, its own. */
export const CLOSE_CODES = {
  normal: 1000,
  protocolError: 1002,
  abnormal: 1006,
  tooBig: 1009,
  /** This side failed at something that the peer had every right to send. */
  failed: 1011,
  /** The peer said nothing for too long. */
  silent: 4000,
  /** The peer does not read what it is sent. */
  stuck: 4001,
  /** A newer connection of the same node took its place. */
  replaced: 4002,
  /** The node is not wanted (any more). */
  refused: 4003,
} as const;

/** Keeps what arrives until somebody listens, and tells the end once. For implementations of {@link Transport}. */
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
