import type { Protocol } from "devtools-protocol";
import type { Clock } from "../base/clock.js";
import { templatePath } from "../telemetry/page-templates.js";
import type { TelemetrySink } from "../telemetry/telemetry-sink.js";
import type { CdpSession } from "./cdp-session.js";
import { BrowserClock, frameSize, type RequestPhases, requestPhases, statusClass } from "./network-timing.js";

/** Where what the network did goes. */
export interface NetworkTelemetryOptions {
  readonly telemetry: TelemetrySink;
  /** Patterns that name socket paths, tried before ids are templated. */
  readonly routes: readonly string[];
  readonly clock: Clock;
}

/** Records the HTTP requests and WebSockets of the session's page, from DevTools' Network domain. */
export async function attachNetworkTelemetry(cdp: CdpSession, options: NetworkTelemetryOptions): Promise<void> {
  followRequests(cdp, options);
  followSockets(cdp, options);
  await Promise.all([
    // Nobody reads bodies through DevTools: without room for them the renderer keeps none.
    cdp.send("Network.enable", { maxTotalBufferSize: 0, maxResourceBufferSize: 0, maxPostDataSize: 0 }),
    // Tells when a page is left: what it had open often ends without a word, because the browser has stopped listening to it.
    cdp.send("Page.enable"),
  ]);
}

/** Requests and sockets that never end (streams, a page that crashed) are forgotten, oldest first. */
const MAX_OPEN = 1000;

interface OpenRequest {
  readonly type: string;
  /** The document that it belongs to. */
  readonly loaderId: string;
  readonly startedAtMs: number;
  /** From the browser's cache: no request was made. */
  cached: boolean;
  failed: boolean;
}

function followRequests(cdp: CdpSession, { telemetry, clock }: NetworkTelemetryOptions): void {
  const browserClock = new BrowserClock();
  const open = new Map<string, OpenRequest>();
  const instant = (timestamp: number) => browserClock.toNode(timestamp, clock.now());

  const answered = (request: OpenRequest, response: Protocol.Network.Response, atMs: number) => {
    request.cached ||= response.fromDiskCache === true || response.fromPrefetchCache === true;
    if (request.cached) return;
    telemetry.count("http_requests", statusClass(response.status), 1, atMs);
    request.failed = response.status >= 400;
    if (request.failed) telemetry.count("http_failures", String(response.status), 1, atMs);
    if (response.fromServiceWorker !== true) recordPhases(telemetry, request.type, requestPhases(response.timing), atMs);
  };
  const ended = (request: OpenRequest, bytes: number, atMs: number) => {
    if (request.cached) return;
    telemetry.sample("http_request_duration", request.type, atMs - request.startedAtMs, atMs, request.startedAtMs);
    if (bytes > 0) telemetry.count("http_bytes_received", request.type, bytes, atMs);
  };

  cdp.on("Network.requestWillBeSent", ({ requestId, loaderId, request, timestamp, type, redirectResponse }) => {
    const atMs = instant(timestamp);
    const redirected = open.get(requestId);
    // A redirect goes on under the same id: the hop before it ends here.
    if (redirectResponse !== undefined && redirected !== undefined) {
      answered(redirected, redirectResponse, atMs);
      ended(redirected, redirectResponse.encodedDataLength, atMs);
    }
    open.delete(requestId);
    if (!/^https?:/i.test(request.url)) return;
    open.set(requestId, { type: (type ?? "Other").toLowerCase(), loaderId, startedAtMs: atMs, cached: false, failed: false });
    trim(open);
  });
  cdp.on("Network.requestServedFromCache", ({ requestId }) => {
    const request = open.get(requestId);
    if (request !== undefined) request.cached = true;
  });
  cdp.on("Network.responseReceived", ({ requestId, response, timestamp }) => {
    const request = open.get(requestId);
    if (request !== undefined) answered(request, response, instant(timestamp));
  });
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength, timestamp }) => {
    const request = open.get(requestId);
    if (request === undefined) return;
    open.delete(requestId);
    ended(request, encodedDataLength, instant(timestamp));
  });
  cdp.on("Network.loadingFailed", ({ requestId, errorText, canceled, blockedReason, timestamp }) => {
    const request = open.get(requestId);
    if (request === undefined) return;
    open.delete(requestId);
    // Whoever went to another page has not failed.
    if (canceled === true || errorText === "net::ERR_ABORTED" || request.failed) return;
    telemetry.count("http_failures", blockedReason ?? errorText, 1, instant(timestamp));
  });
  cdp.on("Page.frameNavigated", ({ frame }) => {
    if (frame.parentId !== undefined) return;
    for (const [requestId, { loaderId }] of open) if (loaderId !== frame.loaderId) open.delete(requestId);
  });
}

