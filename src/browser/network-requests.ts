import type { Protocol } from "devtools-protocol";
import type { Clock, Timer } from "../base/clock.js";
import type { TelemetrySink } from "../telemetry/telemetry-sink.js";
import type { CdpSession } from "./cdp-session.js";
import { BrowserClock, requestPhases, statusClass, trimOldest } from "./network-timing.js";

interface RequestOptions {
  readonly telemetry: TelemetrySink;
  readonly clock: Clock;
}

/** Records the HTTP requests of a page, in the sessions that it is given. */
export function requestFollower({ telemetry, clock }: RequestOptions): (cdp: CdpSession) => void {
  const log = new RequestLog(telemetry, clock);
  const browserClock = new BrowserClock();
  const instant = (timestamp: number) => browserClock.toNode(timestamp, clock.now());
  return (cdp) => followRequests(cdp, log, instant);
}

function followRequests(cdp: CdpSession, log: RequestLog, instant: (timestamp: number) => number): void {
  cdp.on("Network.requestWillBeSent", (event) => log.sent(event, instant(event.timestamp)));
  cdp.on("Network.requestServedFromCache", ({ requestId }) => log.cached(requestId));
  cdp.on("Network.responseReceivedExtraInfo", ({ requestId, statusCode }) => log.statusOnTheWire(requestId, statusCode));
  cdp.on("Network.responseReceived", (event) => log.answered(event, instant(event.timestamp)));
  cdp.on("Network.loadingFinished", (event) => log.finished(event, instant(event.timestamp)));
  cdp.on("Network.loadingFailed", (event) => log.failed(event, instant(event.timestamp)));
  cdp.on("Page.frameNavigated", ({ frame }) => {
    if (frame.parentId === undefined) log.left(frame.loaderId);
  });
}

type Response = Protocol.Network.Response;

interface OpenRequest {
  readonly type: string;
  /** The document that it belongs to. */
  readonly loaderId: string;
  readonly startedAtMs: number;
  /** From the browser's cache: no request was made. */
  cached: boolean;
  /** What the server said: pages are shown 200 where it said 304. */
  wireStatus?: number;
  /** Answered, but the server's own status is still to come. */
  unsettled?: { readonly response: Response; readonly atMs: number };
  /** Counted as a failure already. */
  failed: boolean;
}

/** All of it has come, but for the server's own status. */
interface LateRequest {
  readonly request: OpenRequest;
  readonly end: () => void;
  readonly timer: Timer;
}

/** A busy browser may tell of the server's own status so much later than of the end. */
const LATE_STATUS_MS = 500;

class RequestLog {
  readonly #telemetry: TelemetrySink;
  readonly #clock: Clock;
  readonly #open = new Map<string, OpenRequest>();
  readonly #late = new Map<string, LateRequest>();
  /** The server's own status of requests that the page, which is busier than the network, has not yet told of. */
  readonly #early = new Map<string, number>();

  constructor(telemetry: TelemetrySink, clock: Clock) {
    this.#telemetry = telemetry;
    this.#clock = clock;
  }

