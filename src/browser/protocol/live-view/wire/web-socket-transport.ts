import { WebSocket } from "ws";
import type { OpenTransport, Transport, TransportEvents, TransportState } from "./transport.js";

export interface WebSocketHeaders {
  /** Headers of the handshake besides the protocol's own: cookies, origin, user agent. */
  readonly headers: (url: string) => Readonly<Record<string, string>>;
  /** Options of the connection, e.g. certificates that are accepted. */
  readonly rejectUnauthorized: boolean;
}

const STATES: readonly TransportState[] = ["connecting", "open", "closing", "closed"];
const HANDSHAKE_TIMEOUT_MS = 30_000;

/** Opens WebSockets, with a browser's headers. */
export function webSocketTransport({ headers, rejectUnauthorized }: WebSocketHeaders): OpenTransport {
  return (url, events) => {
    const socket = new WebSocket(url, {
      headers: headers(url),
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      perMessageDeflate: false,
      rejectUnauthorized,
    });
    return wired(socket, events);
  };
}

function wired(socket: WebSocket, events: TransportEvents): Transport {
  socket.on("open", () => events.onOpen());
  socket.on("message", (message, isBinary) => {
    const bytes = Array.isArray(message) ? Buffer.concat(message) : Buffer.isBuffer(message) ? message : Buffer.from(message);
    events.onFrame(isBinary ? bytes : bytes.toString());
  });
  socket.on("error", (error) => events.onError(error.message));
  socket.on("close", (code) => events.onClose({ code }));
  return {
    get state() {
      return STATES[socket.readyState] ?? "closed";
    },
    needsHeartbeat: true,
    // As bytes, a frame goes out in one piece with its head; as text, in two.
    send: (frame) => socket.send(Buffer.from(frame), { binary: typeof frame !== "string" }),
    close: (code, reason) => socket.close(code, reason),
  };
}
