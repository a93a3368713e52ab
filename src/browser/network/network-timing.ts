import type { Protocol } from "devtools-protocol";

type PhaseMetric = "http_request_ttfb" | "http_request_dns" | "http_request_connect" | "http_request_tls";

/**
 * The phases of one request in milliseconds, by their metric, from DevTools' resource timing. Phases that did not happen, as on
 * a connection that was already open, are -1 there and absent here.
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

/** Size of a WebSocket frame's payload in bytes; DevTools encodes binary payloads as base64. */
export function frameSize({ opcode, payloadData }: Protocol.Network.WebSocketFrame): number {
  return Buffer.byteLength(payloadData, opcode === 1 ? "utf8" : "base64");
}

/**
 * Converts DevTools' timestamps, which are seconds with an arbitrary origin. The event with the shortest delay gives the best
 * estimate of the offset, which improves over time. Durations are therefore differences of the browser's own timestamps; only
 * their position in time is converted.
 */
export class BrowserClock {
  #offsetMs = Number.POSITIVE_INFINITY;

  /** An event with this timestamp arrived at this time of the node's clock. */
  heard(timestamp: number, arrivedAtMs: number): void {
    this.#offsetMs = Math.min(this.#offsetMs, arrivedAtMs - timestamp * 1000);
  }

  /** Converts a timestamp to the node's clock; needs at least one event. */
  place(timestamp: number): number {
    return timestamp * 1000 + this.#offsetMs;
  }
}

/** Bounds what never ends: streams, the requests of a page that crashed. */
export const MAX_OPEN = 1000;

/** Drops the oldest entries beyond `most`. */
export function trimOldest(open: Map<string, unknown>, most = MAX_OPEN): void {
  for (const oldest of open.keys()) {
    if (open.size <= most) return;
    open.delete(oldest);
  }
}