  sent(event: Protocol.Network.RequestWillBeSentEvent, atMs: number): void {
    const { requestId, loaderId, request, redirectResponse, type = "Other" } = event;
    const redirected = this.#open.get(requestId);
    // A redirect goes on under the same id: the hop before it ends here.
    if (redirectResponse !== undefined && redirected !== undefined) {
      this.#settle(redirected, redirectResponse, atMs);
      this.#end(redirected, redirectResponse.encodedDataLength, atMs);
    }
    this.#open.delete(requestId);
    if (!/^https?:/i.test(request.url)) return;
    const opened: OpenRequest = { type: type.toLowerCase(), loaderId, startedAtMs: atMs, cached: false, failed: false };
    const wireStatus = this.#early.get(requestId);
    if (wireStatus !== undefined) opened.wireStatus = wireStatus;
    this.#early.delete(requestId);
    this.#open.set(requestId, opened);
    trimOldest(this.#open);
  }

  cached(requestId: string): void {
    const request = this.#open.get(requestId);
    if (request !== undefined) request.cached = true;
  }

  statusOnTheWire(requestId: string, status: number): void {
    const request = this.#late.get(requestId)?.request ?? this.#open.get(requestId);
    if (request === undefined) {
      this.#early.set(requestId, status);
      trimOldest(this.#early);
      return;
    }
    request.wireStatus = status;
    this.#settleHeld(request);
    this.#endLate(requestId);
  }

  answered({ requestId, response, hasExtraInfo }: Protocol.Network.ResponseReceivedEvent, atMs: number): void {
    const request = this.#open.get(requestId);
    if (request === undefined) return;
    // Mostly, but not always, the server's own status comes first.
    if (hasExtraInfo === true && request.wireStatus === undefined) request.unsettled = { response, atMs };
    else this.#settle(request, response, atMs);
  }

  finished({ requestId, encodedDataLength }: Protocol.Network.LoadingFinishedEvent, atMs: number): void {
    const request = this.#open.get(requestId);
    if (request === undefined) return;
    this.#open.delete(requestId);
    const end = () => {
      this.#settleHeld(request);
      this.#end(request, encodedDataLength, atMs);
    };
    if (request.unsettled === undefined) end();
    else {
      const timer = this.#clock.setTimer(() => this.#endLate(requestId), LATE_STATUS_MS, { background: true });
      this.#late.set(requestId, { request, end, timer });
    }
  }

  failed(event: Protocol.Network.LoadingFailedEvent, atMs: number): void {
    const { requestId, errorText, canceled, blockedReason } = event;
    const request = this.#open.get(requestId);
    if (request === undefined) return;
    this.#open.delete(requestId);
    this.#settleHeld(request);
    // Whoever went to another page has not failed.
    if (canceled === true || errorText === "net::ERR_ABORTED" || request.failed) return;
    this.#telemetry.count("http_failures", blockedReason ?? errorText, 1, atMs);
  }

  /** Another document has come: nothing will be heard of what the one before it has open. */
  left(loaderId: string): void {
    for (const [requestId, request] of this.#open) if (request.loaderId !== loaderId) this.#open.delete(requestId);
    for (const [requestId, { request }] of this.#late) if (request.loaderId !== loaderId) this.#endLate(requestId);
  }

  #endLate(requestId: string): void {
    const late = this.#late.get(requestId);
    if (late === undefined) return;
    this.#late.delete(requestId);
    late.timer.cancel();
    late.end();
  }

  #settleHeld(request: OpenRequest): void {
    const { unsettled } = request;
    if (unsettled === undefined) return;
    delete request.unsettled;
    this.#settle(request, unsettled.response, unsettled.atMs);
  }

  #settle(request: OpenRequest, response: Response, atMs: number): void {
    request.cached ||= response.fromDiskCache === true || response.fromPrefetchCache === true;
    if (request.cached) return;
    const status = request.wireStatus === 304 ? 304 : response.status;
    this.#telemetry.count("http_requests", statusClass(status), 1, atMs);
    request.failed = status >= 400;
    if (request.failed) this.#telemetry.count("http_failures", String(status), 1, atMs);
    // What a service worker answers has no connection of its own.
    if (response.fromServiceWorker === true) return;
    for (const [metric, ms] of requestPhases(response.timing)) this.#telemetry.sample(metric, request.type, ms, atMs);
  }

  #end(request: OpenRequest, bytes: number, atMs: number): void {
    if (request.cached) return;
    const { type, startedAtMs } = request;
    this.#telemetry.sample("http_request_duration", type, atMs - startedAtMs, atMs, startedAtMs);
    if (bytes > 0) this.#telemetry.count("http_bytes_received", type, bytes, atMs);
  }
}
