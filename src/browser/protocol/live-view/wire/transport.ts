import type { RawFrame } from "./frames.js";

export type TransportState = "connecting" | "open" | "closing" | "closed";

/** How a transport ended: the close code (1005 without one, 1006 when it was cut). */
export interface TransportEnd {
  readonly code: number;
}

export interface TransportEvents {
  onOpen(): void;
  onFrame(frame: RawFrame): void;
  /** Before `onClose`, when it failed. */
  onError(reason: string): void;
  onClose(end: TransportEnd): void;
}

/** A WebSocket, or long polling. Its events come in tasks of their own, never while it is being created. */
export interface Transport {
  readonly state: TransportState;
  /** Phoenix's client sends no heartbeats over long polling. */
  readonly needsHeartbeat: boolean;
  send(frame: RawFrame): void;
  close(code?: number, reason?: string): void;
}

/** Opens a transport to an address of the socket, as `ws:` or `wss:`, with its query. */
export type OpenTransport = (url: string, events: TransportEvents) => Transport;
