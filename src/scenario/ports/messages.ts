import type { PageRequest } from "./traffic.js";

/** Something that a page wrote to its console. */
export interface ConsoleLine {
  /** `log`, `warning`, `error` … */
  readonly type: string;
  readonly text: string;
  readonly args: readonly ConsoleArgument[];
  /** Where it was written, counted from 0; absent if that is unknown. */
  readonly place: { readonly url: string; readonly line: number; readonly column: number } | undefined;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/** A value that was written to the console. It stays in the page. */
export interface ConsoleArgument {
  /** As the text of the message has it. */
  readonly text: string;
  /** Calls a function, given as its source text, with the value before the arguments. Values are those of JSON. */
  call(functionSource: string, args: readonly unknown[]): Promise<unknown>;
}

/** Receives what happens to a WebSocket. Must not throw. */
export interface SocketListener {
  sent?(payload: string | Uint8Array): void;
  received?(payload: string | Uint8Array): void;
  failed?(message: string): void;
  closed?(): void;
}

/** A WebSocket of a page. */
export interface PageSocket {
  readonly url: string;
  readonly isClosed: boolean;
  /** Calls the listener until the returned function is called. */
  listen(listener: SocketListener): () => void;
}

/** An error that the page's own code threw and nobody caught. */
export interface ThrownInPage {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** Receives what a page says. Must not throw. */
export interface MessageListener {
  wrote?(line: ConsoleLine): void;
  threw?(error: ThrownInPage): void;
  /** A request is complete, or has failed with the browser's reason: `net::ERR_FAILED`. */
  ended?(request: PageRequest, failure: string | undefined): void;
  /** The page's own document is as far as this. */
  reached?(state: "navigated" | "domcontentloaded" | "load"): void;
  /** A WebSocket is about to connect. */
  socket?(socket: PageSocket): void;
}

/** Console messages and errors of a page, and how far it has loaded. Nothing is kept while nobody listens. */
export interface PageMessages {
  /** Calls the listener until the returned function is called. */
  listen(listener: MessageListener): () => void;
}
