import type { ProtocolMapping } from "devtools-protocol/types/protocol-mapping.js";
import type { PageOperationError } from "../../../scenario/page-port.js";
import type { CdpSession } from "../../cdp-session.js";
import type { StopSignal } from "../../stop-signal.js";

type Commands = ProtocolMapping.Commands;
type Events = ProtocolMapping.Events;
type Listener = (params: never) => void;

/** How long a command may take, and what may end it earlier. */
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

/** What carries a session's commands and events. */
export interface CommandSender {
  send(command: Command): Promise<unknown>;
  /** An event that is worth reading. */
  want(event: string): void;
  /** The session of this id; made, as one that hangs on `parent`, when it is asked for first. */
  session(id: string, parent: ProtocolSession): ProtocolSession;
}

/** Commands to, and events from, one page, a frame of another site or, without an id, the browser itself. */
export class ProtocolSession implements CdpSession {
  readonly id: string | undefined;
  /** What it hangs on: the browser, or the page of a frame. */
  readonly parent: ProtocolSession | undefined;
  readonly #connection: CommandSender;
  readonly #listeners = new Map<string, Listener[]>();
  readonly #onGone: ((error: PageOperationError) => void)[] = [];
  #gone: PageOperationError | undefined;

  constructor(connection: CommandSender, id?: string, parent?: ProtocolSession) {
    this.#connection = connection;
    this.id = id;
    this.parent = parent;
  }

  /** Why nothing can be sent any more. */
  get gone(): PageOperationError | undefined {
    return this.#gone;
  }

  send<Method extends keyof Commands>(
    method: Method,
    ...params: Commands[Method]["paramsType"]
  ): Promise<Commands[Method]["returnType"]> {
    return this.request({}, method, ...params);
  }

  /** A command with a deadline, or a signal, of its own. */
  request<Method extends keyof Commands>(
    options: CommandOptions,
    method: Method,
    ...params: Commands[Method]["paramsType"]
  ): Promise<Commands[Method]["returnType"]> {
    const command = { method, params: params[0] as object | undefined, session: this, options };
    return this.#connection.send(command) as Promise<Commands[Method]["returnType"]>;
  }

  /** The session of what hangs on this one: a page of the browser, a frame of another site in a page. */
  child(id: string): ProtocolSession {
    return this.#connection.session(id, this);
  }

  on<Event extends keyof Events>(event: Event, listener: (params: Events[Event][0]) => void): void {
    this.#connection.want(event);
    const listeners = this.#listeners.get(event);
    if (listeners === undefined) this.#listeners.set(event, [listener]);
    else listeners.push(listener);
  }

  /** Told once, when the page or the browser is gone. */
  onGone(listener: (error: PageOperationError) => void): void {
    this.#onGone.push(listener);
  }

  /** For the connection: an event has come. */
  emit(event: string, params: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(params as never);
  }

  /** For the connection: nothing will come any more. */
  end(error: PageOperationError): void {
    if (this.#gone !== undefined) return;
    this.#gone = error;
    for (const listener of this.#onGone) listener(error);
    this.#listeners.clear();
  }
}
