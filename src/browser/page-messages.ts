import type { Protocol } from "devtools-protocol";
import type { ConsoleArgument, ConsoleLine, MessageListener, PageMessages } from "../scenario/ports/messages.js";
import type { CdpSession } from "./cdp-session.js";
import type { Exchanges } from "./network/exchanges.js";
import { HeardSocket } from "./network/heard-socket.js";
import { trimOldest } from "./network/network-timing.js";
import { evaluatedValue } from "./page-evaluation.js";

/** Passes on what a page and its frames say, from the events of the DevTools protocol, while someone listens. */
export class HeardMessages implements PageMessages {
  readonly #listeners = new Set<MessageListener>();
  readonly #exchanges: Exchanges;

  /** The exchanges follow the same sessions, before this. */
  constructor(exchanges: Exchanges) {
    this.#exchanges = exchanges;
  }

  /** Follows the session of a page or a frame, in which the domain `Runtime` is enabled. */
  follow(cdp: CdpSession): void {
    cdp.on("Runtime.consoleAPICalled", (event) => {
      if (this.#listeners.size === 0) return;
      const line = lineOf(cdp, event);
      for (const listener of [...this.#listeners]) listener.wrote?.(line);
    });
    cdp.on("Runtime.exceptionThrown", ({ exceptionDetails: { exception, text } }) => {
      if (this.#listeners.size === 0) return;
      const stack = exception?.description ?? `${text} ${exception === undefined ? "" : String(exception.value)}`.trim();
      const [, name = "Error", message = stack] = /^(\w*Error): ([^\n]*)/.exec(stack) ?? [];
      for (const listener of [...this.#listeners]) listener.threw?.({ name, message, stack });
    });
    this.#followSockets(cdp);
    cdp.on("Network.loadingFinished", ({ requestId }) => this.#ended(requestId, undefined));
    cdp.on("Network.loadingFailed", ({ requestId, errorText }) => this.#ended(requestId, errorText));
  }

  /** Follows the page's own session, beside {@link follow}. */
  followPage(cdp: CdpSession): void {
    // Same-site frames are in this session, too.
    let mainFrame: string | undefined;
    const reached = (state: "navigated" | "domcontentloaded" | "load") => {
      for (const listener of [...this.#listeners]) listener.reached?.(state);
    };
    cdp.on("Page.frameNavigated", ({ frame }) => {
      if (frame.parentId !== undefined) return;
      mainFrame = frame.id;
      reached("navigated");
    });
    cdp.on("Page.navigatedWithinDocument", ({ frameId }) => {
      if (mainFrame === undefined || frameId === mainFrame) reached("navigated");
    });
    cdp.on("Page.domContentEventFired", () => reached("domcontentloaded"));
    cdp.on("Page.loadEventFired", () => reached("load"));
  }

  listen(listener: MessageListener): () => void {
    this.#listeners.add(listener);
    const ended = this.#exchanges.listen();
    return () => {
      this.#listeners.delete(listener);
      ended();
    };
  }

  #followSockets(cdp: CdpSession): void {
    const sockets = new Map<string, HeardSocket>();
    cdp.on("Network.webSocketCreated", ({ requestId, url }) => {
      if (this.#listeners.size === 0) return;
      const socket = new HeardSocket(url);
      sockets.set(requestId, socket);
      trimOldest(sockets);
      for (const listener of [...this.#listeners]) listener.socket?.(socket);
    });
    cdp.on("Network.webSocketFrameSent", ({ requestId, response }) => sockets.get(requestId)?.message("sent", response));
    cdp.on("Network.webSocketFrameReceived", ({ requestId, response }) => sockets.get(requestId)?.message("received", response));
    cdp.on("Network.webSocketFrameError", ({ requestId, errorMessage }) => sockets.get(requestId)?.failed(errorMessage));
    cdp.on("Network.webSocketClosed", ({ requestId }) => {
      sockets.get(requestId)?.closed();
      sockets.delete(requestId);
    });
  }

  #ended(requestId: string, failure: string | undefined): void {
    const exchange = this.#exchanges.of(requestId);
    if (exchange === undefined) return;
    for (const listener of [...this.#listeners]) listener.ended?.(exchange.request, failure);
  }
}

function lineOf(cdp: CdpSession, event: Protocol.Runtime.ConsoleAPICalledEvent): ConsoleLine {
  const { type, args, stackTrace, timestamp, executionContextId } = event;
  const [frame] = stackTrace?.callFrames ?? [];
  return {
    type,
    text: args.map(textOf).join(" "),
    args: args.map((arg) => ({ text: textOf(arg), call: callWithArgument(cdp, arg, executionContextId) })),
    place: frame && { url: frame.url, line: frame.lineNumber, column: frame.columnNumber },
    timestamp,
  };
}

function callWithArgument(
  cdp: CdpSession,
  { objectId, value, unserializableValue }: Protocol.Runtime.RemoteObject,
  executionContextId: number,
): ConsoleArgument["call"] {
  const primitive = unserializableValue === undefined ? { value: value as unknown } : { unserializableValue };
  const first = objectId === undefined ? primitive : { objectId };
  return async (functionSource, args) =>
    evaluatedValue(
      await cdp.send("Runtime.callFunctionOn", {
        functionDeclaration: `(value, ...args) => (${functionSource})(value, ...args)`,
        executionContextId,
        arguments: [first, ...args.map((one) => ({ value: one }))],
        returnByValue: true,
        awaitPromise: true,
      }),
    );
}

/** A value as Playwright shows it in the text of a message: plain objects and arrays by what is in them. */
function textOf({ type, subtype, value, unserializableValue, description, preview }: Protocol.Runtime.RemoteObject): string {
  if (type === "string") return String(value);
  const properties = preview?.properties ?? [];
  if (preview !== undefined && subtype === "array") return `[${properties.map((one) => one.value).join(", ")}]`;
  if (preview !== undefined && description === "Object")
    return `{${properties.map((one) => `${one.name}: ${one.value}`).join(", ")}}`;
  return unserializableValue ?? description ?? String(value);
}
