import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../test/fixtures/recording-telemetry.js";
import { NetworkTelemetry } from "./network-telemetry.js";

async function attached() {
  const cdp = new FakeCdpSession();
  const clock = new FakeClock(0);
  const telemetry = new RecordingTelemetry();
  await new NetworkTelemetry({ telemetry, routes: [], clock }).attach(cdp);
  const requested = (requestId: string, url = "http://site.test/", loaderId = "page") =>
    cdp.emit("Network.requestWillBeSent", { requestId, loaderId, request: { url }, timestamp: 0, type: "XHR" });
  const answered = (requestId: string, response: { status: number; fromDiskCache?: boolean; fromServiceWorker?: boolean }) =>
    cdp.emit("Network.responseReceived", { requestId, response, timestamp: 0 });
  const finished = (requestId: string, encodedDataLength = 100) =>
    cdp.emit("Network.loadingFinished", { requestId, encodedDataLength, timestamp: 0 });
  const left = () => cdp.emit("Page.frameNavigated", { frame: { loaderId: "next" } });
  return { cdp, clock, telemetry, requested, answered, finished, left };
}

describe("requests", () => {
  it("are counted when answered, timed when ended", async () => {
    const { telemetry, requested, answered, finished } = await attached();
    requested("1");
    answered("1", { status: 204 });
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    finished("1", 321);
    expect(telemetry.values("http_request_duration", "xhr")).toHaveLength(1);
    expect(telemetry.totals("http_bytes_received")).toEqual({ xhr: 321 });
  });

  it("that are redirected count once for each hop", async () => {
    const { cdp, telemetry, requested, answered, finished } = await attached();
    requested("1");
    cdp.emit("Network.requestWillBeSent", {
      requestId: "1",
      loaderId: "page",
      request: { url: "http://site.test/to" },
      timestamp: 0.02,
      type: "Document",
      redirectResponse: { status: 302, encodedDataLength: 80 },
    });
    answered("1", { status: 200 });
    finished("1");
    expect(telemetry.totals("http_requests")).toEqual({ "3xx": 1, "2xx": 1 });
    expect(telemetry.totals("http_bytes_received")).toEqual({ xhr: 80, document: 100 });
  });

  it("that were never made, because the cache had the answer, are none", async () => {
    const { cdp, telemetry, requested, answered, finished } = await attached();
    requested("disk");
    answered("disk", { status: 200, fromDiskCache: true });
    finished("disk", 0);
    requested("memory");
    cdp.emit("Network.requestServedFromCache", { requestId: "memory" });
    answered("memory", { status: 200 });
    finished("memory", 0);
    expect(telemetry.counts).toEqual([]);
    expect(telemetry.samples).toEqual([]);
  });

  it.each(["long before", "before", "after", "long after"])(
    "have the server's own status, which comes %s the page's",
    async (order) => {
      const { cdp, clock, telemetry, requested, finished } = await attached();
      const wire = () => cdp.emit("Network.responseReceivedExtraInfo", { requestId: "1", statusCode: 304 });
      if (order === "long before") wire();
      requested("1");
      if (order === "before") wire();
      cdp.emit("Network.responseReceived", { requestId: "1", response: { status: 200 }, hasExtraInfo: true, timestamp: 0 });
      if (order === "after") wire();
      finished("1");
      wire();
      expect(telemetry.totals("http_requests")).toEqual({ "3xx": 1 });
      expect(telemetry.totals("http_bytes_received")).toEqual({ xhr: 100 });
      expect(clock.pending).toBe(0);
    },
  );

  it.each(["in time", "before the page is left"])(
    "are counted also when the server's own status does not come %s, once and with their end",
    async (end) => {
      const { cdp, clock, telemetry, requested, finished, left } = await attached();
      requested("1");
      cdp.emit("Network.responseReceived", { requestId: "1", response: { status: 200 }, hasExtraInfo: true, timestamp: 0 });
      finished("1");
      expect(telemetry.counts).toEqual([]);
      if (end === "in time") await clock.advance(500);
      else left();
      cdp.emit("Network.responseReceivedExtraInfo", { requestId: "1", statusCode: 304 });
      expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
      expect(telemetry.values("http_request_duration")).toHaveLength(1);
      expect(clock.pending).toBe(0);
    },
  );

  it("of no server are none", async () => {
    const { telemetry, requested, answered, finished } = await attached();
    for (const [id, url] of ["data:image/png;base64,AAAA", "blob:http://site.test/1", "about:blank"].entries()) {
      requested(String(id), url);
      answered(String(id), { status: 200 });
      finished(String(id));
    }
    expect(telemetry.counts).toEqual([]);
  });

  it("fail by status or by the network's error, and not because somebody went on", async () => {
    const { cdp, telemetry, requested, answered, finished } = await attached();
    requested("404");
    answered("404", { status: 404 });
    finished("404");
    for (const [requestId, params] of Object.entries({
      refused: { errorText: "net::ERR_CONNECTION_REFUSED" },
      blocked: { errorText: "net::ERR_BLOCKED_BY_CLIENT", blockedReason: "csp" as const },
      canceled: { errorText: "net::ERR_ABORTED", canceled: true },
    })) {
      requested(requestId);
      cdp.emit("Network.loadingFailed", { requestId, timestamp: 0, ...params });
    }
    expect(telemetry.totals("http_failures")).toEqual({ 404: 1, "net::ERR_CONNECTION_REFUSED": 1, csp: 1 });
    expect(telemetry.totals("http_requests")).toEqual({ "4xx": 1 });
  });

  it("of a page that was left are forgotten, those of the next page are not", async () => {
    const { telemetry, requested, finished, left } = await attached();
    requested("old");
    requested("new", "http://site.test/next", "next");
    left();
    finished("old");
    finished("new");
    expect(telemetry.values("http_request_duration")).toHaveLength(1);
  });

  it("that never end do not pile up", async () => {
    const { telemetry, requested, finished } = await attached();
    for (let id = 0; id < 3000; id++) requested(String(id));
    for (let id = 0; id < 3000; id++) finished(String(id));
    expect(telemetry.values("http_request_duration")).toHaveLength(1000);
  });
});

