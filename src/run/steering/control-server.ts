import { chmodSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { dirname } from "node:path";
import { messageOf, toWireError } from "../../base/errors.js";
import { readRequest } from "./read-request.js";
import type { Steer } from "./run-control.js";
import { forgetRun, noteRun, type SteeredRun, socketPathOf } from "./steered-runs.js";

/** What serving a run's commands takes. */
export interface ControlServerOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: Omit<SteeredRun, "startedAt" | "space" | "socket">;
  readonly steer: Steer;
  /** Called when the run cannot be steered; it goes on all the same. */
  readonly onTrouble: (message: string) => void;
}

/**
 * Listens on a Unix socket that only this user can reach, and notes it in the state folder. Each request is a POST of JSON.
 * Does not keep the process alive. Never rejects. Returns what ends it.
 */
export async function startControlServer({ env, run, steer, onTrouble }: ControlServerOptions): Promise<() => void> {
  let socket: string | undefined;
  try {
    socket = socketPathOf(env, run.runId);
    const server = createServer((request, response) => void answer(steer, request, response));
    server.on("connection", (connection) => connection.unref());
    await listen(server, socket);
    server.unref();
    chmodSync(socket, 0o600);
    noteRun(env, { ...run, socket });
    const noted = { runId: run.runId, socket };
    return () => {
      server.close();
      forgetRun(env, noted);
    };
  } catch (error) {
    const where = socket === undefined ? "" : ` in ${dirname(socket)}`;
    onTrouble(
      `live-load status, set, pause and stop cannot reach this run: no socket could be made${where}: ${messageOf(error)}`,
    );
    return () => {};
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      server.on("error", () => {});
      resolve();
    });
  });
}

async function answer(steer: Steer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.on("error", () => {});
  try {
    send(response, 200, await steer(await readRequest(request), "command"));
  } catch (error) {
    send(response, 409, { error: toWireError(error) });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" }).end(`${JSON.stringify(body)}\n`);
}
