import { describe, expect, it } from "vitest";
import { attachedNetwork } from "../../../test/fixtures/network-events.js";

describe("requests", () => {
  it("are counted at the answer, and timed at the end", async () => {
    const { telemetry, requested, answered, finished } = await attachedNetwork();
    requested("1");
    answered("1", { status: 204 });
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    finished("1", { bytes: 321 });
    expect(telemetry.values("http_request_duration", "xhr")).toHaveLength(1);
    expect(telemetry.totals("http_bytes_received")).toEqual({ xhr: 321 });
  });

  it("count once for each hop of a redirect", async () => {
    const { telemetry, requested, redirected, answered, finished } = await attachedNetwork();
    requested("1");
    redirected("1", 302, { at: 0.02 });
    answered("1", { status: 200 });
    finished("1");
    expect(telemetry.totals("http_requests")).toEqual({ "3xx": 1, "2xx": 1 });
    expect(telemetry.totals("http_bytes_received")).toEqual({ xhr: 80, document: 100 });
  });

  it("are not counted when the cache answers", async () => {
    const { cdp, telemetry, requested, answered, finished } = await attachedNetwork();
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

  it("are counted for prefetches, and not for the documents that use them", async () => {
    const { clock, cdp, telemetry, requested, answered, finished } = await attachedNetwork();
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
    "have the server's own status, which arrives %s the page's",
    async (order) => {
      const { clock, telemetry, requested, answered, finished, status } = await attachedNetwork();
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
    "are counted once, with their duration, if the server's own status does not arrive %s",
    async (end) => {
      const { clock, telemetry, requested, answered, finished, status, left } = await attachedNetwork();
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

  it("are not counted for data:, blob: and about: addresses", async () => {
    const { telemetry, requested, answered, finished } = await attachedNetwork();
    for (const [id, url] of ["data:image/png;base64,AAAA", "blob:http://site.test/1", "about:blank"].entries()) {
      requested(String(id), { url });
      answered(String(id), { status: 200 });
      finished(String(id));
    }
    expect(telemetry.counts).toEqual([]);
  });

  it("fail by status or network error, and not because the page was left", async () => {
    const { cdp, telemetry, requested, answered, finished } = await attachedNetwork();
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

  it("count as answered although the page may not read the answer", async () => {
    const { telemetry, requested, status, failed } = await attachedNetwork();
    requested("1");
    status("1", 200);
    failed("1", { at: 0.03, errorText: "net::ERR_FAILED", canceled: false });
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    expect(telemetry.totals("http_failures")).toEqual({ "net::ERR_FAILED": 1 });
    expect(telemetry.values("http_request_duration")).toEqual([30]);
  });

  it("count as answered and as failed, and have a duration, when they break off after the answer", async () => {
    const { telemetry, requested, answered, failed } = await attachedNetwork();
    requested("1");
    answered("1", { status: 200 }, { at: 0.01 });
    failed("1", { at: 0.04, errorText: "net::ERR_CONTENT_LENGTH_MISMATCH", canceled: false });
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    expect(telemetry.totals("http_failures")).toEqual({ "net::ERR_CONTENT_LENGTH_MISMATCH": 1 });
    expect(telemetry.values("http_request_duration")).toEqual([40]);
  });
});
