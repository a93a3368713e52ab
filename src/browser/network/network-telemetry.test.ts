import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import { NetworkTelemetry } from "./network-telemetry.js";

interface Answer {
  readonly status: number;
  readonly fromDiskCache?: boolean;
  readonly fromServiceWorker?: boolean;
  readonly fromPrefetchCache?: boolean;
}

async function attached({ seesWorkers = true } = {}) {
  const page = new FakeCdpSession();
  const clock = new FakeClock(0);
  const telemetry = new RecordingTelemetry();
  const network = new NetworkTelemetry({ telemetry, routes: [], clock, seesWorkers });
  await network.attach(page);
  const worker = async () => {
    const cdp = new FakeCdpSession();
    await network.attachWorker(cdp);
    return { cdp, ...eventsOf(cdp) };
  };
  return { network, cdp: page, clock, telemetry, worker, ...eventsOf(page) };
}

/** What a session says, at instants of the browser's clock in seconds. */
function eventsOf(cdp: FakeCdpSession) {
  return {
    requested: (requestId: string, { url = "http://site.test/", loaderId = "page", at = 0, type = "XHR" as const } = {}) =>
      cdp.emit("Network.requestWillBeSent", { requestId, loaderId, request: { url }, timestamp: at, type }),
    redirected: (requestId: string, status: number, { at = 0, redirectHasExtraInfo = false } = {}) =>
      cdp.emit("Network.requestWillBeSent", {
        requestId,
        loaderId: "page",
        request: { url: "http://site.test/to" },
        timestamp: at,
        type: "Document",
        redirectHasExtraInfo,
        redirectResponse: { status, encodedDataLength: 80 },
      }),
    status: (requestId: string, statusCode: number) => cdp.emit("Network.responseReceivedExtraInfo", { requestId, statusCode }),
    answered: (requestId: string, response: Answer, { at = 0, hasExtraInfo = false } = {}) =>
      cdp.emit("Network.responseReceived", { requestId, response, hasExtraInfo, timestamp: at }),
    received: (requestId: string, { at = 0, encodedDataLength = 0 } = {}) =>
      cdp.emit("Network.dataReceived", { requestId, encodedDataLength, timestamp: at }),
    finished: (requestId: string, { at = 0, bytes = 100 } = {}) =>
      cdp.emit("Network.loadingFinished", { requestId, encodedDataLength: bytes, timestamp: at }),
    failed: (requestId: string, { at = 0, errorText = "net::ERR_ABORTED", canceled = true } = {}) =>
      cdp.emit("Network.loadingFailed", { requestId, errorText, canceled, timestamp: at }),
    left: (loaderId = "next") => cdp.emit("Page.frameNavigated", { frame: { loaderId } }),
  };
}

