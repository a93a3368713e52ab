import { describe, expect, it } from "vitest";
import { attachedNetwork } from "../../../test/fixtures/network-events.js";

describe("the duration of a request", () => {
  it("is the difference of the browser's timestamps, however late each event arrives", async () => {
    const { clock, telemetry, requested, answered, finished } = await attachedNetwork();
    await clock.advance(900);
    requested("1", { at: 10 });
    await clock.advance(1);
    // Reported much faster than the start: by arrival it would have taken 1 ms, by two estimates of the offset less than 0.
    answered("1", { status: 200 }, { at: 10.3 });
    finished("1", { at: 10.301 });
    expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([301]);
    const [sample] = telemetry.samples;
    expect(sample!.endedAtMs - sample!.startedAtMs!).toBeCloseTo(301, 6);
    expect(sample!.endedAtMs).toBeLessThanOrEqual(clock.now());
  });

  it.each(["canceled", "left"])("ends with the last data that arrived if nobody reads the body (%s)", async (end) => {
    const { telemetry, requested, answered, received, failed, left } = await attachedNetwork();
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

  it("of a beacon ends with the server's answer, which the page does not live to see", async () => {
    const { clock, telemetry, requested, failed, left, status } = await attachedNetwork();
    requested("1", { at: 1 });
    failed("1", { at: 1.001 });
    left();
    await clock.advance(40);
    status("1", 204);
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
    expect(telemetry.values("http_request_duration")).toEqual([40]);
  });

  it("continues when a frame navigates to another site, whose session reports the rest", async () => {
    const { network, telemetry, worker } = await attachedNetwork();
    const [before, after] = [await worker(), await worker()];
    before.requested("1", { at: 1 });
    network.gone(before.cdp);
    after.answered("1", { status: 200 }, { at: 1.02 });
    after.finished("1", { at: 1.05 });
    expect(telemetry.values("http_request_duration").map(Math.round)).toEqual([50]);
  });

  it.each(["status", "answer"])("is recorded for a request that is answered just when its page is left (%s)", async (news) => {
    const { network, telemetry, requested, left, status, answered } = await attachedNetwork();
    requested("1", { at: 1 });
    left();
    if (news === "status") status("1", 503);
    else answered("1", { status: 503 }, { at: 1.02 });
    network.end();
    expect(telemetry.totals("http_requests")).toEqual({ "5xx": 1 });
    expect(telemetry.totals("http_failures")).toEqual({ 503: 1 });
    expect(telemetry.values("http_request_duration")).toHaveLength(1);
  });

  it("is absent for a request without an answer", async () => {
    const { network, telemetry, requested, failed, left } = await attachedNetwork();
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

  it("of the next page's requests does not end when the page before is left", async () => {
    const { telemetry, requested, answered, finished, left } = await attachedNetwork();
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
