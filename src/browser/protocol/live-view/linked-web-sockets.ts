import type { NetworkLink } from "../http/network-link.js";
import type { RawFrame } from "./wire/frames.js";
import type { OpenTransport, Transport, TransportEvents, TransportState } from "./wire/transport.js";

/** The code of a connection that was never opened. */
const ABNORMAL_CLOSE = 1006;

/** WebSockets of a user who may be offline, as in a browser: new ones fail, open ones stay open but carry nothing. */
export function linkedWebSockets(link: NetworkLink, open: OpenTransport): OpenTransport {
  return (url, events) =>
    link.isOffline ? new RefusedWebSocket(events) : new LinkedWebSocket(link, { events, open: (told) => open(url, told) });
}

/** connecting → closed, with an error unless we closed it before. */
class RefusedWebSocket implements Transport {
  readonly needsHeartbeat = true;
  #state: TransportState = "connecting";

  constructor(events: TransportEvents) {
    setImmediate(() => {
      if (this.#state === "closed") return;
      this.#state = "closed";
      events.onError("net::ERR_INTERNET_DISCONNECTED");
      events.onClose({ code: ABNORMAL_CLOSE });
    });
  }

  get state(): TransportState {
    return this.#state;
  }

  send(): void {}

  close(): void {
    this.#state = "closed";
  }
}

interface Linked {
  readonly events: TransportEvents;
  readonly open: (events: TransportEvents) => Transport;
}

/** A WebSocket that holds its frames back while the user is offline. */
class LinkedWebSocket implements Transport {
  readonly needsHeartbeat = true;
  readonly #link: NetworkLink;
  readonly #transport: Transport;
  readonly #forget: () => void;
  #waiting: (() => void)[] = [];

  constructor(link: NetworkLink, { events, open }: Linked) {
    this.#link = link;
    this.#forget = link.watch(() => this.#carryOn());
    this.#transport = open({
      onOpen: () => this.#carry(() => events.onOpen()),
      onFrame: (frame) => this.#carry(() => events.onFrame(frame)),
      onError: (reason) => events.onError(reason),
      onClose: (end) => {
        this.#end();
        events.onClose(end);
      },
    });
  }

  get state(): TransportState {
    return this.#transport.state;
  }

  send(frame: RawFrame): void {
    this.#carry(() => this.#transport.send(frame));
  }

  close(code?: number, reason?: string): void {
    this.#end();
    this.#transport.close(code, reason);
  }

  #carry(run: () => void): void {
    if (this.#link.isOffline) this.#waiting.push(run);
    else run();
  }

  #carryOn(): void {
    while (!this.#link.isOffline) {
      const run = this.#waiting.shift();
      if (run === undefined) return;
      run();
    }
  }

  #end(): void {
    this.#forget();
    this.#waiting = [];
  }
}
