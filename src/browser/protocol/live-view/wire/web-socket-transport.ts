import { type createConnection, isIP, type Socket } from "node:net";
import { connect as connectTls, type SecureContext } from "node:tls";
import { WebSocket } from "ws";
import type { OpenTransport, Transport, TransportEvents, TransportState } from "./transport.js";

/** The signal aborts when the connection is no longer wanted. */
type Reach = (address: { readonly host: string; readonly port: number }, signal: AbortSignal) => Promise<Socket>;

/** Options for opening WebSockets. */
export interface WebSocketOptions {
  /** Headers of the handshake besides the protocol's own: cookies, origin, user agent. */
  readonly headers: (url: string) => Readonly<Record<string, string>>;
  /** Options of the connection, e.g. certificates that are accepted. */
  readonly rejectUnauthorized: boolean;
  /** The certificate that is shown to an origin such as `https://example.com`, if there is one for it. */
  readonly shown: (origin: string) => SecureContext | undefined;
  /** Opens the connection to a host; by default Node.js does so directly. */
  readonly reach?: Reach | undefined;
}

const STATES: readonly TransportState[] = ["connecting", "open", "closing", "closed"];
const HANDSHAKE_TIMEOUT_MS = 30_000;

/** Opens WebSockets, with a browser's headers. */
export function webSocketTransport(options: WebSocketOptions): OpenTransport {
  const { headers, rejectUnauthorized, shown, reach } = options;
  return (url, events) => {
    const address = new URL(url.replace(/^ws/, "http"));
    const secureContext = shown(address.origin);
    const tls = { rejectUnauthorized, ...(secureContext === undefined ? {} : { secureContext }) };
    const over = new AbortController();
    const socket = new WebSocket(url, {
      headers: headers(url),
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      perMessageDeflate: false,
      ...tls,
      ...(reach === undefined ? {} : { createConnection: connector(address, { reach, tls, signal: over.signal }) }),
    });
    socket.once("close", () => over.abort());
    return wired(socket, events);
  };
}

interface Connecting {
  readonly reach: Reach;
  readonly tls: object;
  readonly signal: AbortSignal;
}

/** Opens the connection of a WebSocket in another way than Node.js does. */
function connector({ protocol, hostname, port }: URL, { reach, tls, signal }: Connecting) {
  const host = hostname.replace(/^\[|\]$/g, "");
  const isSecure = protocol === "https:";
  const connect = (_options: unknown, opened: (error: unknown, socket?: Socket) => void) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    reach({ host, port: Number(port || (isSecure ? 443 : 80)) }, signal)
      .then((socket) => opened(null, isSecure ? connectTls({ ...tls, ...servername, socket, host }) : socket))
      .catch(opened);
  };
  // Node.js also takes functions that call back.
  return connect as unknown as typeof createConnection;
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