function recordPhases(telemetry: TelemetrySink, type: string, phases: RequestPhases, atMs: number): void {
  if (phases.ttfb !== undefined) telemetry.sample("http_request_ttfb", type, phases.ttfb, atMs);
  if (phases.dns !== undefined) telemetry.sample("http_request_dns", type, phases.dns, atMs);
  if (phases.connect !== undefined) telemetry.sample("http_request_connect", type, phases.connect, atMs);
  if (phases.tls !== undefined) telemetry.sample("http_request_tls", type, phases.tls, atMs);
}

interface OpenSocket {
  readonly path: string;
  state: "connecting" | "open" | "failed";
}

function followSockets(cdp: CdpSession, { telemetry, routes, clock }: NetworkTelemetryOptions): void {
  const browserClock = new BrowserClock();
  const open = new Map<string, OpenSocket>();
  const instant = (timestamp: number) => browserClock.toNode(timestamp, clock.now());

  cdp.on("Network.webSocketCreated", ({ requestId, url }) => {
    open.set(requestId, { path: templatePath(url, routes), state: "connecting" });
    trim(open);
  });
  cdp.on("Network.webSocketHandshakeResponseReceived", ({ requestId, timestamp, response }) => {
    const socket = open.get(requestId);
    if (socket === undefined || response.status !== 101) return;
    socket.state = "open";
    telemetry.count("websocket_opened", socket.path, 1, instant(timestamp));
  });
  cdp.on("Network.webSocketFrameSent", ({ requestId, timestamp, response }) => {
    const socket = open.get(requestId);
    if (socket !== undefined) telemetry.sample("websocket_frame_sent_size", socket.path, frameSize(response), instant(timestamp));
  });
  cdp.on("Network.webSocketFrameReceived", ({ requestId, timestamp, response }) => {
    const socket = open.get(requestId);
    if (socket !== undefined)
      telemetry.sample("websocket_frame_received_size", socket.path, frameSize(response), instant(timestamp));
  });
  cdp.on("Network.webSocketFrameError", ({ requestId }) => {
    const socket = open.get(requestId);
    if (socket?.state === "open") socket.state = "failed";
  });
  cdp.on("Network.webSocketClosed", ({ requestId, timestamp }) => {
    const socket = open.get(requestId);
    if (socket === undefined) return;
    open.delete(requestId);
    telemetry.count("websocket_closed", CLOSE_REASONS[socket.state], 1, instant(timestamp));
  });
  cdp.on("Page.frameNavigated", ({ frame }) => {
    if (frame.parentId !== undefined) return;
    for (const { state } of open.values())
      if (state !== "connecting") telemetry.count("websocket_closed", "page left", 1, clock.now());
    open.clear();
  });
}

/** DevTools tells no close code. */
const CLOSE_REASONS = { connecting: "not connected", open: "closed", failed: "failed" } as const;

function trim(open: Map<string, unknown>): void {
  for (const oldest of open.keys()) {
    if (open.size <= MAX_OPEN) return;
    open.delete(oldest);
  }
}
