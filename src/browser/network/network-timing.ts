import type { Protocol } from "devtools-protocol";

type PhaseMetric = "http_request_ttfb" | "http_request_dns" | "http_request_connect" | "http_request_tls";

/**
 * The phases of one request in milliseconds, by their metric, from DevTools' resource timing. It has -1 for a phase that there
 * was not, as on a connection that was open already: such a phase is absent.
 */
export function requestPhases(timing: Protocol.Network.ResourceTiming | undefined): [metric: PhaseMetric, ms: number][] {
  if (timing === undefined) return [];
  const spans: [PhaseMetric, start: number, end: number][] = [
    ["http_request_dns", timing.dnsStart, timing.dnsEnd],
    ["http_request_connect", timing.connectStart, timing.connectEnd],
    ["http_request_tls", timing.sslStart, timing.sslEnd],
    ["http_request_ttfb", timing.sendStart, timing.receiveHeadersStart ?? timing.receiveHeadersEnd],
  ];
  return spans.filter(([, start, end]) => start >= 0 && end >= start).map(([metric, start, end]) => [metric, end - start]);
}

/** `2xx` for 204. */
export function statusClass(status: number): string {
  return `${Math.floor(status / 100)}xx`;
}

/** Bytes of a WebSocket frame's payload; DevTools gives binary ones as base64. */
export function frameSize({ opcode, payloadData }: Protocol.Network.WebSocketFrame): number {
  return Buffer.byteLength(payloadData, opcode === 1 ? "utf8" : "base64");
}

/**
 * DevTools' clock is the browser's, in seconds, with a zero of its own. What came through fastest tells how far apart the two
 * are at most, and is learnt better with time: durations are therefore differences of the browser's own instants, and only
 * their place in time is this clock's.
 */
export class BrowserClock {
  #offsetMs = Number.POSITIVE_INFINITY;

  /** An event of this timestamp has arrived at the node's instant. */
  heard(timestamp: number, arrivedAtMs: number): void {
    this.#offsetMs = Math.min(this.#offsetMs, arrivedAtMs - timestamp * 1000);
  }

  /** The node's instant of a timestamp, once any was heard. */
  place(timestamp: number): number {
    return timestamp * 1000 + this.#offsetMs;
  }
}

/** Requests and sockets that never end (streams, a page that crashed). */
export const MAX_OPEN = 1000;

/** Forgets the oldest entries when there are too many. */
export function trimOldest(open: Map<string, unknown>, most = MAX_OPEN): void {
  for (const oldest of open.keys()) {
    if (open.size <= most) return;
    open.delete(oldest);
  }
}
