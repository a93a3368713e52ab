import type { Protocol } from "devtools-protocol";
import type { Clock, Timer } from "../../base/clock.js";
import type { CdpSession } from "../cdp-session.js";
import { type ExchangeRecorder, HttpExchange } from "./http-exchange.js";
import { MAX_OPEN, statusClass, trimOldest } from "./network-timing.js";

/** What a request's events say of it, whichever session they come from. */
type Fact = (exchange: HttpExchange) => void;

/** Everything under one id of the browser's: a redirect goes on under the id of the request before it. */
interface RequestRecord {
  /** Hops that are not over, in their order; the last one is under way. */
  readonly hops: HttpExchange[];
  /** What came before the browser said that there is such a request. */
  readonly facts: Fact[];
  readonly statuses: { readonly status: number; readonly toldAtMs: number }[];
  timer?: Timer;
}

/** A busy browser may tell of the server's own status so much later than of the end. */
const LATE_STATUS_MS = 500;
/** Requests of workers that we have no session of are never named: this long after its status, one counts without a name. */
const UNASKED_MS = 5000;

/** Late events of a request come soon after its end, so few of the ended ones have to be remembered. */
const MAX_PAST = 250;
/** The server answers soon what a page gave up, or never. */
const MAX_ABANDONED = 100;

/** The requests of one user, told in pieces by the sessions of its page, frames and workers. */
export class RequestLog {
  readonly #recorder: ExchangeRecorder;
  readonly #clock: Clock;
  readonly #open = new Map<string, RequestRecord>();
  /** Given up by their page, but perhaps still answered. */
  readonly #abandoned = new Map<string, RequestRecord>();
  /** Ids of which nothing more is worth knowing. */
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
    // A frame that goes to another site may be told of by the sessions of both.
    if (redirectResponse === undefined && record.hops.length > 0) return;
    const sent = { type, loaderId, sentAt: timestamp, toldAtMs: this.#clock.now() };
    const exchange = new HttpExchange(session, sent, this.#recorder);
    record.hops.push(exchange);
    for (const fact of record.facts.splice(0)) fact(exchange);
    this.#matchStatuses(record);
    this.#look(requestId, record);
  }

  /** Something that the browser says of a request, which it may have spoken of already or not. */
  tell(session: CdpSession, requestId: string, fact: Fact): void {
    if (this.#past.has(requestId)) return;
    const isAbandoned = this.#abandoned.has(requestId);
    const record = this.#reopened(requestId) ?? this.#record(requestId);
    const exchange = record.hops.at(-1);
    // A frame that goes to another site goes on in another session.
    if (isAbandoned) exchange?.revived();
    if (exchange === undefined) {
      record.facts.push(fact);
      return;
    }
    exchange.session = session;
    fact(exchange);
    this.#look(requestId, record);
  }

  /** What the server itself has answered with. */
  statusOnTheWire(requestId: string, status: number): void {
    if (this.#past.has(requestId)) return;
    const record = this.#abandoned.get(requestId) ?? this.#record(requestId);
    record.statuses.push({ status, toldAtMs: this.#clock.now() });
    this.#matchStatuses(record);
    this.#look(requestId, record);
  }

  /** Nothing more will be heard of these, except perhaps the server's status. */
  abandon(isGone: (exchange: HttpExchange) => boolean): void {
    const longAgoMs = this.#clock.now() - UNASKED_MS;
    for (const [requestId, record] of [...this.#open]) {
      const [told] = record.statuses;
      if (record.hops.some(isGone)) this.#giveUp(requestId, record, isGone);
      else if (record.hops.length === 0 && told !== undefined && told.toldAtMs < longAgoMs) this.#drop(requestId, record);
    }
  }

  /** The user is gone, and with it all that it had under way. */
  end(): void {
    for (const [requestId, record] of [...this.#open]) this.#drop(requestId, record);
    this.#abandoned.clear();
  }

  #giveUp(requestId: string, record: RequestRecord, isGone: (exchange: HttpExchange) => boolean): void {
    for (const exchange of record.hops.filter(isGone)) {
      exchange.abandoned();
      exchange.settle();
    }
    this.#look(requestId, record);
  }

  /** Forgets a request, and records first what is known of it. */
  #drop(requestId: string, record: RequestRecord): void {
    const { telemetry } = this.#recorder;
    this.#giveUp(requestId, record, () => true);
    if (!this.#open.has(requestId)) return;
    for (const { status, toldAtMs } of record.statuses) {
      telemetry.count("http_requests", statusClass(status), 1, toldAtMs);
      if (status >= 400) telemetry.count("http_failures", String(status), 1, toldAtMs);
    }
    this.#forget(requestId);
  }

  /** A request that its page has given up goes on nevertheless. */
  #reopened(requestId: string): RequestRecord | undefined {
    const record = this.#abandoned.get(requestId);
    if (record !== undefined) this.#open.set(requestId, record);
    this.#abandoned.delete(requestId);
    return this.#open.get(requestId);
  }

  #record(requestId: string): RequestRecord {
    let record = this.#open.get(requestId);
    if (record !== undefined) return record;
    record = { hops: [], facts: [], statuses: [] };
    this.#open.set(requestId, record);
    const [oldest] = this.#open;
    if (oldest !== undefined && this.#open.size > MAX_OPEN) this.#drop(...oldest);
    return record;
  }

  /** Statuses come in the order of the hops. */
  #matchStatuses({ hops, statuses }: RequestRecord): void {
    for (const exchange of hops) {
      const next = exchange.takesStatus ? statuses.shift() : undefined;
      if (next !== undefined) exchange.statusOnTheWire(next.status, next.toldAtMs);
    }
  }

  #look(requestId: string, record: RequestRecord): void {
    // Nobody has said yet what was asked.
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
