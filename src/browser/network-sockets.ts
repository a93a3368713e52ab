import type { Clock } from "../base/clock.js";
import { templatePath } from "../telemetry/page-templates.js";
import type { TelemetrySink } from "../telemetry/telemetry-sink.js";
import type { CdpSession } from "./cdp-session.js";
import { BrowserClock, frameSize, trimOldest } from "./network-timing.js";

/**
 * A WebSocket: connecting → open → (failed, when a frame was not one) → gone, or connecting → refused → gone. The value is the
 * reason that its closing is counted under; DevTools tells no close code.
 */
const CLOSED_BECAUSE = { connecting: "not connected", refused: "refused", open: "closed", failed: "failed" } as const;

/** The page itself gave up a socket that was not open yet. */
export const CLOSED_EARLY = "WebSocket is closed before the connection is established";

interface Socket {
  readonly path: string;
  state: keyof typeof CLOSED_BECAUSE;
}

interface SocketOptions {
  readonly telemetry: TelemetrySink;
  readonly routes: readonly string[];
  readonly clock: Clock;
}

/** Records the WebSockets of a page, in the sessions that it is given. */
export function socketFollower(options: SocketOptions): (cdp: CdpSession) => void {
  const { clock } = options;
  const browserClock = new BrowserClock();
  const sockets = new Map<string, Socket>();
  const instant = (timestamp: number) => browserClock.toNode(timestamp, clock.now());
  return (cdp) => followSockets(cdp, sockets, { ...options, instant });
}

function followSockets(
  cdp: CdpSession,
  sockets: Map<string, Socket>,
  { telemetry, routes, clock, instant }: SocketOptions & { readonly instant: (timestamp: number) => number },
): void {
  cdp.on("Network.webSocketCreated", ({ requestId, url }) => {
    sockets.set(requestId, { path: templatePath(url, routes), state: "connecting" });
    trimOldest(sockets);
  });
  cdp.on("Network.webSocketHandshakeResponseReceived", ({ requestId, timestamp, response }) => {
    const socket = sockets.get(requestId);
    if (socket === undefined || response.status !== 101) return;
    socket.state = "open";
    telemetry.count("websocket_opened", socket.path, 1, instant(timestamp));
  });
  for (const [event, metric] of [
    ["Network.webSocketFrameSent", "websocket_frame_sent_size"],
    ["Network.webSocketFrameReceived", "websocket_frame_received_size"],
  ] as const) {
    cdp.on(event, ({ requestId, timestamp, response }) => {
      const path = sockets.get(requestId)?.path;
      if (path !== undefined) telemetry.sample(metric, path, frameSize(response), instant(timestamp));
    });
  }
  cdp.on("Network.webSocketFrameError", ({ requestId, errorMessage }) => {
    const socket = sockets.get(requestId);
    if (socket?.state === "open") socket.state = "failed";
    else if (socket?.state === "connecting" && !errorMessage.includes(CLOSED_EARLY)) socket.state = "refused";
  });
  cdp.on("Network.webSocketClosed", ({ requestId, timestamp }) => {
    const socket = sockets.get(requestId);
    if (socket === undefined) return;
    sockets.delete(requestId);
    telemetry.count("websocket_closed", CLOSED_BECAUSE[socket.state], 1, instant(timestamp));
  });
  cdp.on("Page.frameNavigated", ({ frame }) => {
    if (frame.parentId !== undefined) return;
    const open = [...sockets.values()].filter(({ state }) => state === "open" || state === "failed").length;
    if (open > 0) telemetry.count("websocket_closed", "page left", open, clock.now());
    sockets.clear();
  });
}
