import type { Protocol } from "devtools-protocol";
import type { Clock, Timer } from "../../base/clock.js";
import type { CdpSession } from "../cdp-session.js";
import { type ExchangeRecorder, HttpExchange } from "./http-exchange.js";
import { MAX_OPEN, statusClass, trimOldest } from "./network-timing.js";

/** Applies an event to its exchange. */
type Update = (exchange: HttpExchange) => void;

/** Everything under one request id: all hops of a redirect share it. */
interface RequestRecord {
  /** Hops that are not over, in order; the last one is under way. */
  readonly hops: HttpExchange[];
  /** Events that arrived before `requestWillBeSent`. */
  readonly updates: Update[];
  /** URLs of hops that no server is asked for, announced before the hops themselves. */
  readonly localUrls: string[];
  readonly statuses: { readonly status: number; readonly reportedAtMs: number }[];
  timer?: Timer;
}

/** A busy browser may report the server's own status this long after the end. */
const LATE_STATUS_MS = 500;
/** Requests of workers without a session are never announced: they are counted this long after their status. */
const UNASKED_MS = 5000;

/** Late events arrive soon after the end of a request, so only a few ended requests have to be remembered. */
const MAX_PAST = 250;
/** The server answers an abandoned request soon or never. */
const MAX_ABANDONED = 100;

/** The requests of one user, assembled from the events of its page, frames and workers. */
export class RequestLog {
  readonly #recorder: ExchangeRecorder;
  readonly #clock: Clock;
  readonly #open = new Map<string, RequestRecord>();
  /** Abandoned by their page, but the server may still answer. */
  readonly #abandoned = new Map<string, RequestRecord>();
  /** URLs of requests that no server is asked for and that are not announced yet, with the time. */
  readonly #localUrls = new Map<string, number>();
  /** Ids whose further events are ignored. */
  readonly #past = new Map<string, true>();

  constructor(recorder: ExchangeRecorder, clock: Clock) {
    this.#recorder = recorder;
    this.#clock = clock;
  }

