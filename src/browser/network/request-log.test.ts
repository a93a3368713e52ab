import { describe, expect, it } from "vitest";
import { attachedNetwork, type eventsOf } from "../../../test/fixtures/network-events.js";

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
    const { network, clock, telemetry, ...events } = await attachedNetwork();
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
      const { network, clock, telemetry, ...events } = await attachedNetwork();
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
      const { network, clock, telemetry, ...events } = await attachedNetwork();
      for (const step of order) step(events);
      await clock.advance(1000);
      network.end();
      expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
      expect(telemetry.values("http_request_duration")).toHaveLength(1);
      expect(telemetry.totals("http_failures")).toEqual({});
    },
  );

  it("match the server's statuses with the hops of a redirect, even if the first status arrives after the second hop", async () => {
    const { clock, telemetry, requested, redirected, status, answered, finished } = await attachedNetwork();
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

describe("requests that do not end", () => {
  it("are limited to 1,000, and those that were answered are timed when they are dropped", async () => {
    const { network, telemetry, requested, answered } = await attachedNetwork();
    for (let id = 0; id < 3000; id++) {
      requested(String(id));
      answered(String(id), { status: 200 }, { at: 0.01 });
    }
    expect(telemetry.values("http_request_duration")).toEqual(Array(2000).fill(10));
    network.end();
    expect(telemetry.values("http_request_duration")).toEqual(Array(3000).fill(10));
  });

  it("are remembered for the server's late status after their page gave them up, the last 100 of them", async () => {
    const { network, telemetry, requested, left, status } = await attachedNetwork();
    for (let id = 0; id < 150; id++) requested(String(id));
    left();
    for (let id = 0; id < 150; id++) status(String(id), 204);
    expect(telemetry.values("http_request_duration")).toHaveLength(100);
    network.end();
    expect(telemetry.values("http_request_duration")).toHaveLength(100);
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 150 });
  });
});

/** Every order of the steps. */
function orders<T>(steps: readonly T[]): T[][] {
  if (steps.length <= 1) return [[...steps]];
  return steps.flatMap((step, at) => orders(steps.toSpliced(at, 1)).map((rest) => [step, ...rest]));
}

describe("requests that no server is asked for", () => {
  it("are neither counted nor timed, whether they are reported before or after they are announced", async () => {
    const { network, clock, telemetry, requested, answered, finished, failed } = await attachedNetwork();
    network.local("http://site.test/", "1");
    for (const requestId of ["1", "2"]) {
      requested(requestId, { at: 1 });
      if (requestId === "2") network.local("http://site.test/", "2");
      answered(requestId, { status: 404 }, { at: 1.02 });
      finished(requestId, { at: 1.05 });
    }
    network.local("http://site.test/", "3");
    requested("3", { at: 1 });
    failed("3", { errorText: "net::ERR_TIMED_OUT", canceled: false });
    await clock.advance(1000);
    network.end();
    for (const metric of ["http_requests", "http_failures", "http_bytes_received"] as const)
      expect(telemetry.totals(metric)).toEqual({});
    expect(telemetry.values("http_request_duration")).toEqual([]);
  });

  it("can be the second hop of a redirect, announced or not, while the server is asked for the first", async () => {
    for (const isAnnounced of [true, false]) {
      const { network, clock, telemetry, requested, redirected, failed } = await attachedNetwork();
      requested("1", { at: 1 });
      if (!isAnnounced) network.local("http://site.test/to", "1");
      redirected("1", 302, { at: 1.01 });
      if (isAnnounced) network.local("http://site.test/to", "1");
      failed("1", { errorText: "net::ERR_BLOCKED_BY_CLIENT", canceled: false });
      await clock.advance(1000);
      network.end();
      expect([telemetry.totals("http_requests"), telemetry.totals("http_failures")]).toEqual([{ "3xx": 1 }, {}]);
    }
  });

  it("can be told by their URL alone: the newest, or the next one within some seconds", async () => {
    const { network, clock, telemetry, requested, failed } = await attachedNetwork();
    const fails = (requestId: string) => failed(requestId, { errorText: "net::ERR_FAILED", canceled: false });
    requested("1");
    requested("2");
    network.local("http://site.test/");
    network.local("http://site.test/later");
    requested("3", { url: "http://site.test/later" });
    network.local("http://site.test/never");
    await clock.advance(6000);
    requested("4", { url: "http://site.test/never" });
    for (const requestId of ["1", "2", "3", "4"]) fails(requestId);
    expect(telemetry.totals("http_failures")).toEqual({ "net::ERR_FAILED": 2 });
  });

  it("are told by a response that came from nobody, unless a service worker gave it", async () => {
    const { cdp, network, clock, telemetry, requested, finished } = await attachedNetwork({ seesWorkers: false });
    const nobody = { status: 200, connectionId: 0, remoteIPAddress: "" };
    const responses = [nobody, { ...nobody, fromServiceWorker: true }, { ...nobody, remoteIPAddress: "127.0.0.1" }];
    for (const [at, response] of responses.entries()) {
      requested(String(at));
      cdp.emit("Network.responseReceived", { requestId: String(at), response, hasExtraInfo: false, timestamp: 1 });
      finished(String(at), { at: 2 });
    }
    await clock.advance(1000);
    network.end();
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 2 });
  });
});
