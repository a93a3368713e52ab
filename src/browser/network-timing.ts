import type { Protocol } from "devtools-protocol";

/** Phases of one request in milliseconds; absent where the request had none. */
export interface RequestPhases {
  readonly ttfb?: number;
  readonly dns?: number;
  readonly connect?: number;
  readonly tls?: number;
}

/** The phases in DevTools' resource timing, where -1 stands for none, as on a connection that was open already. */
export function requestPhases(timing: Protocol.Network.ResourceTiming | undefined): RequestPhases {
  if (timing === undefined) return {};
  const { dnsStart, dnsEnd, connectStart, connectEnd, sslStart, sslEnd, sendStart, receiveHeadersStart, receiveHeadersEnd } =
    timing;
  return {
    ...phase("dns", dnsStart, dnsEnd),
    ...phase("connect", connectStart, connectEnd),
    ...phase("tls", sslStart, sslEnd),
    ...phase("ttfb", sendStart, receiveHeadersStart ?? receiveHeadersEnd),
  };
}

function phase(name: keyof RequestPhases, start: number, end: number): RequestPhases {
  return start < 0 || end < start ? {} : { [name]: end - start };
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
 * DevTools' clock is the browser's, in seconds, with a zero of its own. What came through fastest tells how far apart
 * the two are at most.
 */
export class BrowserClock {
  #offsetMs = Number.POSITIVE_INFINITY;

  /** The node's instant of an event that arrived at `arrivedAtMs`. */
  toNode(timestamp: number, arrivedAtMs: number): number {
    this.#offsetMs = Math.min(this.#offsetMs, arrivedAtMs - timestamp * 1000);
    return timestamp * 1000 + this.#offsetMs;
  }
}
