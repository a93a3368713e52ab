import { certificateFor, secureContextOf } from "../../../scenario/browser-options/shown-certificate.js";
import { templatePath } from "../../../telemetry/page-templates.js";
import { reachHost } from "../../network/reach-host.js";
import type { LivePage } from "../live-part.js";
import { linkedWebSockets } from "./linked-web-sockets.js";
import type { RawFrame } from "./wire/frames.js";
import type { OpenTransport, Transport, TransportEvents } from "./wire/transport.js";
import { webSocketTransport } from "./wire/web-socket-transport.js";

/** Opens WebSockets of the page with the user's cookies, and records them as a browser's are recorded. */
export function measuredWebSockets(page: LivePage): OpenTransport {
  const { clientCertificates, proxy, ignoreCertificateErrors = false } = page.options;
  const shown = (origin: string) => {
    const certificate = certificateFor(origin, clientCertificates);
    return certificate === undefined ? undefined : secureContextOf(certificate);
  };
  const way = { proxy, ignoreCertificateErrors, clock: page.clock };
  const connected = webSocketTransport({
    headers: (url) => handshakeHeaders(page, url),
    rejectUnauthorized: !ignoreCertificateErrors,
    shown,
    reach: proxy === undefined ? undefined : (address, signal) => reachHost(address, { ...way, signal }),
  });
  const open = linkedWebSockets(page.requests.link, connected);
  return (url, events) => measured(page, url, { open, events });
}

/** What Chromium sends with the handshake of a WebSocket. */
function handshakeHeaders(page: LivePage, url: string): Record<string, string> {
  const from = new URL(page.url);
  const headers = page.requests.headersFor({
    url: new URL(url.replace(/^ws/, "http")),
    method: "GET",
    destination: "empty",
    mode: "cors",
    from,
  });
  const kept = ["user-agent", "accept-language", "cookie", "authorization", ...Object.keys(page.options.extraHeaders ?? {})];
  const own = Object.entries(headers).filter(([name]) => kept.some((wanted) => wanted.toLowerCase() === name));
  return { pragma: "no-cache", "cache-control": "no-cache", origin: from.origin, ...Object.fromEntries(own) };
}

interface Opening {
  readonly open: OpenTransport;
  readonly events: TransportEvents;
}

function measured(page: LivePage, url: string, { open, events }: Opening): Transport {
  const log = new SocketLog(page, templatePath(url, page.options.routes));
  const transport = open(url, {
    onOpen() {
      log.opened();
      events.onOpen();
    },
    onFrame(frame) {
      log.frame("websocket_frame_received_size", frame);
      events.onFrame(frame);
    },
    onError(reason) {
      log.failed();
      events.onError(reason);
    },
    onClose(end) {
      log.over("closed");
      events.onClose(end);
    },
  });
  return {
    get state() {
      return transport.state;
    },
    needsHeartbeat: true,
    send(frame) {
      log.frame("websocket_frame_sent_size", frame);
      transport.send(frame);
    },
    close(code, reason) {
      log.over("page left");
      transport.close(code, reason);
    },
  };
}

/** connecting → open → over, or connecting → refused → over. */
class SocketLog {
  readonly #page: LivePage;
  readonly #path: string;
  #state: "connecting" | "open" | "refused" | "over" = "connecting";

  constructor(page: LivePage, path: string) {
    this.#page = page;
    this.#path = path;
  }

  opened(): void {
    this.#state = "open";
    this.#count("websocket_opened", this.#path);
  }

  failed(): void {
    if (this.#state === "connecting") this.#state = "refused";
  }

  over(reason: "closed" | "page left"): void {
    if (this.#state === "open") this.#count("websocket_closed", reason);
    else if (this.#state === "refused") this.#count("websocket_closed", "refused");
    this.#state = "over";
  }

  frame(metric: "websocket_frame_sent_size" | "websocket_frame_received_size", frame: RawFrame): void {
    const { options, clock } = this.#page;
    options.telemetry.sample(metric, this.#path, Buffer.byteLength(frame), clock.now());
  }

  #count(metric: "websocket_opened" | "websocket_closed", dimension: string): void {
    const { options, clock } = this.#page;
    options.telemetry.count(metric, dimension, 1, clock.now());
  }
}
