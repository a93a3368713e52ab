import type { Protocol } from "devtools-protocol";
import type { MessageListener, PageMessages } from "../scenario/ports/messages.js";
import type { CdpSession } from "./cdp-session.js";

/** Passes on what a page and its frames say, from the events of the DevTools protocol, while someone listens. */
export class HeardMessages implements PageMessages {
  readonly #listeners = new Set<MessageListener>();

  /** Follows the session of a page or a frame, in which the domain `Runtime` is enabled. */
  follow(cdp: CdpSession): void {
    cdp.on("Runtime.consoleAPICalled", ({ type, args }) => {
      if (this.#listeners.size === 0) return;
      const line = { type, text: args.map(textOf).join(" ") };
      for (const listener of [...this.#listeners]) listener.wrote?.(line);
    });
    cdp.on("Runtime.exceptionThrown", ({ exceptionDetails: { exception, text } }) => {
      if (this.#listeners.size === 0) return;
      const stack = exception?.description ?? `${text} ${exception === undefined ? "" : String(exception.value)}`.trim();
      const [, name = "Error", message = stack] = /^(\w*Error): ([^\n]*)/.exec(stack) ?? [];
      for (const listener of [...this.#listeners]) listener.threw?.({ name, message, stack });
    });
  }

  listen(listener: MessageListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function textOf({ type, value, unserializableValue, description }: Protocol.Runtime.RemoteObject): string {
  if (type === "string") return String(value);
  return unserializableValue ?? description ?? String(value);
}
