import { describe, expect, it } from "vitest";
import { attachedNetwork } from "../../../test/fixtures/network-events.js";

describe("workers", () => {
  it("report the rest of a request that the page started", async () => {
    const { telemetry, requested, status, worker } = await attachedNetwork();
    const { answered, finished } = await worker();
    requested("script", { loaderId: "", at: 1 });
    status("script", 200);
    answered("script", { status: 200 }, { at: 1.02, hasExtraInfo: true });
    finished("script", { at: 1.03 });
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([30]);
  });

  it("may report the same request as the page", async () => {
    const { network, telemetry, requested, answered, finished, worker } = await attachedNetwork();
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

  it("outlive the page's documents, and end their requests when they end", async () => {
    const { network, telemetry, left, worker } = await attachedNetwork();
    const { cdp, requested, answered } = await worker();
    requested("1", { loaderId: "", at: 1 });
    answered("1", { status: 200 }, { at: 1.02 });
    left();
    expect(telemetry.samples).toEqual([]);
    network.gone(cdp);
    expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([20]);
  });

  it("that answer for the server are not counted, but their own requests are", async () => {
    const { telemetry, requested, answered, finished, worker } = await attachedNetwork();
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

  it("without a session are counted by the server's statuses and the answers that the page sees", async () => {
    const { network, clock, telemetry, requested, answered, finished, status, left } = await attachedNetwork({
      seesWorkers: false,
    });
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
