import { systemClock, type Timer } from "../../../../base/clock.js";
import { attempt } from "../attempt.js";
import type { ChannelSocket } from "./channel-socket.js";
import { decodeFrame, encodeFrame, type Frame, type RawFrame } from "./frames.js";
import { PhoenixChannel } from "./phoenix-channel.js";
import { RetryTimer, reconnectDelayMs } from "./retry-timer.js";
import type { OpenTransport, Transport, TransportEnd } from "./transport.js";

const HEARTBEAT_MS = 30_000;
const NORMAL_CLOSE = 1000;

export interface SocketInit {
  /** The address, with its query, at the time of connecting. */
  readonly url: () => string;
  readonly open: OpenTransport;
  /** Tried when the first one fails or does not answer a ping within `fallbackMs`; only before the first connection. */
  readonly fallback?: {
    readonly open: OpenTransport;
    readonly url: () => string;
    readonly afterMs: number;
    /** It has been opened, and the first one never worked. */
    readonly used: () => void;
  };
  /** The connection ended; a code of 1000 means that the server ended it on purpose. */
  readonly onClosed: (end: TransportEnd) => void;
  /** Sees every message, also those for channels that are closed. */
  readonly onMessage: (frame: Frame) => void;
  /** A listener has thrown. */
  readonly failed: (error: Error) => void;
}

interface Connection {
  readonly transport: Transport;
  /** We closed it ourselves. */
  closing: boolean;
}

/**
 * Phoenix's socket: channels over one transport, heartbeats, and reconnects with the official client's back-off.
 * idle → connecting → open; a lost transport leads to connecting again after a delay, `disconnect` back to idle.
 */
export class PhoenixSocket {
  readonly #init: SocketInit;
  readonly #channels = new Set<PhoenixChannel>();
  readonly #reconnectTimer: RetryTimer;
  #connection: Connection | undefined;
  #buffer: { readonly channel: PhoenixChannel; readonly frame: Frame }[] = [];
  #ref = 0;
  #wanted = false;
  #usesFallback = false;
  #heartbeatTimer: Timer | undefined;
  #heartbeatRef: string | undefined;
  #fallbackTimer: Timer | undefined;
  #pingRef: string | undefined;

  constructor(init: SocketInit) {
    this.#init = init;
    this.#reconnectTimer = new RetryTimer(() => this.#attempt(() => this.#open()), reconnectDelayMs);
  }

  isConnected(): boolean {
    return this.#connection?.transport.state === "open";
  }

  channel(topic: string, params: () => unknown): PhoenixChannel {
    const socket: ChannelSocket = {
      isConnected: () => this.isConnected(),
      makeRef: () => this.#makeRef(),
      attempt: (run) => this.#attempt(run),
      send: (frame) => this.#send(channel, frame),
      remove: () => void this.#channels.delete(channel),
      leaveTopic: (left) => this.#leaveTopic(left),
    };
    const channel = new PhoenixChannel(socket, topic, params);
    this.#channels.add(channel);
    return channel;
  }

  connect(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#awaitPrimary();
    this.#open();
  }

  /** No reconnects; channels that were joined fail. */
  disconnect(): void {
    this.#wanted = false;
    this.#fallbackTimer?.cancel();
    this.#reconnectTimer.reset();
    this.#teardown();
  }

  /** Ends everything at once, without a word to the server. */
  drop(): void {
    const connection = this.#connection;
    this.#wanted = false;
    this.#connection = undefined;
    this.#fallbackTimer?.cancel();
    this.#reconnectTimer.reset();
    this.#stopHeartbeat();
    for (const channel of [...this.#channels]) channel.drop();
    connection?.transport.close();
  }

  #leaveTopic(topic: string): void {
    for (const channel of this.#channels) {
      if (channel.topic === topic && (channel.state === "joined" || channel.state === "joining")) return void channel.leave();
    }
  }

  #makeRef(): string {
    return String(++this.#ref);
  }

  #send(channel: PhoenixChannel, frame: Frame): void {
    if (this.isConnected()) this.#transmit(channel, frame);
    else this.#buffer.push({ channel, frame });
  }

