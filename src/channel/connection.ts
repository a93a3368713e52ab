import type { Clock, Timer } from "../base/clock.js";
import { abortError, type Deferred, deferred } from "../base/deadline.js";
import { fromWireError, LiveLoadError, messageOf, toWireError } from "../base/errors.js";
import type { NoticeOf, NotificationName, ParamsOf, RequestName, ResultOf, Schema, Vocabulary } from "./contract.js";
import { FrameLog, type FrameLogOptions } from "./frame-log.js";
import { type Frame, parseFrame } from "./frames.js";
import { LifeSigns, type LifeSignsOptions } from "./life-signs.js";
import { CLOSE_CODES, type Transport, type TransportClosed } from "./transport.js";

/** What a connection is made of. */
export interface ConnectionOptions<Ours extends Vocabulary, Theirs extends Vocabulary> {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Messages that this side sends. */
  readonly ours: Ours;
  /** Messages that the other side sends. */
  readonly theirs: Theirs;
  /** Pings, and how much silence is allowed. Default: no pings, as for a child process whose death is noticed at once. */
  readonly lifeSigns?: LifeSignsOptions | undefined;
  /** For the debug log. */
  readonly debug?: FrameLogOptions | undefined;
}

/** What ends a request that is not answered. */
export interface CallOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

type Handler = (params: unknown) => unknown;

/** Far more than LiveLoad needs: a peer with more requests in flight is broken. */
const MAX_CALLS_IN_FLIGHT = 1000;

/**
 * Requests with answers, notifications, and opaque binary frames over one transport. All incoming messages are validated.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | open | closed | `close`, a malformed frame, the end of the transport, or a peer that is silent for too long |
 * | closed | – | pending requests have been rejected; incoming frames are dropped |
 */
export class Connection<Ours extends Vocabulary, Theirs extends Vocabulary> {
  readonly #options: ConnectionOptions<Ours, Theirs>;
  readonly #pending = new Map<number, Deferred<unknown>>();
  readonly #handlers = new Map<string, Handler>();
  readonly #listeners = new Map<string, (params: unknown) => void>();
  readonly #closed = deferred<TransportClosed>();
  readonly #life: LifeSigns | undefined;
  readonly #log: FrameLog;
  #onBinary: (bytes: Uint8Array) => void = () => {};
  #isOpen = true;
  #nextId = 1;
  #serving = 0;

