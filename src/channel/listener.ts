import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Clock } from "../base/clock.js";
import { LiveLoadError, messageOf } from "../base/errors.js";
import type { Secret } from "../base/secrets/secret.js";
import { type ChannelSecurity, SCHEMES, serverTls } from "./tls.js";
import { MAX_FRAME_BYTES, type Transport } from "./transport.js";
import { WebSocketTransport } from "./websocket-transport.js";

/** Where agents dial in. */
const AGENT_PATH = "/agent";
/** The header with the name of the node that dials in. */
export const NODE_HEADER = "x-liveload-node";

/** How the controller listens for its nodes. */
export interface ListenerOptions {
  readonly clock: Clock;
  /** An address of this machine; any but loopback needs TLS. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Default: none, which is allowed on loopback only. */
  readonly security?: ChannelSecurity;
  /** The secret of a node, or `undefined` for a node that is not expected. */
  readonly secretOf: (nodeId: string) => Secret | undefined;
  /** Called with the open connection of a node that has authenticated. */
  readonly onNode: (nodeId: string, transport: Transport) => void;
  /** Files that nodes may fetch, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The controller's one listener. */
export interface Listener {
  /** The URL for agents that can reach the address directly: `ws://127.0.0.1:PORT/agent`. */
  readonly url: string;
  readonly port: number;
  /** Closes the listener and all connections. Idempotent. */
  close(): Promise<void>;
}

const HANDSHAKE_TIMEOUT_MS = 10_000;
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Listens for nodes. Rejects with `INVALID_OPTION` when other machines could reach the address and the link is not encrypted. */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const { security = { kind: "none" } } = options;
  if (security.kind === "none" && !isLoopback(options.host)) {
    throw new LiveLoadError("INVALID_OPTION", `the controller would listen on ${options.host} without encryption`, {
      hint: "without TLS the controller listens on loopback only (127.0.0.1, ::1)",
      details: { option: "listen", value: options.host },
    });
  }
  const server = createServerOf(security, options);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  server.on("request", (request, response) => serveFile(options, request, response));
  server.on("upgrade", (request, socket, head) => upgrade(options, sockets, { request, socket, head }));
  server.on("clientError", (_error, socket) => void socket.destroy());
  server.on("tlsClientError", (_error, socket: Duplex) => void socket.destroy());
  sockets.on("error", () => {});
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return { url: `${SCHEMES[security.kind]}//${host}:${port}${AGENT_PATH}`, port, close: () => close(server, sockets) };
}

/** Half-open and idle connections are closed, so that a peer without a secret cannot tie up resources. */
function createServerOf(security: ChannelSecurity, { secretOf }: ListenerOptions): Server {
  const limits = {
    headersTimeout: HANDSHAKE_TIMEOUT_MS,
    requestTimeout: HANDSHAKE_TIMEOUT_MS,
    connectionsCheckingInterval: HANDSHAKE_TIMEOUT_MS / 2,
    maxHeaderSize: 8192,
  };
  const tls = serverTls(security, secretOf);
  return tls === undefined
    ? createServer(limits)
    : createTlsServer({ ...limits, ...tls, handshakeTimeout: HANDSHAKE_TIMEOUT_MS });
}

function listen(server: Server, { host, port }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(
        new LiveLoadError("LISTEN_FAILED", `cannot listen on ${host}:${port}: ${messageOf(error)}`, {
          cause: error,
        }),
      );
    });
    server.listen(port, host, () => {
      server.removeAllListeners("error");
      server.on("error", () => {});
      resolve();
    });
  });
}

function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function upgrade(
  options: ListenerOptions,
  sockets: WebSocketServer,
  { request, socket, head }: { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
): void {
  socket.on("error", () => {});
  const nodeId = authenticated(options, request);
  if (nodeId === undefined || request.url !== AGENT_PATH) {
    refuse(socket, request.url === AGENT_PATH ? 401 : 404);
    return;
  }
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    options.onNode(nodeId, new WebSocketTransport(webSocket, options.clock));
  });
}

function serveFile(options: ListenerOptions, request: IncomingMessage, response: ServerResponse): void {
  const file = options.files.get(request.url ?? "");
  const status = authenticated(options, request) === undefined ? 401 : file === undefined || request.method !== "GET" ? 404 : 200;
  response.writeHead(status, {
    "content-type": "application/octet-stream",
    "content-length": status === 200 ? (file?.length ?? 0) : 0,
  });
  response.end(status === 200 ? file : undefined);
}

/** The node that the request comes from, when it knows that node's secret. */
function authenticated(options: ListenerOptions, { headers }: IncomingMessage): string | undefined {
  const nodeId = headers[NODE_HEADER];
  const token = /^Bearer ([0-9a-f]{1,200})$/.exec(headers.authorization ?? "")?.[1];
  if (typeof nodeId !== "string" || token === undefined) return undefined;
  const secret = options.secretOf(nodeId);
  return secret !== undefined && sameText(secret.reveal(), token) ? nodeId : undefined;
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function refuse(socket: Duplex, status: number): void {
  // A peer that keeps its half open would keep the server from closing.
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
