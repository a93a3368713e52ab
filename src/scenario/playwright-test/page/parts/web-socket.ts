import type { PageSocket } from "../../../ports/messages.js";
import type { Actor } from "../actor.js";
import { EventSource } from "./event-source.js";

/** Playwright's `WebSocket`. */
export class TestWebSocket extends EventSource {
  readonly #socket: PageSocket;

  constructor(socket: PageSocket, actor: Actor) {
    super(actor);
    this.#socket = socket;
    socket.listen({
      sent: (payload) => this.emit("framesent", { payload }),
      received: (payload) => this.emit("framereceived", { payload }),
      failed: (message) => this.emit("socketerror", message),
      closed: () => this.emit("close", this),
    });
  }

  url(): string {
    return this.#socket.url;
  }

  isClosed(): boolean {
    return this.#socket.isClosed;
  }
}
