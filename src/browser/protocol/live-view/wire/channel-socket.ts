import type { Frame } from "./frames.js";

/**
 * closed → joining → joined → leaving → closed. An error, of the server or the connection, leads from joining and joined to
 * errored, and the next join from there to joining.
 */
export type ChannelState = "closed" | "joining" | "joined" | "errored" | "leaving";

/** What a channel needs of its socket. */
export interface ChannelSocket {
  isConnected(): boolean;
  makeRef(): string;
  /** Runs a listener: what it throws is reported, and the others are still called. */
  attempt(run: () => void): void;
  send(frame: Frame): void;
  /** The channel is closed: nothing of its topic concerns it any more. */
  remove(): void;
  /** A topic is joined once: an earlier channel of it leaves. */
  leaveTopic(topic: string): void;
}
