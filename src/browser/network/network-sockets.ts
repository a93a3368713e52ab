import type { Clock } from "../../base/clock.js";
import { templatePath } from "../../telemetry/page-templates.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { CdpSession } from "../cdp-session.js";
import type { NetworkFollower } from "./network-follower.js";
import { type BrowserClock, frameSize, MAX_OPEN } from "./network-timing.js";

/**
 * The states of a WebSocket: connecting → open → (failed, after an invalid frame) → gone, or connecting → refused → gone. The
 * value is the reason that its end is counted under; DevTools does not report close codes.
 */
const CLOSED_BECAUSE = { connecting: "not connected", refused: "refused", open: "closed", failed: "failed" } as const;

/** DevTools' message when the page closed a socket that was not open yet. */
export const CLOSED_EARLY = "WebSocket is closed before the connection is established";

interface Socket {
  readonly path: string;
  readonly session: CdpSession;
  state: keyof typeof CLOSED_BECAUSE;
}

interface SocketOptions {
  readonly telemetry: TelemetrySink;
  readonly routes: readonly string[];
  readonly clock: Clock;
  readonly browserClock: BrowserClock;
}

/** Records the WebSockets of a user from the sessions that it follows. */
export function socketFollower(options: SocketOptions): NetworkFollower {
  const log = new SocketLog(options);
  return {
    follow: (cdp) => followSockets(cdp, log, options),
    left: (_loaderId, isOfPage) => log.close("page left", ({ session }) => isOfPage(session)),
    gone: (cdp) => log.close("page left", ({ session }) => session === cdp),
    end: () => log.close("user ended", () => true),
  };
}

function followSockets(cdp: CdpSession, log: SocketLog, { telemetry, clock, browserClock }: SocketOptions): void {
  const instant = (timestamp: number) => {
    browserClock.heard(timestamp, clock.now());
    return browserClock.place(timestamp);
  };
  cdp.on("Network.webSocketCreated", ({ requestId, url }) => log.created(requestId, url, cdp));
  cdp.on("Network.webSocketHandshakeResponseReceived", ({ requestId, timestamp, response }) => {
    if (response.status === 101) log.opened(requestId, instant(timestamp));
  });
  for (const [event, metric] of [
    ["Network.webSocketFrameSent", "websocket_frame_sent_size"],
    ["Network.webSocketFrameReceived", "websocket_frame_received_size"],
  ] as const) {
    cdp.on(event, ({ requestId, timestamp, response }) => {
      const path = log.pathOf(requestId);
      if (path !== undefined) telemetry.sample(metric, path, frameSize(response), instant(timestamp));
    });
  }
  cdp.on("Network.webSocketFrameError", ({ requestId, errorMessage }) => log.failed(requestId, errorMessage));
  cdp.on("Network.webSocketClosed", ({ requestId, timestamp }) => log.closed(requestId, instant(timestamp)));
}

/** A user's open sockets. */
class SocketLog {
  readonly #options: SocketOptions;
  readonly #sockets = new Map<string, Socket>();

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  pathOf(requestId: string): string | undefined {
    return this.#sockets.get(requestId)?.path;
  }

  created(requestId: string, url: string, session: CdpSession): void {
    this.#sockets.set(requestId, { path: templatePath(url, this.#options.routes), session, state: "connecting" });
    if (this.#sockets.size <= MAX_OPEN) return;
    const [oldest] = this.#sockets.values();
    this.close("forgotten", (socket) => socket === oldest);
  }

  opened(requestId: string, atMs: number): void {
    const socket = this.#sockets.get(requestId);
    if (socket === undefined) return;
    socket.state = "open";
    this.#options.telemetry.count("websocket_opened", socket.path, 1, atMs);
  }

  failed(requestId: string, errorMessage: string): void {
    const socket = this.#sockets.get(requestId);
    if (socket?.state === "open") socket.state = "failed";
    else if (socket?.state === "connecting" && !errorMessage.includes(CLOSED_EARLY)) socket.state = "refused";
  }

  closed(requestId: string, atMs: number): void {
    const socket = this.#sockets.get(requestId);
    if (socket === undefined) return;
    this.#sockets.delete(requestId);
    this.#options.telemetry.count("websocket_closed", CLOSED_BECAUSE[socket.state], 1, atMs);
  }

  /** For sockets that end with their page or worker, which the browser does not report. */
  close(reason: string, isClosed: (socket: Socket) => boolean): void {
    const { telemetry, clock } = this.#options;
    let open = 0;
    for (const [requestId, socket] of [...this.#sockets]) {
      if (!isClosed(socket)) continue;
      this.#sockets.delete(requestId);
      if (socket.state === "open" || socket.state === "failed") open++;
    }
    if (open > 0) telemetry.count("websocket_closed", reason, open, clock.now());
  }
}
