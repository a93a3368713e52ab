import type { AddressInfo } from "node:net";
import { createApp } from "./app.js";
import { loadAssets } from "./assets.js";
import { createHttpServer } from "./http.js";
import { LongPolling } from "./longpoll.js";
import type { ServerLogEntry } from "./server-log.js";
import type { TargetStats } from "./stats.js";
import { acceptWebSockets } from "./websocket.js";

export type { ServerLogEntry } from "./server-log.js";
export type { TargetStats } from "./stats.js";

export interface TargetOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Artificial delay of every event handler, in milliseconds; default 0. */
  readonly delayMs?: number;
  /** Keep what reaches the server, see `log`; default false. */
  readonly log?: boolean;
  /** Two servers with the same one take each other's sessions, as one that restarts; default: one of its own. */
  readonly secret?: string;
}

/** A running site under test. */
export interface Target {
  readonly url: string;
  stats(): TargetStats;
  resetStats(): void;
  /** What reached the server since the last `resetStats`, if it is kept. */
  log(): readonly ServerLogEntry[];
  /** Delays all answers, HTTP and channel, for this many milliseconds from now. */
  stall(ms: number): void;
  /** Ends all live sockets and long polls: with the close code if given, else by cutting the connection. */
  dropSockets(code?: number): void;
  /** Rejects new sockets and long polls while on; open ones stay. */
  refuseSockets(on: boolean): void;
  close(): Promise<void>;
}

export async function startTarget(options: TargetOptions = {}): Promise<Target> {
  const app = createApp(await loadAssets(), options);
  const longPolling = new LongPolling(app);
  const server = createHttpServer(app, longPolling);
  const sockets = acceptWebSockets(server, app);
  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    stats: () => app.stats.snapshot(),
    resetStats() {
      app.stats.reset();
      app.log.reset();
    },
    log: () => app.log.entries,
    stall: (ms) => app.gate.stall(ms),
    dropSockets(code) {
      sockets.drop(code);
      longPolling.drop();
    },
    refuseSockets(on) {
      app.refusing = on;
    },
    close() {
      sockets.close();
      longPolling.drop();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