describe("requests", () => {
  it("are counted when answered, timed when ended", async () => {
    const { telemetry, requested, answered, finished } = await attached();
    requested("1");
    answered("1", { status: 204 });
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    finished("1", { bytes: 321 });
    expect(telemetry.values("http_request_duration", "xhr")).toHaveLength(1);
    expect(telemetry.totals("http_bytes_received")).toEqual({ xhr: 321 });
  });

  it("that are redirected count once for each hop", async () => {
    const { telemetry, requested, redirected, answered, finished } = await attached();
    requested("1");
    redirected("1", 302, { at: 0.02 });
    answered("1", { status: 200 });
    finished("1");
    expect(telemetry.totals("http_requests")).toEqual({ "3xx": 1, "2xx": 1 });
    expect(telemetry.totals("http_bytes_received")).toEqual({ xhr: 80, document: 100 });
  });

  it("that were never made, because the cache had the answer, are none", async () => {
    const { cdp, telemetry, requested, answered, finished } = await attached();
    requested("disk");
    answered("disk", { status: 200, fromDiskCache: true });
    finished("disk", { bytes: 0 });
    requested("memory");
    cdp.emit("Network.requestServedFromCache", { requestId: "memory" });
    answered("memory", { status: 200 });
    finished("memory", { bytes: 0 });
    expect(telemetry.counts).toEqual([]);
    expect(telemetry.samples).toEqual([]);
  });

  it("of prefetches are counted, and the documents that they were made for are not", async () => {
    const { clock, cdp, telemetry, requested, answered, finished } = await attached();
    const request = { url: "http://site.test/next" };
    cdp.emit("Network.requestWillBeSent", { requestId: "1", loaderId: "1", request, timestamp: 0, type: "Prefetch" });
    answered("1", { status: 200, fromPrefetchCache: true });
    finished("1");
    requested("2", { loaderId: "2" });
    answered("2", { status: 200, fromPrefetchCache: true }, { hasExtraInfo: true });
    finished("2");
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    expect(telemetry.values("http_request_duration", "prefetch")).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it.each(["long before", "before", "after", "long after"])(
    "have the server's own status, which comes %s the page's",
    async (order) => {
      const { clock, telemetry, requested, answered, finished, status } = await attached();
      if (order === "long before") status("1", 304);
      requested("1");
      if (order === "before") status("1", 304);
      answered("1", { status: 200 }, { hasExtraInfo: true });
      if (order === "after") status("1", 304);
      finished("1");
      status("1", 304);
      expect(telemetry.totals("http_requests")).toEqual({ "3xx": 1 });
      expect(telemetry.totals("http_bytes_received")).toEqual({ xhr: 100 });
      expect(clock.pending).toBe(0);
    },
  );

  it.each(["in time", "before the page is left"])(
    "are counted also when the server's own status does not come %s, once and with their end",
    async (end) => {
      const { clock, telemetry, requested, answered, finished, status, left } = await attached();
      requested("1");
      answered("1", { status: 200 }, { hasExtraInfo: true });
      finished("1");
      expect(telemetry.counts).toEqual([]);
      if (end === "in time") await clock.advance(500);
      else left();
      status("1", 304);
      expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
      expect(telemetry.values("http_request_duration")).toHaveLength(1);
      expect(clock.pending).toBe(0);
    },
  );

  it("of no server are none", async () => {
    const { telemetry, requested, answered, finished } = await attached();
    for (const [id, url] of ["data:image/png;base64,AAAA", "blob:http://site.test/1", "about:blank"].entries()) {
      requested(String(id), { url });
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

  it("that the page was not allowed to read were answered by the server nevertheless", async () => {
    const { telemetry, requested, status, failed } = await attached();
    requested("1");
    status("1", 200);
    failed("1", { at: 0.03, errorText: "net::ERR_FAILED", canceled: false });
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    expect(telemetry.totals("http_failures")).toEqual({ "net::ERR_FAILED": 1 });
    expect(telemetry.values("http_request_duration")).toEqual([30]);
  });

  it("that break off after their answer count as answered and as failed, and have a duration", async () => {
    const { telemetry, requested, answered, failed } = await attached();
    requested("1");
    answered("1", { status: 200 }, { at: 0.01 });
    failed("1", { at: 0.04, errorText: "net::ERR_CONTENT_LENGTH_MISMATCH", canceled: false });
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    expect(telemetry.totals("http_failures")).toEqual({ "net::ERR_CONTENT_LENGTH_MISMATCH": 1 });
    expect(telemetry.values("http_request_duration")).toEqual([40]);
  });

  it("that never end do not pile up, and those that were answered are timed", async () => {
    const { network, telemetry, requested, answered } = await attached();
    for (let id = 0; id < 3000; id++) {
      requested(String(id));
      answered(String(id), { status: 200 }, { at: 0.01 });
    }
    expect(telemetry.values("http_request_duration")).toEqual(Array(2000).fill(10));
    network.end();
    expect(telemetry.values("http_request_duration")).toEqual(Array(3000).fill(10));
  });
});

describe("the duration of a request", () => {
  it("is the difference of the browser's instants, however late each was told", async () => {
    const { clock, telemetry, requested, answered, finished } = await attached();
    await clock.advance(900);
    requested("1", { at: 10 });
    await clock.advance(1);
    // Told much faster than the start: by arrival it would have lasted 1 ms, by two estimates of the offset less than nothing.
    answered("1", { status: 200 }, { at: 10.3 });
    finished("1", { at: 10.301 });
    expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([301]);
    const [sample] = telemetry.samples;
    expect(sample!.endedAtMs - sample!.startedAtMs!).toBeCloseTo(301, 6);
    expect(sample!.endedAtMs).toBeLessThanOrEqual(clock.now());
  });

  it.each(["canceled", "left"])("whose body nobody reads is until what had come of the answer (%s)", async (end) => {
    const { telemetry, requested, answered, received, failed, left } = await attached();
    requested("headers", { at: 1 });
    answered("headers", { status: 200 }, { at: 1.02 });
    requested("body", { at: 1 });
    answered("body", { status: 200 }, { at: 1.02 });
    received("body", { at: 1.05, encodedDataLength: 7 });
    if (end === "left") left();
    else for (const id of ["headers", "body"]) failed(id, { at: 9 });
    expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([20, 50]);
    expect(telemetry.totals("http_bytes_received")).toEqual({ xhr: 7 });
    expect(telemetry.totals("http_failures")).toEqual({});
  });

  it("of a beacon is until the server's answer, which the page was too late for", async () => {
    const { clock, telemetry, requested, failed, left, status } = await attached();
    requested("1", { at: 1 });
    failed("1", { at: 1.001 });
    left();
    await clock.advance(40);
    status("1", 204);
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    expect(telemetry.values("http_request_duration")).toEqual([40]);
  });

  it("goes on when a frame goes to another site, whose session tells the rest", async () => {
    const { network, telemetry, worker } = await attached();
    const [before, after] = [await worker(), await worker()];
    before.requested("1", { at: 1 });
    network.gone(before.cdp);
    after.answered("1", { status: 200 }, { at: 1.02 });
    after.finished("1", { at: 1.05 });
    expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([50]);
  });

  it.each(["status", "answer"])("is there for what was answered just when its page was left (%s)", async (news) => {
    const { network, telemetry, requested, left, status, answered } = await attached();
    requested("1", { at: 1 });
    left();
    if (news === "status") status("1", 503);
    else answered("1", { status: 503 }, { at: 1.02 });
    network.end();
    expect(telemetry.totals("http_requests")).toEqual({ "5xx": 1 });
    expect(telemetry.totals("http_failures")).toEqual({ 503: 1 });
    expect(telemetry.values("http_request_duration")).toHaveLength(1);
  });

  it("is absent for what nobody has answered", async () => {
    const { network, telemetry, requested, failed, left } = await attached();
    requested("aborted");
    failed("aborted");
    requested("refused");
    failed("refused", { errorText: "net::ERR_CONNECTION_REFUSED", canceled: false });
    requested("left");
    left();
    requested("ended", { loaderId: "next" });
    network.end();
    expect(telemetry.samples).toEqual([]);
    expect(telemetry.counts).toHaveLength(1);
  });

  it("of a page that was left is not that of the next page's requests", async () => {
    const { telemetry, requested, answered, finished, left } = await attached();
    requested("old", { at: 1 });
    answered("old", { status: 200 }, { at: 1.01 });
    requested("new", { loaderId: "next", at: 2 });
    answered("new", { status: 200 }, { at: 2.01 });
    left("next");
    expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([10]);
    finished("new", { at: 2.5 });
    expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([10, 500]);
  });
});

describe("events in any order", () => {
  type Step = (events: ReturnType<typeof eventsOf>) => void;
  const requested: Step = (events) => events.requested("1", { at: 1 });
  const status: Step = (events) => events.status("1", 200);
  const answered: Step = (events) => events.answered("1", { status: 200 }, { at: 1.02, hasExtraInfo: true });
  const received: Step = (events) => events.received("1", { at: 1.03, encodedDataLength: 5 });
  const finished: Step = (events) => events.finished("1", { at: 1.05, bytes: 9 });
  const broken: Step = (events) =>
    events.failed("1", { at: 1.05, errorText: "net::ERR_CONTENT_LENGTH_MISMATCH", canceled: false });
  const canceled: Step = (events) => events.failed("1", { at: 1.05 });

  it.each(orders([requested, status, answered, received, finished]))("count and time a request once ($#)", async (...order) => {
    const { network, clock, telemetry, ...events } = await attached();
    for (const step of order) step(events);
    await clock.advance(1000);
    network.end();
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([50]);
    expect(telemetry.totals("http_bytes_received")).toEqual({ xhr: 9 });
    expect(telemetry.totals("http_failures")).toEqual({});
  });

  it.each(orders([requested, status, answered, broken]))(
    "count and time a request that breaks off once ($#)",
    async (...order) => {
      const { network, clock, telemetry, ...events } = await attached();
      for (const step of order) step(events);
      await clock.advance(1000);
      network.end();
      expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
      expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([50]);
      expect(telemetry.totals("http_failures")).toEqual({ "net::ERR_CONTENT_LENGTH_MISMATCH": 1 });
    },
  );

  it.each(orders([requested, status, answered, canceled]))(
    "count and time an answer that nobody read once ($#)",
    async (...order) => {
      const { network, clock, telemetry, ...events } = await attached();
      for (const step of order) step(events);
      await clock.advance(1000);
      network.end();
      expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
      expect(telemetry.values("http_request_duration")).toHaveLength(1);
      expect(telemetry.totals("http_failures")).toEqual({});
    },
  );

  it("match the server's statuses with the hops of a redirect, also when the first comes after the second hop", async () => {
    const { clock, telemetry, requested, redirected, status, answered, finished } = await attached();
    requested("1", { at: 1 });
    redirected("1", 302, { at: 1.01, redirectHasExtraInfo: true });
    status("1", 302);
    answered("1", { status: 200 }, { at: 1.02, hasExtraInfo: true });
    finished("1", { at: 1.03 });
    status("1", 304);
    expect(telemetry.totals("http_requests")).toEqual({ "3xx": 2 });
    expect(telemetry.values("http_request_duration")).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });
});

describe("workers", () => {
  it("tell the rest of what the page began", async () => {
    const { telemetry, requested, status, worker } = await attached();
    const { answered, finished } = await worker();
    requested("script", { loaderId: "", at: 1 });
    status("script", 200);
    answered("script", { status: 200 }, { at: 1.02, hasExtraInfo: true });
    finished("script", { at: 1.03 });
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([30]);
  });

  it("and the page may both tell of the same request", async () => {
    const { network, telemetry, requested, answered, finished, worker } = await attached();
    const other = await worker();
    requested("1");
    other.requested("1", { loaderId: "" });
    answered("1", { status: 200 });
    finished("1");
    other.finished("1");
    network.end();
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    expect(telemetry.values("http_request_duration")).toHaveLength(1);
  });

  it("outlive the page's documents, and end what they had under way when they go", async () => {
    const { network, telemetry, left, worker } = await attached();
    const { cdp, requested, answered } = await worker();
    requested("1", { loaderId: "", at: 1 });
    answered("1", { status: 200 }, { at: 1.02 });
    left();
    expect(telemetry.samples).toEqual([]);
    network.gone(cdp);
    expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([20]);
  });

  it("of service make the requests, whose answers to the page are not counted again", async () => {
    const { telemetry, requested, answered, finished, worker } = await attached();
    const service = await worker();
    requested("page");
    service.requested("own", { loaderId: "" });
    service.answered("own", { status: 500 });
    answered("page", { status: 200, fromServiceWorker: true });
    finished("page");
    service.finished("own");
    expect(telemetry.totals("http_requests")).toEqual({ "5xx": 1 });
    expect(telemetry.totals("http_failures")).toEqual({ 500: 1 });
    expect(telemetry.values("http_request_duration")).toHaveLength(1);
  });

  it("that cannot be attached to are counted by the server's statuses and by what the page is told", async () => {
    const { network, clock, telemetry, requested, answered, finished, status, left } = await attached({ seesWorkers: false });
    requested("page");
    answered("page", { status: 200, fromServiceWorker: true });
    finished("page");
    status("of a worker", 500);
    left();
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    await clock.advance(6000);
    left("third");
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1, "5xx": 1 });
    status("of another", 200);
    network.end();
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 2, "5xx": 1 });
    expect(telemetry.totals("http_failures")).toEqual({ 500: 1 });
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
    const { network, cdp, telemetry, left } = await attached();
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
    open(cdp, "last");
    network.end();
    network.end();
    expect(telemetry.totals("websocket_closed")).toEqual({
      closed: 1,
      failed: 1,
      refused: 1,
      "not connected": 1,
      "page left": 1,
      "user ended": 1,
    });
    expect(telemetry.total("websocket_opened")).toBe(4);
  });

  it("of a worker are open until it goes", async () => {
    const { network, telemetry, left, worker } = await attached();
    const { cdp } = await worker();
    open(cdp, "1");
    left();
    expect(telemetry.total("websocket_closed")).toBe(0);
    network.gone(cdp);
    expect(telemetry.totals("websocket_closed")).toEqual({ "page left": 1 });
  });

  it("that are never closed do not pile up, and are counted when they are forgotten", async () => {
    const { cdp, telemetry } = await attached();
    for (let id = 0; id < 1500; id++) open(cdp, String(id));
    expect(telemetry.totals("websocket_closed")).toEqual({ forgotten: 500 });
  });
});

/** Every order of the steps. */
function orders<T>(steps: readonly T[]): T[][] {
  if (steps.length <= 1) return [[...steps]];
  return steps.flatMap((step, at) => orders(steps.toSpliced(at, 1)).map((rest) => [step, ...rest]));
}
