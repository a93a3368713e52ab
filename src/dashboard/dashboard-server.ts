import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LiveLoadError, messageOf } from "../base/errors.js";
import type { LiveLook } from "../run/live/live-look.js";
import { serveLook } from "./dashboard-look.js";
import { type DashboardSteering, serveControl } from "./dashboard-steering.js";
import type { EventFeed } from "./event-feed.js";
import { TOKEN_NAME } from "./steering-names.js";

/** The page to serve, its events, and the port. */
export interface DashboardServerOptions {
  /** `undefined` for {@link USUAL_PORT}, or a free port if that is in use; 0 for any free port. */
  readonly port: number | undefined;
  readonly page: { readonly html: string; readonly policy: string };
  readonly feed: EventFeed;
  /** Answers what the page asks about the scenario that is running, or the last one. */
  readonly look?: () => LiveLook | undefined;
  /** What steers the run, for those who know the token; without it the page only watches. */
  readonly steering?: DashboardSteering | undefined;
}

/** Serves the page and its events to this machine. */
export interface DashboardServer {
  readonly url: string;
  /** Closes the server and every connection. Idempotent. */
  close(): void;
}

/** Tried first, so that the page has the same address from run to run. */
const USUAL_PORT = 7357;
const HOST = "127.0.0.1";
const MAX_CONNECTIONS = 64;
/** Rejects other host names, which an attacker could have pointed here (DNS rebinding). */
const OWN_NAMES = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/**
 * Listens on the loopback interface only. Does not keep the process alive.
 * @throws LiveLoadError `INVALID_OPTION` when the requested port is not available
 */
export async function startDashboardServer(options: DashboardServerOptions): Promise<DashboardServer> {
  const server = createServer((request, response) => answer(options, request, response));
  server.maxConnections = MAX_CONNECTIONS;
  server.on("clientError", (_error, socket) => void socket.destroy());
  server.on("connection", (socket) => socket.unref());
  const port = await listen(server, options.port);
  server.unref();
  return {
    url: `http://${HOST}:${port}/${options.steering === undefined ? "" : `?${TOKEN_NAME}=${options.steering.token}`}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listen(server: Server, requested: number | undefined): Promise<number> {
  try {
    return await listenOn(server, requested ?? USUAL_PORT);
  } catch (error) {
    if (requested === undefined) return listenOn(server, 0);
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "EADDRINUSE" ? "which is in use" : `which cannot be listened on: ${messageOf(error)}`;
    throw new LiveLoadError("INVALID_OPTION", `uiPort is ${requested}, ${why}`, {
      hint: "--ui-port takes a port from 0 to 65535; 0 picks a free one, as does leaving the option out",
      details: { option: "uiPort", value: requested },
      cause: error,
    });
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: HOST, port, exclusive: true }, () => {
      server.off("error", reject);
      server.on("error", () => {});
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
} as const;

function answer(options: DashboardServerOptions, request: IncomingMessage, response: ServerResponse): void {
  response.on("error", () => {});
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const refusal = refusalOf(request) ?? serve(options, request, response);
  if (refusal === undefined) return;
  const [status, text] = refusal;
  if (status === 405) response.setHeader("allow", pathOf(request) === CONTROL_PATH ? "POST" : "GET");
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" }).end(`${text}\n`);
}

type Refusal = readonly [status: number, text: string];

const CONTROL_PATH = "/control";

function pathOf({ url = "" }: IncomingMessage): string {
  return url.split("?")[0] ?? "";
}

function refusalOf(request: IncomingMessage): Refusal | undefined {
  if (!OWN_NAMES.test(request.headers.host ?? "")) return [421, "this server answers to 127.0.0.1 and localhost only"];
  const method = pathOf(request) === CONTROL_PATH ? "POST" : "GET";
  return request.method === method ? undefined : [405, `only ${method} is allowed`];
}

function serve(options: DashboardServerOptions, request: IncomingMessage, response: ServerResponse): Refusal | undefined {
  const { page, feed, steering } = options;
  const path = pathOf(request);
  if (path === CONTROL_PATH) {
    if (isOfAnotherSite(request)) return [403, "only the page at / may steer the run"];
    return serveControl(steering, request, response);
  }
  if (path === "/events") {
    if (isOfAnotherSite(request)) return [403, "only the page at / may read events"];
    return feed.add(response) ? undefined : [503, "too many pages are following this run"];
  }
  if (path === "/detail" || path.startsWith("/artifacts/")) {
    if (isOfAnotherSite(request)) return [403, "only the page at / may look at the run"];
    const look = options.look?.();
    return look === undefined ? [404, "there is nothing to look at yet"] : serveLook(look, request, response);
  }
  if (path !== "/") return [404, "not found; the page is at /"];
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": page.policy }).end(page.html);
  return undefined;
}

/** A page of another site could not read the events, but would use up connections. */
function isOfAnotherSite({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  return site !== undefined && site !== "same-origin" && site !== "none";
}