  sent(session: CdpSession, event: Protocol.Network.RequestWillBeSentEvent): void {
    const { requestId, loaderId, request, redirectResponse, redirectHasExtraInfo, timestamp, type = "Other" } = event;
    const redirected = this.#reopened(requestId)?.hops.at(-1);
    if (redirectResponse !== undefined && redirected !== undefined) {
      redirected.answered(redirectResponse, timestamp, { hasStatus: redirectHasExtraInfo === true });
      redirected.finished(timestamp, redirectResponse.encodedDataLength);
    }
    if (!/^https?:/i.test(request.url)) {
      redirected?.settle();
      this.#forget(requestId);
      return;
    }
    this.#past.delete(requestId);
    const record = this.#record(requestId);
    // Both sessions of a frame that navigates to another site may report the request.
    if (redirectResponse === undefined && record.hops.length > 0) return;
    const { method, url } = request;
    const sent = { type, loaderId, method, url, sentAt: timestamp, reportedAtMs: this.#clock.now() };
    const exchange = new HttpExchange(session, sent, this.#recorder);
    record.hops.push(exchange);
    if (this.#isLocal(record, request.url)) exchange.servedLocally();
    for (const update of record.updates.splice(0)) update(exchange);
    this.#matchStatuses(record);
    this.#look(requestId, record);
  }

  /** Applies an event, which may arrive before the request is announced. */
  apply(session: CdpSession, requestId: string, update: Update): void {
    if (this.#past.has(requestId)) return;
    const isAbandoned = this.#abandoned.has(requestId);
    const record = this.#reopened(requestId) ?? this.#record(requestId);
    const exchange = record.hops.at(-1);
    // A frame that navigates to another site continues in another session.
    if (isAbandoned) exchange?.revived();
    if (exchange === undefined) {
      record.updates.push(update);
      return;
    }
    exchange.session = session;
    update(exchange);
    this.#look(requestId, record);
  }

  /** No server is asked for this hop of a request, which may be announced later. */
  local(url: string, requestId: string): void {
    if (this.#past.has(requestId)) return;
    const record = this.#reopened(requestId) ?? this.#record(requestId);
    const hop = record.hops.find((exchange) => exchange.url === url);
    if (hop === undefined) record.localUrls.push(url);
    else hop.servedLocally();
    this.#look(requestId, record);
  }

  /** The same for the newest request to a URL. */
  localUrl(url: string): void {
    const hops = [...this.#open.values()].flatMap((record) => record.hops);
    const hop = hops.findLast((exchange) => exchange.url === url && !exchange.isLocal);
    if (hop === undefined) this.#localUrls.set(url, this.#clock.now());
    else hop.servedLocally();
    trimOldest(this.#localUrls);
  }

  /** The server's own status. */
  statusOnTheWire(requestId: string, status: number): void {
    if (this.#past.has(requestId)) return;
    const record = this.#abandoned.get(requestId) ?? this.#record(requestId);
    record.statuses.push({ status, reportedAtMs: this.#clock.now() });
    this.#matchStatuses(record);
    this.#look(requestId, record);
  }

  /** No more events will come for these requests, except perhaps the server's status. */
  abandon(isGone: (exchange: HttpExchange) => boolean): void {
    const longAgoMs = this.#clock.now() - UNASKED_MS;
    for (const [requestId, record] of [...this.#open]) {
      const [first] = record.statuses;
      if (record.hops.some(isGone)) this.#giveUp(requestId, record, isGone);
      else if (record.hops.length === 0 && first !== undefined && first.reportedAtMs < longAgoMs) this.#drop(requestId, record);
    }
  }

  /** The user is gone, and with it all pending requests. */
  end(): void {
    for (const [requestId, record] of [...this.#open]) this.#drop(requestId, record);
    this.#abandoned.clear();
  }

  /** Whether it was reported before it was announced that no server is asked for this URL. */
  #isLocal({ localUrls }: RequestRecord, url: string): boolean {
    const own = localUrls.indexOf(url);
    if (own !== -1) return localUrls.splice(own, 1).length > 0;
    const reportedAtMs = this.#localUrls.get(url);
    this.#localUrls.delete(url);
    return reportedAtMs !== undefined && this.#clock.now() - reportedAtMs < UNASKED_MS;
  }

  #giveUp(requestId: string, record: RequestRecord, isGone: (exchange: HttpExchange) => boolean): void {
    for (const exchange of record.hops.filter(isGone)) {
      exchange.abandoned();
      exchange.settle();
    }
    this.#look(requestId, record);
  }

  /** Records what is known of a request, then forgets it. */
  #drop(requestId: string, record: RequestRecord): void {
    const { telemetry } = this.#recorder;
    this.#giveUp(requestId, record, () => true);
    if (!this.#open.has(requestId)) return;
    for (const { status, reportedAtMs } of record.statuses) {
      telemetry.count("http_requests", statusClass(status), 1, reportedAtMs);
      if (status >= 400) telemetry.count("http_failures", String(status), 1, reportedAtMs);
    }
    this.#forget(requestId);
  }

  /** Takes an abandoned request up again when another event arrives. */
  #reopened(requestId: string): RequestRecord | undefined {
    const record = this.#abandoned.get(requestId);
    if (record !== undefined) this.#open.set(requestId, record);
    this.#abandoned.delete(requestId);
    return this.#open.get(requestId);
  }

  #record(requestId: string): RequestRecord {
    let record = this.#open.get(requestId);
    if (record !== undefined) return record;
    record = { hops: [], updates: [], localUrls: [], statuses: [] };
    this.#open.set(requestId, record);
    const [oldest] = this.#open;
    if (oldest !== undefined && this.#open.size > MAX_OPEN) this.#drop(...oldest);
    return record;
  }

  /** Statuses arrive in the order of the hops. */
  #matchStatuses({ hops, statuses }: RequestRecord): void {
    for (const exchange of hops) {
      const next = exchange.takesStatus ? statuses.shift() : undefined;
      if (next !== undefined) exchange.statusOnTheWire(next.status, next.reportedAtMs);
    }
  }

  #look(requestId: string, record: RequestRecord): void {
    // The request has not been announced yet.
    if (record.hops.length === 0) return;
    const left = record.hops.filter((exchange) => !exchange.isOver);
    record.hops.splice(0, record.hops.length, ...left);
    if (left.length === 0) this.#forget(requestId);
    else if (left.every(({ isAbandoned }) => isAbandoned)) {
      this.#open.delete(requestId);
      this.#abandoned.set(requestId, record);
      trimOldest(this.#abandoned, MAX_ABANDONED);
    } else if (left.some(({ lacksStatus }) => lacksStatus)) this.#settleLater(requestId, record);
  }

  #settleLater(requestId: string, record: RequestRecord): void {
    const settle = () => {
      delete record.timer;
      for (const exchange of record.hops) if (exchange.lacksStatus) exchange.settle();
      this.#look(requestId, record);
    };
    record.timer ??= this.#clock.setTimer(settle, LATE_STATUS_MS, { background: true });
  }

  #forget(requestId: string): void {
    this.#open.get(requestId)?.timer?.cancel();
    this.#open.delete(requestId);
    this.#abandoned.delete(requestId);
    this.#past.set(requestId, true);
    trimOldest(this.#past, MAX_PAST);
  }
}