describe("sockets", () => {
  const open = (cdp: FakeCdpSession, requestId: string, status = 101) => {
    cdp.emit("Network.webSocketCreated", { requestId, url: "ws://site.test/room/42/websocket?vsn=2.0.0&token=secret" });
    cdp.emit("Network.webSocketHandshakeResponseReceived", { requestId, timestamp: 0, response: { status } });
  };

  it("are known by their path, without query and ids", async () => {
    const { cdp, telemetry } = await attached();
    open(cdp, "1");
    const response = { opcode: 1, payloadData: "é" };
    cdp.emit("Network.webSocketFrameSent", { requestId: "1", timestamp: 0, response });
    cdp.emit("Network.webSocketFrameReceived", { requestId: "1", timestamp: 0, response });
    expect(telemetry.totals("websocket_opened")).toEqual({ "/room/:id/websocket": 1 });
    expect(telemetry.values("websocket_frame_sent_size", "/room/:id/websocket")).toEqual([2]);
    expect(telemetry.values("websocket_frame_received_size", "/room/:id/websocket")).toEqual([2]);
  });

  it("are closed once, for one reason", async () => {
    const { cdp, telemetry, left } = await attached();
    open(cdp, "closed");
    cdp.emit("Network.webSocketClosed", { requestId: "closed", timestamp: 0 });
    open(cdp, "broken");
    cdp.emit("Network.webSocketFrameError", { requestId: "broken", timestamp: 0, errorMessage: "Invalid frame header" });
    cdp.emit("Network.webSocketClosed", { requestId: "broken", timestamp: 0 });
    open(cdp, "refused", 503);
    const errorMessage = "Error during WebSocket handshake: Unexpected response code: 503";
    cdp.emit("Network.webSocketFrameError", { requestId: "refused", timestamp: 0, errorMessage });
    cdp.emit("Network.webSocketClosed", { requestId: "refused", timestamp: 0 });
    open(cdp, "given up", 503);
    const givenUp = "WebSocket is closed before the connection is established.";
    cdp.emit("Network.webSocketFrameError", { requestId: "given up", timestamp: 0, errorMessage: givenUp });
    cdp.emit("Network.webSocketClosed", { requestId: "given up", timestamp: 0 });
    open(cdp, "left");
    left();
    cdp.emit("Network.webSocketClosed", { requestId: "left", timestamp: 0 });
    expect(telemetry.totals("websocket_closed")).toEqual({
      closed: 1,
      failed: 1,
      refused: 1,
      "not connected": 1,
      "page left": 1,
    });
    expect(telemetry.total("websocket_opened")).toBe(3);
  });
});
