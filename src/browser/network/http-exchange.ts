import type { Protocol } from "devtools-protocol";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { CdpSession } from "../cdp-session.js";
import { requestPhases, statusClass } from "./network-timing.js";

type Response = Protocol.Network.Response;

/** Where an exchange puts what it has measured, and how it places the browser's instants in the node's time. */
export interface ExchangeRecorder {
  readonly telemetry: TelemetrySink;
  /** What a service worker asks of the server is told as well, so that its answers to the page are not counted again. */
  readonly seesWorkers: boolean;
  /** The node's instant of a browser's timestamp. */
  place(timestamp: number): number;
}

/** What the browser says first. */
interface SentRequest {
  readonly type: string;
  readonly loaderId: string;
  /** The browser's timestamp, in seconds. */
  readonly sentAt: number;
  /** The node's instant at which it was told. */
  readonly toldAtMs: number;
}

/** How an exchange ended: `at` is the browser's timestamp, absent when the browser never said. */
interface End {
  readonly at?: number | undefined;
  readonly bytes?: number | undefined;
  readonly failure?: string | undefined;
}

/**
 * One request and its answer; each hop of a redirect is one. It collects what the browser says, in whatever order that comes,
 * and records the answer once it is known with the server's own status, and the duration once both answer and end are known.
 */
export class HttpExchange {
  /** The session that spoke of it last: when that is gone, so is the exchange. */
  session: CdpSession;
  readonly loaderId: string;
  readonly #recorder: ExchangeRecorder;
  readonly #sent: SentRequest;
  #type: string;
  #response: Response | undefined;
  #answeredAt: number | undefined;
  #expectsStatus = false;
  /** What the server said: pages are shown 200 where it said 304. */
  #wireStatus: number | undefined;
  #wireToldAtMs = 0;
  #lastDataAt: number | undefined;
  #dataBytes = 0;
  #end: End | undefined;
  /** Answered by the browser's cache or by a service worker: no server saw it. */
  #isLocal = false;
  #isCounted = false;
  #isMeasured = false;
  #hasFailed = false;

  constructor(session: CdpSession, sent: SentRequest, recorder: ExchangeRecorder) {
    this.session = session;
    this.loaderId = sent.loaderId;
    this.#sent = sent;
    this.#type = sent.type.toLowerCase();
    this.#recorder = recorder;
  }

  /** All of it is recorded. */
  get isOver(): boolean {
    return this.#isMeasured || (this.#isLocal && this.#end !== undefined);
  }

  /** It has ended, and only the server's own status is still to come. */
  get lacksStatus(): boolean {
    return this.#end !== undefined && !this.isOver && this.#response !== undefined;
  }

  /** It has ended for the page, which was not told of any answer; the server may still give one, as to a beacon. */
  get isAbandoned(): boolean {
    return this.#end !== undefined && !this.isOver && this.#response === undefined;
  }

  /** Whether a server's status belongs to it, rather than to the hop after it. */
  get takesStatus(): boolean {
    return this.#wireStatus === undefined && !this.isOver && (this.#response === undefined || this.#expectsStatus);
  }

  servedFromCache(): void {
    this.#isLocal = true;
  }

  answered(response: Response, at: number, { type, hasStatus }: { readonly type?: string; readonly hasStatus: boolean }): void {
    if (type !== undefined && this.#type === "other") this.#type = type.toLowerCase();
    this.#response = response;
    this.#answeredAt = at;
    this.#expectsStatus = hasStatus;
    // The prefetch itself went to the server, what it was made for does not.
    const isPrefetched = response.fromPrefetchCache === true && this.#type !== "prefetch";
    const isOfWorker = response.fromServiceWorker === true && this.#recorder.seesWorkers;
    this.#isLocal ||= isPrefetched || isOfWorker || response.fromDiskCache === true;
    this.#advance();
  }

  statusOnTheWire(status: number, toldAtMs: number): void {
    this.#wireStatus = status;
    this.#wireToldAtMs = toldAtMs;
    this.#advance();
  }

  dataReceived(at: number, bytes: number): void {
    this.#lastDataAt = Math.max(at, this.#lastDataAt ?? at);
    this.#dataBytes += bytes;
  }

  finished(at: number, bytes: number): void {
    this.#ended({ at, bytes });
  }

  failed(at: number, reason: string): void {
    this.#ended({ at, failure: reason });
  }

  /** The page has given it up, or is gone: only the server's status may still come. */
  abandoned(): void {
    this.#ended({});
  }

  /** More was heard of it nevertheless. */
  revived(): void {
    if (this.#end?.at === undefined && !this.isOver) this.#end = undefined;
  }

  /** The server's own status has not come: what the page was told has to do. */
  settle(): void {
    this.#expectsStatus = false;
    this.#advance();
  }

  #ended(end: End): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#advance();
    // A request that ended because its page was left has no reason, and has not failed.
    if (end.failure !== undefined) this.#fail(end.failure, end.at);
  }

  #advance(): void {
    if (this.#isLocal || this.#isMeasured) return;
    const status = this.#isCounted ? undefined : this.#statusToCount();
    if (status !== undefined) this.#count(status);
    else if (!this.#isCounted) return;
    if (this.#end === undefined) return;
    this.#isMeasured = true;
    this.#measure(this.#end);
  }

  #statusToCount(): number | undefined {
    if (this.#response === undefined) return this.#end === undefined ? undefined : this.#wireStatus;
    if (this.#wireStatus === undefined && this.#expectsStatus) return undefined;
    return this.#wireStatus === 304 ? 304 : this.#response.status;
  }

  #count(status: number): void {
    this.#isCounted = true;
    const { telemetry } = this.#recorder;
    const atMs = this.#answeredAt === undefined ? this.#wireToldAtMs : this.#recorder.place(this.#answeredAt);
    telemetry.count("http_requests", statusClass(status), 1, atMs);
    if (status >= 400) this.#fail(String(status), this.#answeredAt);
    // What a service worker answers has no connection of its own.
    const timing = this.#response?.fromServiceWorker === true ? undefined : this.#response?.timing;
    for (const [metric, ms] of requestPhases(timing)) telemetry.sample(metric, this.#type, ms, atMs);
  }

  #fail(reason: string, at: number | undefined): void {
    if (this.#hasFailed || this.#isLocal) return;
    this.#hasFailed = true;
    const atMs = at === undefined ? this.#wireToldAtMs : this.#recorder.place(at);
    this.#recorder.telemetry.count("http_failures", reason, 1, atMs);
  }

  #measure({ at, bytes }: End): void {
    const { telemetry } = this.#recorder;
    const [ms, endedAtMs] = this.#duration(at);
    telemetry.sample("http_request_duration", this.#type, ms, endedAtMs, endedAtMs - ms);
    const received = bytes ?? Math.max(0, this.#response?.encodedDataLength ?? 0) + this.#dataBytes;
    if (received > 0) telemetry.count("http_bytes_received", this.#type, received, endedAtMs);
  }

  /** Both instants are of one clock; only its place in time is that of the node. Without an end: until the last that came. */
  #duration(at: number | undefined): [ms: number, endedAtMs: number] {
    const { sentAt, toldAtMs } = this.#sent;
    const end = at ?? this.#lastDataAt ?? this.#answeredAt;
    if (end === undefined) return [Math.max(0, this.#wireToldAtMs - toldAtMs), Math.max(this.#wireToldAtMs, toldAtMs)];
    return [Math.max(0, end - sentAt) * 1000, this.#recorder.place(end)];
  }
}
