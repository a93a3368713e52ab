import type { Protocol } from "devtools-protocol";
import { templatePath } from "../../telemetry/page-templates.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { CdpSession } from "../cdp-session.js";
import { requestPhases, statusClass } from "./network-timing.js";

/** Requests that go to the application itself, rather than for its assets. */
const ENDPOINT_TYPES: ReadonlySet<string> = new Set(["document", "fetch", "xhr"]);

type Response = Protocol.Network.Response;

/** Receives the measurements of an exchange, and converts the browser's timestamps to the node's clock. */
export interface ExchangeRecorder {
  readonly telemetry: TelemetrySink;
  /** Patterns that name paths, tried before ids are templated. */
  readonly routes: readonly string[];
  /** Requests of service workers are visible, so their answers to the page must not be counted again. */
  readonly seesWorkers: boolean;
  /** Converts a browser timestamp to the node's clock. */
  place(timestamp: number): number;
}

/** The request as the browser reported it first. */
interface SentRequest {
  readonly type: string;
  readonly loaderId: string;
  readonly method: string;
  readonly url: string;
  /** The browser's timestamp, in seconds. */
  readonly sentAt: number;
  /** When it was reported, by the node's clock. */
  readonly reportedAtMs: number;
}

/** The end of an exchange: `at` is the browser's timestamp, absent if it was never reported. */
interface End {
  readonly at?: number | undefined;
  readonly bytes?: number | undefined;
  readonly failure?: string | undefined;
}

/**
 * One request and its answer; each hop of a redirect is one exchange. Events may arrive in any order. The answer is recorded once
 * the server's own status is known, the duration once both the answer and the end are known.
 */
export class HttpExchange {
  /** The session that reported it last: the exchange ends with it. */
  session: CdpSession;
  readonly loaderId: string;
  readonly url: string;
  readonly #recorder: ExchangeRecorder;
  readonly #sent: SentRequest;
  #type: string;
  #response: Response | undefined;
  #answeredAt: number | undefined;
  #expectsStatus = false;
  /** The server's own status: pages see 200 where the server sent 304. */
  #wireStatus: number | undefined;
  #wireReportedAtMs = 0;
  #lastDataAt: number | undefined;
  #dataBytes = 0;
  #end: End | undefined;
  /** Answered by the browser's cache, a service worker or the scenario, not by a server, or not sent at all. */
  #isLocal = false;
  #isCounted = false;
  #isMeasured = false;
  #hasFailed = false;

  constructor(session: CdpSession, sent: SentRequest, recorder: ExchangeRecorder) {
    this.session = session;
    this.loaderId = sent.loaderId;
    this.url = sent.url;
    this.#sent = sent;
    this.#type = sent.type.toLowerCase();
    this.#recorder = recorder;
  }

  get isLocal(): boolean {
    return this.#isLocal;
  }

  /** Everything is recorded. */
  get isOver(): boolean {
    return this.#isMeasured || (this.#isLocal && this.#end !== undefined);
  }

  /** It has ended, and only the server's own status is missing. */
  get lacksStatus(): boolean {
    return this.#end !== undefined && !this.isOver && this.#response !== undefined;
  }

  /** It has ended for the page without an answer; the server may still answer, as to a beacon. */
  get isAbandoned(): boolean {
    return this.#end !== undefined && !this.isOver && this.#response === undefined;
  }

  /** Whether the next status from the server belongs to it, rather than to the next hop. */
  get takesStatus(): boolean {
    return this.#wireStatus === undefined && !this.isOver && (this.#response === undefined || this.#expectsStatus);
  }

  /** No server is asked. */
  servedLocally(): void {
    this.#isLocal = true;
  }

  answered(response: Response, at: number, { type, hasStatus }: { readonly type?: string; readonly hasStatus: boolean }): void {
    if (type !== undefined && this.#type === "other") this.#type = type.toLowerCase();
    this.#response = response;
    this.#answeredAt = at;
    this.#expectsStatus = hasStatus;
    // The prefetch itself went to the server; the request that uses it does not.
    const isPrefetched = response.fromPrefetchCache === true && this.#type !== "prefetch";
    const isOfWorker = response.fromServiceWorker === true && this.#recorder.seesWorkers;
    this.#isLocal ||= isPrefetched || isOfWorker || response.fromDiskCache === true || isMadeUp(response, hasStatus);
    this.#advance();
  }

  statusOnTheWire(status: number, reportedAtMs: number): void {
    this.#wireStatus = status;
    this.#wireReportedAtMs = reportedAtMs;
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

  /** The page aborted it or is gone: only the server's status may still arrive. */
  abandoned(): void {
    this.#ended({});
  }

  /** Another event arrived nevertheless. */
  revived(): void {
    if (this.#end?.at === undefined && !this.isOver) this.#end = undefined;
  }

  /** The server's own status did not arrive: the status that the page saw is used. */
  settle(): void {
    this.#expectsStatus = false;
    this.#advance();
  }

  #ended(end: End): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#advance();
    // A request that ended because its page was left has no reason: it did not fail.
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
    const atMs = this.#answeredAt === undefined ? this.#wireReportedAtMs : this.#recorder.place(this.#answeredAt);
    telemetry.count("http_requests", statusClass(status), 1, atMs);
    if (status >= 400) this.#fail(String(status), this.#answeredAt);
    // An answer of a service worker has no connection of its own.
    const timing = this.#response?.fromServiceWorker === true ? undefined : this.#response?.timing;
    for (const [metric, ms] of requestPhases(timing)) telemetry.sample(metric, this.#type, ms, atMs);
  }

  #fail(reason: string, at: number | undefined): void {
    if (this.#hasFailed || this.#isLocal) return;
    this.#hasFailed = true;
    const atMs = at === undefined ? this.#wireReportedAtMs : this.#recorder.place(at);
    this.#recorder.telemetry.count("http_failures", reason, 1, atMs);
  }

  #measure({ at, bytes }: End): void {
    const { telemetry } = this.#recorder;
    const [ms, endedAtMs] = this.#duration(at);
    telemetry.sample("http_request_duration", this.#type, ms, endedAtMs, endedAtMs - ms);
    if (ENDPOINT_TYPES.has(this.#type)) telemetry.sample("http_endpoint_duration", this.#endpoint(), ms, endedAtMs);
    const received = bytes ?? Math.max(0, this.#response?.encodedDataLength ?? 0) + this.#dataBytes;
    if (received > 0) telemetry.count("http_bytes_received", this.#type, received, endedAtMs);
  }

  #endpoint(): string {
    const { method, url } = this.#sent;
    return `${method} ${templatePath(url, this.#recorder.routes)}`;
  }

  /** Both timestamps are the browser's; only the end is converted to the node's clock. Without an end, the last data counts. */
  #duration(at: number | undefined): [ms: number, endedAtMs: number] {
    const { sentAt, reportedAtMs } = this.#sent;
    const end = at ?? this.#lastDataAt ?? this.#answeredAt;
    if (end === undefined)
      return [Math.max(0, this.#wireReportedAtMs - reportedAtMs), Math.max(this.#wireReportedAtMs, reportedAtMs)];
    return [Math.max(0, end - sentAt) * 1000, this.#recorder.place(end)];
  }
}

/** A route of the scenario answered it in place of the server: nobody was connected to. */
function isMadeUp({ connectionId, remoteIPAddress = "", fromServiceWorker }: Response, hasStatus: boolean): boolean {
  return !hasStatus && connectionId === 0 && remoteIPAddress === "" && fromServiceWorker !== true;
}