  #open(): void {
    this.#teardown();
    const { open, url } = (this.#usesFallback && this.#init.fallback) || this.#init;
    const current = (run: () => void) => {
      if (this.#connection === connection) this.#attempt(run);
    };
    const connection: Connection = {
      closing: false,
      transport: open(url(), {
        onOpen: () => current(() => this.#opened()),
        onFrame: (raw) => current(() => this.#received(raw)),
        onError: () => current(() => this.#failed(connection)),
        onClose: (end) => current(() => this.#closed(connection, end)),
      }),
    };
    this.#connection = connection;
  }

  /** Calls a listener whose error must not end the transport's own event. */
  #attempt(run: () => void): void {
    attempt(run, this.#init.failed);
  }

  #opened(): void {
    const waiting = this.#buffer;
    this.#buffer = [];
    for (const { channel, frame } of waiting) if (!isOutdated(channel, frame)) this.#transmit(channel, frame);
    this.#reconnectTimer.reset();
    this.#stopHeartbeat();
    if (this.#connection?.transport.needsHeartbeat) this.#heartbeatLater();
    for (const channel of [...this.#channels]) channel.opened();
    if (this.#usesFallback) this.#init.fallback?.used();
    else if (this.#fallbackTimer) this.#ping();
  }

  #received(raw: RawFrame): void {
    const frame = decodeFrame(raw);
    if (!frame) return;
    this.#init.onMessage(frame);
    if (frame.ref !== null && frame.ref === this.#heartbeatRef) {
      this.#stopHeartbeat();
      this.#heartbeatLater();
    }
    if (frame.ref !== null && frame.ref === this.#pingRef) {
      this.#fallbackTimer?.cancel();
      this.#fallbackTimer = undefined;
    }
    for (const channel of [...this.#channels]) if (channel.topic === frame.topic) channel.receive(frame);
  }

  #failed(connection: Connection): void {
    for (const channel of [...this.#channels]) channel.socketFailed();
    if (this.#fallbackTimer && !this.#usesFallback) {
      this.#fallBack();
      return;
    }
    this.#failChannels("connection_error", connection);
  }

  #closed(connection: Connection, end: TransportEnd): void {
    this.#stopHeartbeat();
    this.#failChannels("connection_closed", connection);
    if (this.#connection === connection && !connection.closing && this.#wanted) this.#reconnectTimer.schedule();
    this.#init.onClosed(end);
  }

  #teardown(): void {
    const connection = this.#connection;
    this.#stopHeartbeat();
    if (!connection || connection.closing) return;
    connection.closing = true;
    const wasOpen = connection.transport.state !== "connecting";
    connection.transport.close();
    this.#connection = undefined;
    if (wasOpen) this.#failChannels("connection_closed", connection);
  }

  #failChannels(reason: string, connection: Connection): void {
    if (connection.transport.state === "open") return;
    for (const channel of [...this.#channels]) {
      if (channel.state === "joining" || channel.state === "joined") channel.emit("phx_error", { source: "transport", reason });
    }
  }

  #transmit(channel: PhoenixChannel, frame: Frame): void {
    if (frame.event !== "phx_leave" && isOutdated(channel, frame)) return;
    this.#connection?.transport.send(encodeFrame(frame));
  }

  #heartbeatLater(): void {
    this.#heartbeatTimer = systemClock.setTimer(() => this.#attempt(() => this.#heartbeat()), HEARTBEAT_MS);
  }

  #heartbeat(): void {
    const ref = this.#sendToPhoenix();
    this.#heartbeatRef = ref;
    this.#heartbeatTimer = systemClock.setTimer(() => {
      const connection = this.#connection;
      this.#heartbeatRef = undefined;
      connection?.transport.close(NORMAL_CLOSE, "heartbeat timeout");
      if (connection) connection.closing = true;
      this.#connection = undefined;
      if (connection) this.#failChannels("heartbeat_timeout", connection);
      this.#reconnectTimer.schedule();
    }, HEARTBEAT_MS);
  }

  #stopHeartbeat(): void {
    this.#heartbeatTimer?.cancel();
    this.#heartbeatRef = undefined;
  }

  #sendToPhoenix(): string {
    const ref = this.#makeRef();
    const frame: Frame = { joinRef: null, ref, topic: "phoenix", event: "heartbeat", payload: {} };
    this.#connection?.transport.send(encodeFrame(frame));
    return ref;
  }

  #awaitPrimary(): void {
    const { fallback } = this.#init;
    if (!fallback || this.#usesFallback) return;
    this.#fallbackTimer = systemClock.setTimer(() => this.#attempt(() => this.#fallBack()), fallback.afterMs);
  }

  /** The connection must also carry a message there and back. */
  #ping(): void {
    if (this.#fallbackTimer !== undefined) {
      this.#fallbackTimer.cancel();
      this.#awaitPrimary();
    }
    this.#pingRef = this.#sendToPhoenix();
  }

  #fallBack(): void {
    this.#fallbackTimer?.cancel();
    this.#fallbackTimer = undefined;
    this.#usesFallback = true;
    this.#open();
  }
}

/** Its channel has joined again, or is closed. */
function isOutdated(channel: PhoenixChannel, { joinRef }: Frame): boolean {
  return joinRef !== channel.joinRef || channel.state === "closed";
}
