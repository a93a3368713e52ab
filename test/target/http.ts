import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type App, newSessionId, sessionCookie, sessionIdOf } from "./app.js";
import { renderDead } from "./dead-render.js";
import { page } from "./layout.js";
import { NotFoundError } from "./live-view.js";
import type { LongPolling } from "./longpoll.js";
import { htmlReply, type Reply, type Request } from "./reply.js";
import type { LiveRoute } from "./route.js";
import { matchDeadRoute, matchLiveRoute } from "./routes.js";
import { html } from "./template.js";

const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

export function createHttpServer(app: App, longPolling: LongPolling): Server {
  const server = createServer((message, response) => {
    void answer(app, longPolling, { message, response }).then((reply) => {
      // Requests for the statistics do not change them.
      const status = send(response, reply);
      if (!(message.url ?? "").startsWith("/stats")) app.stats.response(status);
      app.log.request({ method: message.method ?? "GET", path: message.url ?? "/", status });
    });
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer(app: App, longPolling: LongPolling, exchange: Exchange): Promise<Reply> {
  await app.gate.pass();
  try {
    return await route(app, longPolling, toRequest(exchange));
  } catch (error) {
    if (error instanceof NotFoundError) return notFound(error.message);
    const reason = error instanceof Error ? error.message : String(error);
    return errorPage("Internal Server Error", reason, 500);
  }
}

/** Sends the reply, or a bare 500 if it has an invalid header; returns the status. */
function send(response: ServerResponse, reply: Reply): number {
  const { missingBytes = 0 } = reply;
  const bodiless = reply.status === 204 || reply.status === 304;
  try {
    response.writeHead(reply.status, {
      ...(bodiless ? {} : { "content-length": Buffer.byteLength(reply.body) + missingBytes }),
      ...reply.headers,
    });
  } catch {
    response.writeHead(500, { "content-length": 0 }).end();
    return 500;
  }
  if (missingBytes > 0) response.write(reply.body);
  else response.end(reply.body);
  return reply.status;
}

async function route(app: App, longPolling: LongPolling, request: Request): Promise<Reply> {
  const { pathname } = request.url;
  if (pathname === "/live/longpoll") return longPolling.answer(request);
  if (pathname === "/assets/app.js") return asset(request, "text/javascript", app.assets.js);
  if (pathname === "/assets/app.css") return asset(request, "text/css", app.assets.css);
  if (pathname === "/stats") return json(app.stats.snapshot());
  if (pathname === "/stats/reset" && request.method === "POST") {
    app.stats.reset();
    return { status: 204, body: "" };
  }
  const live = request.method === "GET" ? matchLiveRoute(pathname) : undefined;
  if (live) return livePage(app, live.route, { ...request, params: live.params });
  const dead = matchDeadRoute(request.method, pathname);
  if (!dead) return notFound(`There is no ${pathname} here.`);
  if (request.method === "GET") app.stats.page(pathname);
  return dead.route.respond({ ...request, params: dead.params }, app);
}

async function livePage(app: App, { view, page: options }: LiveRoute, request: Request): Promise<Reply> {
  const sessionId = request.sessionId ?? newSessionId();
  const rendered = await renderDead({ app, view, sessionId, url: request.url, params: request.params, kind: "router" });
  if (rendered.navigation) return { status: 302, headers: { location: rendered.navigation.to }, body: "" };
  app.stats.page(request.url.pathname);
  const jitter = request.url.searchParams.get("jitter");
  const reply = htmlReply(
    page({
      title: rendered.title,
      body: rendered.html,
      live: true,
      ...options,
      ...(jitter === null ? {} : { reloadJitterMs: Number(jitter) }),
    }),
  );
  if (request.sessionId !== undefined) return reply;
  return { ...reply, headers: { ...reply.headers, "set-cookie": sessionCookie(sessionId) } };
}

function notFound(reason: string): Reply {
  return errorPage("Not Found", reason, 404);
}

function errorPage(title: string, reason: string, status: number): Reply {
  return htmlReply(page({ title, body: html`<main><h1>${title}</h1><p>${reason}</p></main>` }), status);
}

/** Cached forever by the browser, like a release's digested assets, when requested with `?vsn=d`. */
function asset(request: Request, type: string, body: string): Reply {
  const cache = request.url.searchParams.has("vsn") ? "public, max-age=31536000, immutable" : "no-cache";
  return { status: 200, headers: { "content-type": `${type}; charset=utf-8`, "cache-control": cache }, body };
}

function json(body: unknown): Reply {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function toRequest({ message, response }: Exchange): Request {
  const cookie = message.headers.cookie ?? "";
  return {
    method: message.method === "HEAD" ? "GET" : (message.method ?? "GET"),
    url: new URL(message.url ?? "/", `http://${message.headers.host ?? "127.0.0.1"}`),
    cookie,
    sessionId: sessionIdOf(cookie),
    params: {},
    contentType: message.headers["content-type"] ?? "",
    text: async () => (await readBody(message)).toString(),
    bytes: () => readBody(message),
    onHangUp: (listener) => response.once("close", listener),
  };
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT_BYTES) throw new Error("the body is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