  constructor(options: ConnectionOptions<Ours, Theirs>) {
    this.#options = options;
    const { clock, lifeSigns, debug } = options;
    this.#log = new FrameLog(debug);
    this.#life =
      lifeSigns && new LifeSigns(lifeSigns, { clock, ping: () => this.#send({ t: "ping" }), lost: () => this.#lost() });
  }

  /** Starts receiving: register handlers first. */
  start(): this {
    this.#life?.start();
    this.#options.transport.listen({
      onText: (text) => this.#receive(text),
      onBinary: (bytes) => this.#receiveBinary(bytes),
      onClose: (closed) => this.#end(closed),
    });
    return this;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** When the last frame of the peer arrived, on our clock; `undefined` without life signs. */
  get heardAtMs(): number | undefined {
    return this.#life?.heardAtMs;
  }

  /** Resolves when either side has ended the connection. */
  get closed(): Promise<TransportClosed> {
    return this.#closed.promise;
  }

  /** Handles a request of the other side. Errors are sent back with their code. */
  handle<N extends RequestName<Theirs>>(
    name: N,
    handler: (params: ParamsOf<Theirs, N>) => ResultOf<Theirs, N> | Promise<ResultOf<Theirs, N>>,
  ): void {
    this.#handlers.set(name, handler as Handler);
  }

  /** Listens for a notification of the other side. A listener that throws ends the connection, never the process. */
  on<N extends NotificationName<Theirs>>(name: N, listener: (params: NoticeOf<Theirs, N>) => void): void {
    this.#listeners.set(name, listener as (params: unknown) => void);
  }

  /** Listens for binary frames. A listener throws when a frame is malformed, which ends the connection. */
  onBinary(listener: (bytes: Uint8Array) => void): void {
    this.#onBinary = listener;
  }

  /**
   * Sends a request. Rejects with the peer's error, `DEADLINE_EXCEEDED`, `CHANNEL_CLOSED`, the signal's reason, or
   * `CHANNEL_PROTOCOL` when the answer does not match the vocabulary.
   */
  async request<N extends RequestName<Ours>>(
    name: N,
    params: ParamsOf<Ours, N>,
    options: CallOptions,
  ): Promise<ResultOf<Ours, N>> {
    const answer = await this.#call(name, params, options);
    const schema = this.#options.ours.requests[name];
    try {
      return schema?.result.parse(answer) as ResultOf<Ours, N>;
    } catch (error) {
      throw new LiveLoadError("CHANNEL_PROTOCOL", `the answer to ${name} is malformed`, { cause: error });
    }
  }

  /** Sends a notification; dropped when the connection has ended. */
  notify<N extends NotificationName<Ours>>(name: N, params: NoticeOf<Ours, N>): void {
    this.#send({ t: "msg", m: name, p: params });
  }

  sendBinary(bytes: Uint8Array): void {
    if (!this.#isOpen) return;
    this.#log.sentBinary(bytes);
    this.#options.transport.sendBinary(bytes);
  }

  close(code: number = CLOSE_CODES.normal, reason = ""): void {
    this.#options.transport.close(code, reason);
    this.#end({ code, reason });
  }

  #call(name: string, params: unknown, { timeoutMs, signal }: CallOptions): Promise<unknown> {
    if (!this.#isOpen) return Promise.reject(closedError(name));
    if (signal?.aborted === true) return Promise.reject(abortError(signal));
    if (this.#pending.size >= MAX_CALLS_IN_FLIGHT) {
      return Promise.reject(new LiveLoadError("CHANNEL_PROTOCOL", `too many requests in flight to send ${name}`));
    }
    const id = this.#nextId++;
    const text = JSON.stringify({ t: "req", id, m: name, p: params } satisfies Frame);
    const call = deferred<unknown>();
    this.#pending.set(id, call);
    const late = () =>
      call.reject(new LiveLoadError("DEADLINE_EXCEEDED", `waited ${Math.round(timeoutMs)} ms for an answer to ${name}`));
    const timer: Timer = this.#options.clock.setTimer(late, timeoutMs);
    const onAbort = () => signal && call.reject(abortError(signal));
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#log.sent(text);
    this.#options.transport.sendText(text);
    return call.promise.finally(() => {
      timer.cancel();
      signal?.removeEventListener("abort", onAbort);
      this.#pending.delete(id);
    });
  }

  #receiveBinary(bytes: Uint8Array): void {
    if (!this.#isOpen) return;
    this.#log.receivedBinary(bytes);
    this.#life?.heard();
    try {
      this.#onBinary(bytes);
    } catch (error) {
      this.close(CLOSE_CODES.protocolError, `malformed binary frame: ${messageOf(error)}`);
    }
  }

  #receive(text: string): void {
    if (!this.#isOpen) return;
    this.#log.received(text);
    this.#life?.heard();
    const frame = parseFrame(text);
    if (frame === undefined) {
      this.close(CLOSE_CODES.protocolError, "malformed frame");
      return;
    }
    switch (frame.t) {
      case "req":
        void this.#serve(frame);
        break;
      case "ok":
        this.#pending.get(frame.id)?.resolve(frame.p);
        break;
      case "err":
        this.#pending.get(frame.id)?.reject(fromWireError(frame.e));
        break;
      case "msg":
        this.#take(frame.m, frame.p);
        break;
      case "ping":
        this.#send({ t: "pong" });
        break;
      case "pong":
        break;
    }
  }

  async #serve({ id, m, p }: Extract<Frame, { t: "req" }>): Promise<void> {
    const handler = this.#handlers.get(m);
    const schema = Object.hasOwn(this.#options.theirs.requests, m) ? this.#options.theirs.requests[m] : undefined;
    this.#serving += 1;
    try {
      if (handler === undefined || schema === undefined)
        throw new LiveLoadError("UNKNOWN_METHOD", `unknown request ${JSON.stringify(m.slice(0, 80))}`);
      if (this.#serving > MAX_CALLS_IN_FLIGHT) throw new LiveLoadError("CHANNEL_PROTOCOL", "too many requests in flight");
      this.#send({ t: "ok", id, p: await handler(valid(schema.params, p, m)) });
    } catch (error) {
      this.#send({ t: "err", id, e: toWireError(error) });
    } finally {
      this.#serving -= 1;
    }
  }

  #take(name: string, params: unknown): void {
    const schema = Object.hasOwn(this.#options.theirs.notifications, name) ? this.#options.theirs.notifications[name] : undefined;
    let notice: unknown;
    try {
      if (schema === undefined) throw new Error("unknown");
      notice = schema.parse(params);
    } catch {
      this.close(CLOSE_CODES.protocolError, `unknown or malformed notification ${name}`);
      return;
    }
    try {
      this.#listeners.get(name)?.(notice);
    } catch (error) {
      this.close(CLOSE_CODES.failed, `handling ${name} failed: ${messageOf(error)}`);
    }
  }

  #send(frame: Frame): void {
    if (!this.#isOpen) return;
    const text = JSON.stringify(frame);
    this.#log.sent(text);
    this.#options.transport.sendText(text);
  }

  #lost(): void {
    this.#end({ code: CLOSE_CODES.silent, reason: "the peer was silent for too long" });
    this.#options.transport.terminate();
  }

  #end(closed: TransportClosed): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#log.closed(closed.code, closed.reason);
    this.#life?.stop();
    for (const call of this.#pending.values()) call.reject(closedError("the request", closed));
    this.#closed.resolve(closed);
  }
}

function valid(schema: Schema<unknown>, params: unknown, name: string): unknown {
  try {
    return schema.parse(params);
  } catch (error) {
    throw new LiveLoadError("CHANNEL_PROTOCOL", `the request ${name} is malformed: ${messageOf(error)}`, { cause: error });
  }
}

function closedError(name: string, closed?: TransportClosed): LiveLoadError {
  const why = closed === undefined || closed.reason === "" ? "" : ` (${closed.reason})`;
  return new LiveLoadError("CHANNEL_CLOSED", `the connection ended before ${name} was answered${why}`, {
    details: { code: closed?.code },
  });
}
