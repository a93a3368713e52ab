import type { Readable, Writable } from "node:stream";
import type { Clock, Timer } from "../../../base/clock.js";
import { LiveLoadError } from "../../../base/errors.js";
import { PageOperationError } from "../../../scenario/page-port.js";
import { logAnswer, logCommand, logEvent } from "./protocol-log.js";
import { ProtocolPipe } from "./protocol-pipe.js";
import { type Command, type CommandSender, ProtocolSession } from "./protocol-session.js";

interface Pending {
  readonly session: ProtocolSession;
  readonly method: string;
  readonly timeoutMs: number;
  readonly endsAt: number;
  readonly settle: (error: Error | undefined, result?: unknown) => void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

/** The default, so that nothing is kept forever; operations have their own deadlines. */
const COMMAND_TIMEOUT_MS = 60_000;
/** Interval of the check for missed deadlines: operations that need precision have timers of their own. */
const SWEEP_MS = 250;
/** Prefix of every event. */
const EVENT_START = '{"method":"';

/** Carries the commands and events of one browser and all of its sessions over one pipe. */
export class ProtocolConnection implements CommandSender {
  /** The browser itself. */
  readonly root: ProtocolSession;
  readonly #pipe: ProtocolPipe;
  readonly #clock: Clock;
  readonly #pending = new Map<number, Pending>();
  readonly #sessions = new Map<string, ProtocolSession>();
  /** Events that have a listener; the many others are not parsed. */
  readonly #wanted = new Set<string>();
  readonly #onLost: (reason: string) => void;
  #lastId = 0;
  #lost: PageOperationError | undefined;
  #sweep: Timer | undefined;

  constructor(streams: { readonly input: Readable; readonly output: Writable }, clock: Clock, onLost: (reason: string) => void) {
    this.#clock = clock;
    this.#onLost = onLost;
    this.root = new ProtocolSession(this);
    this.#pipe = new ProtocolPipe(streams.input, streams.output, {
      onMessage: (message) => this.#take(message),
      onClosed: (reason) => this.lose(reason),
    });
    this.#followDetached(this.root);
  }

  /** For sessions: the child session with this id. */
  session(id: string, parent: ProtocolSession): ProtocolSession {
    const known = this.#sessions.get(id);
    if (known !== undefined) return known;
    const session = new ProtocolSession(this, id, parent);
    this.#sessions.set(id, session);
    this.#followDetached(session);
    return session;
  }

  /** For sessions: an event that has a listener. */
  want(event: string): void {
    this.#wanted.add(event);
  }

  /** For sessions: sends a command; resolves to its result. */
  send(command: Command): Promise<unknown> {
    const { method, params, session, options } = command;
    const { signals = [], timeoutMs = COMMAND_TIMEOUT_MS } = options;
    const gone = this.#lost ?? session.gone;
    if (gone !== undefined) return Promise.reject(gone);
    if (signals.some(({ aborted }) => aborted))
      return Promise.reject(new PageOperationError("aborted", `stopped before ${method}`));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const onAbort = () => pending.settle(new PageOperationError("aborted", `stopped during ${method}`));
      const pending: Pending = {
        session,
        method,
        timeoutMs,
        endsAt: this.#clock.now() + timeoutMs,
        settle: (error, result) => {
          this.#pending.delete(id);
          for (const signal of signals) signal.removeEventListener("abort", onAbort);
          if (error === undefined) resolve(result);
          else reject(error);
        },
      };
      for (const signal of signals) signal.addEventListener("abort", onAbort, { once: true });
      this.#pending.set(id, pending);
      this.#sweepLater();
      const text = JSON.stringify({ id, method, params, sessionId: session.id });
      logCommand({ id, method, session: session.id, text });
      this.#pipe.send(text);
    });
  }

  /** The browser is gone: rejects all pending commands. */
  lose(reason: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = new PageOperationError("closed", `the browser is gone: ${reason}`);
    this.#sweep?.cancel();
    for (const pending of [...this.#pending.values()]) pending.settle(this.#lost);
    for (const session of this.#sessions.values()) session.end(this.#lost);
    this.#sessions.clear();
    this.#onLost(reason);
  }

  #followDetached(parent: ProtocolSession): void {
    parent.on("Target.detachedFromTarget", ({ sessionId }) => this.#detached(sessionId));
  }

  #detached(sessionId: string): void {
    const session = this.#sessions.get(sessionId);
    if (session === undefined) return;
    this.#sessions.delete(sessionId);
    const gone = new PageOperationError("closed", "the page is gone");
    session.end(gone);
    for (const pending of [...this.#pending.values()]) if (pending.session === session) pending.settle(gone);
    // The browser does not report the end of child sessions.
    for (const [id, { parent }] of [...this.#sessions]) if (parent === session) this.#detached(id);
  }

  #take(text: string): void {
    if (!this.#isWorthReading(text)) return;
    let message: Message;
    try {
      message = (JSON.parse(text) ?? {}) as Message;
    } catch {
      // Not of the protocol; a command that it may have answered runs into its deadline.
      return;
    }
    if (message.id !== undefined) {
      this.#logAnswer(message.id, text);
      this.#answer(message.id, message);
    } else if (message.method !== undefined) {
      logEvent(message.method, message.sessionId, text);
      const session = message.sessionId === undefined ? this.root : this.#sessions.get(message.sessionId);
      session?.emit(message.method, message.params);
    }
  }

  #isWorthReading(text: string): boolean {
    if (!text.startsWith(EVENT_START)) return true;
    const end = text.indexOf('"', EVENT_START.length);
    return end === -1 || this.#wanted.has(text.slice(EVENT_START.length, end));
  }

  #answer(id: number, { result, error }: Message): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    pending.settle(error === undefined ? undefined : new Error(`${pending.method}: ${error.message}`), result);
  }

  #logAnswer(id: number, text: string): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    const { method, session, endsAt, timeoutMs } = pending;
    logAnswer({ id, method, session: session.id, text, tookMs: this.#clock.now() + timeoutMs - endsAt });
  }

  #sweepLater(): void {
    this.#sweep ??= this.#clock.setTimer(() => this.#sweepNow(), SWEEP_MS, { background: true });
  }

  #sweepNow(): void {
    this.#sweep = undefined;
    const now = this.#clock.now();
    for (const { endsAt, method, timeoutMs, settle } of [...this.#pending.values()]) {
      if (endsAt > now) continue;
      settle(new LiveLoadError("DEADLINE_EXCEEDED", `waited ${Math.round(timeoutMs)} ms for the browser to answer ${method}`));
    }
    if (this.#pending.size > 0) this.#sweepLater();
  }
}
