import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { type App, newSessionId, sessionIdOf } from "./app.js";
import { Connection } from "./connection.js";

export interface WebSockets {
  /** Ends every socket: with a close frame if a code is given, else by cutting the connection. */
  drop(code?: number): void;
  close(): void;
}

const LIVE_PATH = "/live/websocket";
const ECHO_PATH = "/echo/websocket";

/** Accepts WebSockets: LiveView's at /live/websocket, and an echo at /echo/websocket. */
export function acceptWebSockets(server: Server, app: App): WebSockets {
  const acceptor = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 8 * 1024 * 1024 });
  server.on("upgrade", (request, socket, head) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    if (app.refusing) return refuse(socket, "503 Service Unavailable");
    if (path !== LIVE_PATH && path !== ECHO_PATH) return refuse(socket, "404 Not Found");
    void app.gate.pass().then(() => {
      acceptor.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, { app, path, request }));
    });
  });
  return {
    drop(code) {
      for (const client of acceptor.clients) {
        if (code === undefined) client.terminate();
        else client.close(code);
      }
    },
    close() {
      for (const client of acceptor.clients) client.terminate();
      acceptor.close();
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.on("error", () => {});
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

interface Served {
  readonly app: App;
  readonly path: string;
  readonly request: IncomingMessage;
}

function serve(webSocket: WebSocket, { app, path, request }: Served): void {
  app.stats.current.sockets.opened++;
  app.stats.current.sockets.open++;
  webSocket.once("close", () => {
    app.stats.current.sockets.closed++;
    app.stats.current.sockets.open--;
  });
  // Without a listener a client's bad frame would crash the process.
  webSocket.on("error", () => {});
  if (path === ECHO_PATH) serveEcho(webSocket, app);
  else {
    app.log.socket((request.url ?? "").split("?")[1] ?? "");
    serveLiveView(webSocket, app, sessionIdOf(request.headers.cookie) ?? newSessionId());
  }
}

function serveLiveView(webSocket: WebSocket, app: App, sessionId: string): void {
  const connection = new Connection(app, sessionId, (text) => {
    if (webSocket.readyState !== webSocket.OPEN) return;
    app.stats.frame("framesSent", LIVE_PATH, Buffer.byteLength(text));
    webSocket.send(text);
  });
  webSocket.on("message", (message: RawData, isBinary: boolean) => {
    const receivedAt = performance.now();
    const bytes = toBuffer(message);
    app.stats.frame("framesReceived", LIVE_PATH, bytes.length);
    const understood = isBinary ? connection.receiveBytes(bytes) : connection.receive(bytes.toString(), receivedAt);
    if (!understood) webSocket.close(1003);
  });
  webSocket.once("close", () => connection.close());
}

function serveEcho(webSocket: WebSocket, app: App): void {
  webSocket.on("message", (message: RawData, isBinary: boolean) => {
    const bytes = toBuffer(message);
    app.stats.frame("framesReceived", ECHO_PATH, bytes.length);
    void app.gate.pass().then(() => {
      app.stats.frame("framesSent", ECHO_PATH, bytes.length);
      webSocket.send(bytes, { binary: isBinary });
    });
  });
}

function toBuffer(message: RawData): Buffer {
  if (Buffer.isBuffer(message)) return message;
  return Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message);
}
