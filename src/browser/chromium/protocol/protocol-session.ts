import type { ProtocolMapping } from "devtools-protocol/types/protocol-mapping.js";
import type { PageOperationError } from "../../../scenario/page-port.js";
import type { CdpSession } from "../../cdp-session.js";
import type { StopSignal } from "../../stop-signal.js";

type Commands = ProtocolMapping.Commands;
type Events = ProtocolMapping.Events;
type Listener = (params: never) => void;

/** Deadline of a command, and signals that end it earlier. */
export interface CommandOptions {
  readonly timeoutMs?: number;
  /** Whichever aborts first. */
  readonly signals?: readonly StopSignal[];
}

/** A command on its way to a session, or to the browser itself. */
export interface Command {
  readonly method: keyof Commands;
  readonly params: object | undefined;
  readonly session: ProtocolSession;
  readonly options: CommandOptions;
}

/** Carries a session's commands and events. */
export interface CommandSender {
  send(command: Command): Promise<unknown>;
  /** Subscribes to an event. */
  want(event: string): void;
  /** The session with this id, created as a child of `parent` at the first call. */
  session(id: string, parent: ProtocolSession): ProtocolSession;
}

/** Changes what a session tells, before anyone hears it. */
export interface Rewriting {
  event(name: string, params: unknown): unknown;
  answer(method: string, params: unknown, result: unknown): unknown;
}

/** Commands to and events from one page, cross-site frame or worker or, without an id, the browser itself. */
export class ProtocolSession implements CdpSession {
  readonly id: string | undefined;
  /** The browser, or the page of a frame or worker. */
  readonly parent: ProtocolSession | undefined;
  readonly #connection: CommandSender;
  readonly #listeners = new Map<string, Listener[]>();
  readonly #onGone: ((error: PageOperationError) => void)[] = [];
  #gone: PageOperationError | undefined;
  /** Also that of its frames and workers. */
  rewriting: Rewriting | undefined;

  constructor(connection: CommandSender, id?: string, parent?: ProtocolSession) {
    this.#connection = connection;
    this.id = id;
    this.parent = parent;
    this.rewriting = parent?.rewriting;
  }

  /** The reason why nothing can be sent any more; absent while the session lives. */
  get gone(): PageOperationError | undefined {
    return this.#gone;
  }

  send<Method extends keyof Commands>(
    method: Method,
    ...params: Commands[Method]["paramsType"]
  ): Promise<Commands[Method]["returnType"]> {
    return this.request({}, method, ...params);
  }

  /** Sends a command with its own deadline or signals. */
  request<Method extends keyof Commands>(
    options: CommandOptions,
    method: Method,
    ...params: Commands[Method]["paramsType"]
  ): Promise<Commands[Method]["returnType"]> {
    const command = { method, params: params[0] as object | undefined, session: this, options };
    const { rewriting } = this;
    const sent = this.#connection.send(command);
    const told = rewriting === undefined ? sent : sent.then((result) => rewriting.answer(method, command.params, result));
    return told as Promise<Commands[Method]["returnType"]>;
  }

  /** A child session: a page of the browser, a frame or worker of a page. */
  child(id: string): ProtocolSession {
    return this.#connection.session(id, this);
  }

  on<Event extends keyof Events>(event: Event, listener: (params: Events[Event][0]) => void): void {
    this.#connection.want(event);
    const listeners = this.#listeners.get(event);
    if (listeners === undefined) this.#listeners.set(event, [listener]);
    else listeners.push(listener);
  }

  /** Calls the listener once, when the page or the browser is gone. */
  onGone(listener: (error: PageOperationError) => void): void {
    this.#onGone.push(listener);
  }

  /** For the connection: dispatches an event. */
  emit(event: string, params: unknown): void {
    const told = this.rewriting === undefined ? params : this.rewriting.event(event, params);
    for (const listener of this.#listeners.get(event) ?? []) listener(told as never);
  }

  /** For the connection: the session has ended. */
  end(error: PageOperationError): void {
    if (this.#gone !== undefined) return;
    this.#gone = error;
    for (const listener of this.#onGone) listener(error);
    this.#listeners.clear();
  }
}
