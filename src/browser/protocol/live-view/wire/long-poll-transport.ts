import { systemClock } from "../../../../base/clock.js";
import { callWithin } from "../../../../base/deadline.js";
import type { RawFrame } from "./frames.js";
import type { OpenTransport, Transport, TransportEvents, TransportState } from "./transport.js";

/** One request of the page's script, with its cookies; the body's text, `undefined` when it got no answer. */
export type PollRequest = (request: {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}) => Promise<string | undefined>;

/** Requests of the official client end after this time, twice the server's window. */
const TIMEOUT_MS = 20_000;
const BATCH_SIZE = 100;

/** Phoenix's long polling: a GET waits for messages, a POST carries them to the server. */
export function longPollTransport(request: PollRequest): OpenTransport {
  return (url, events) => new LongPoll(url, { request, events });
}

interface PollAnswer {
  readonly status?: number;
  readonly token?: string;
  readonly messages?: readonly string[];
}

/** connecting → open → closed; from connecting and open to closed when a request fails. */
class LongPoll implements Transport {
  readonly needsHeartbeat = false;
  readonly #request: PollRequest;
  readonly #events: TransportEvents;
  readonly #url: string;
  readonly #ended = new AbortController();
  #state: TransportState = "connecting";
  #token: string | undefined;
  #waiting: string[] = [];
  #sending = false;

  constructor(url: string, { request, events }: { readonly request: PollRequest; readonly events: TransportEvents }) {
    this.#url = url.replace(/^ws/, "http").replace(/\/websocket(?=\?|$)/, "/longpoll");
    this.#request = request;
    this.#events = events;
    setImmediate(() => void this.#poll());
  }

  get state(): TransportState {
    return this.#state;
  }

  send(frame: RawFrame): void {
    this.#waiting.push(typeof frame === "string" ? frame : Buffer.from(frame).toString("base64"));
    if (this.#sending) return;
    this.#sending = true;
    // What is sent in one go goes in one request.
    setImmediate(() => void this.#sendWaiting());
  }

  close(code = 1005): void {
    this.#end(() => this.#events.onClose({ code }));
  }

  async #poll(): Promise<void> {
    while (!this.#isOver()) {
      const answer = await this.#ask("GET", { accept: "application/json" });
      if (this.#isOver()) return;
      if (answer?.status === 410 && this.#token !== undefined) return this.#fail(410, 3410);
      this.#token = answer?.token ?? this.#token;
      if (!this.#take(answer)) return;
    }
  }

  /** False when the connection is over. */
  #take(answer: PollAnswer | undefined): boolean {
    switch (answer?.status) {
      case 200:
        for (const message of answer.messages ?? []) setImmediate(() => this.#state === "open" && this.#events.onFrame(message));
        return true;
      case 204:
        return true;
      case 410:
        this.#state = "open";
        this.#events.onOpen();
        return true;
      case 403:
        this.#fail(403, 1008);
        return false;
      default:
        this.#fail(500, 1011);
        return false;
    }
  }

  async #sendWaiting(): Promise<void> {
    while (this.#waiting.length > 0 && this.#state !== "closed") {
      const batch = this.#waiting.splice(0, BATCH_SIZE);
      const answer = await this.#ask("POST", { "content-type": "application/x-ndjson" }, batch.join("\n"));
      if (answer?.status !== 200) return this.#fail(answer?.status ?? 0, 1011);
    }
    this.#sending = false;
  }

  async #ask(method: "GET" | "POST", headers: Readonly<Record<string, string>>, body?: string): Promise<PollAnswer | undefined> {
    const url = this.#token === undefined ? this.#url : `${this.#url}&token=${encodeURIComponent(this.#token)}`;
    const asked = { method, url, headers, ...(body === undefined ? {} : { body }) };
    const limits = { clock: systemClock, signal: this.#ended.signal };
    const text = await callWithin(TIMEOUT_MS, limits, (signal) => this.#request({ ...asked, signal }));
    try {
      return text === undefined ? undefined : (JSON.parse(text) as PollAnswer);
    } catch {
      return undefined;
    }
  }

  #isOver(): boolean {
    return this.#state === "closed";
  }

  #fail(status: number, code: number): void {
    this.#end(() => {
      this.#events.onError(`long polling was answered ${status}`);
      this.#events.onClose({ code });
    });
  }

  #end(lastWords: () => void): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#ended.abort();
    setImmediate(lastWords);
  }
}
