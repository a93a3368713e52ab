import type { Protocol } from "devtools-protocol";
import { describe, expect, it } from "vitest";
import { BrowserClock, frameSize, requestPhases, statusClass } from "./network-timing.js";

const NONE = { dnsStart: -1, dnsEnd: -1, connectStart: -1, connectEnd: -1, sslStart: -1, sslEnd: -1 };
const timing = (part: Partial<Protocol.Network.ResourceTiming>) =>
  ({
    ...NONE,
    sendStart: 1,
    sendEnd: 1.5,
    receiveHeadersStart: 21,
    receiveHeadersEnd: 22,
    ...part,
  }) as Protocol.Network.ResourceTiming;

describe("the phases of a request", () => {
  it("are all there on a new connection", () => {
    const phases = requestPhases(timing({ dnsStart: 0, dnsEnd: 2, connectStart: 2, connectEnd: 12, sslStart: 5, sslEnd: 12 }));
    expect(Object.fromEntries(phases)).toEqual({
      http_request_dns: 2,
      http_request_connect: 10,
      http_request_tls: 7,
      http_request_ttfb: 20,
    });
  });

  it("are absent rather than 0 on a connection that was open", () => {
    expect(requestPhases(timing({}))).toEqual([["http_request_ttfb", 20]]);
    expect(requestPhases(undefined)).toEqual([]);
  });

  it("fall back to the end of the headers in older browsers", () => {
    const { receiveHeadersStart: _, ...older } = timing({});
    expect(requestPhases(older as Protocol.Network.ResourceTiming)).toEqual([["http_request_ttfb", 21]]);
  });
});

describe("a frame's size", () => {
  const frame = (opcode: number, payloadData: string): Protocol.Network.WebSocketFrame => ({ opcode, payloadData, mask: false });

  it("is the length of the text in UTF-8", () => {
    expect(frameSize(frame(1, "héllo €"))).toBe(10);
  });

  it.each([0, 1, 2, 3, 1000])("is %i bytes, not the length of their base64", (size) => {
    expect(frameSize(frame(2, Buffer.alloc(size, 7).toString("base64")))).toBe(size);
  });
});

describe("the browser's clock", () => {
  it("is set by the event with the shortest delay", () => {
    const clock = new BrowserClock();
    const placed = (timestamp: number, arrivedAtMs: number) => {
      clock.heard(timestamp, arrivedAtMs);
      return clock.place(timestamp);
    };
    expect(placed(1, 5050)).toBe(5050);
    expect(placed(2, 6010)).toBe(6010);
    expect(placed(3, 7900)).toBe(7010);
  });
});

it("statuses have classes", () => {
  expect([200, 204, 301, 404, 503].map(statusClass)).toEqual(["2xx", "2xx", "3xx", "4xx", "5xx"]);
});
