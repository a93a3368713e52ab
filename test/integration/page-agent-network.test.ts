import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { browserPath, launchBrowser } from "../target/browser.js";
import { startTarget, type Target } from "../target/target.js";
import { type ObservedPage, observePage } from "./page-agent-session.js";

const reason = browserPath === undefined ? " (skipped: there is no browser; set LIVELOAD_BROWSER_PATH)" : "";

describe.skipIf(browserPath === undefined)(`the network under a page${reason}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  let target: Target;
  let seen: ObservedPage;

  beforeAll(async () => {
    [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
  });
  beforeEach(async () => {
    target.resetStats();
    seen = await observePage(browser, target.url);
  });
  afterEach(() => seen.context.close());
  afterAll(async () => {
    await browser?.close();
    await target?.close();
  });

  it("is counted as the server counts it, without cache hits", async () => {
    await seen.openLive("/counter");
    await seen.openLive("/counter");
    const { byStatus } = target.stats().http;
    // Two documents, one script, one style sheet.
    expect(byStatus).toEqual({ 200: 4 });
    await seen.eventually((telemetry) => telemetry.totals("http_requests"), { "2xx": 4 });
    const durations = (type: string) => seen.telemetry.values("http_request_duration", type).length;
    await seen.eventually(() => [durations("document"), durations("script"), durations("stylesheet")], [2, 1, 1]);
    expect(seen.telemetry.values("http_request_ttfb")).toHaveLength(4);
    expect(seen.telemetry.values("http_request_connect").length).toBeGreaterThanOrEqual(1);
    expect(seen.telemetry.values("http_request_tls")).toEqual([]);
  });

  it("has timestamps on the node's clock", async () => {
    const before = systemClock.now();
    await seen.page.goto("/slow-page?ms=200");
    await seen.eventually((telemetry) => telemetry.values("http_request_duration", "document").length, 1);
    const sample = seen.telemetry.samples.find(
      ({ metric, dimension }) => metric === "http_request_duration" && dimension === "document",
    )!;
    expect(sample.value).toBeGreaterThan(199);
    expect(seen.telemetry.values("http_request_ttfb", "document")[0]).toBeGreaterThan(199);
    expect(sample.startedAtMs).toBeGreaterThan(before - 50);
    expect(sample.endedAtMs).toBeLessThanOrEqual(systemClock.now());
  });

  it("fails by status and by error", async () => {
    await seen.page.goto("/broken");
    await seen.shows("#done", "done");
    await seen.eventually((telemetry) => telemetry.totals("http_failures"), {
      404: 2,
      500: 1,
      "net::ERR_CONNECTION_REFUSED": 1,
    });
    await seen.eventually((telemetry) => telemetry.totals("http_requests"), { "2xx": 2, "4xx": 2, "5xx": 1 });
  });

  it("follows redirects hop by hop", async () => {
    await seen.page.goto("/redirect?to=/plain");
    await seen.eventually((telemetry) => telemetry.totals("http_requests"), { "3xx": 1, "2xx": 2 });
    await seen.eventually((telemetry) => telemetry.values("http_request_duration", "document").length, 2);
  });

  it("counts received bytes", async () => {
    await seen.page.goto("/plain");
    await seen.page.evaluate(`fetch("/bytes?n=50000").then((response) => response.arrayBuffer()).then(() => {})`);
    await seen.eventually((telemetry) => telemetry.total("http_bytes_received", "fetch") > 50_000, true);
    expect(seen.telemetry.total("http_bytes_received", "fetch")).toBeLessThan(51_000);
  });

  it("counts long polls", async () => {
    await seen.openLive("/longpoll");
    await seen.page.click("#inc");
    await seen.shows("#count", "1");
    await seen.page.goto("/plain");
    const xhr = seen.telemetry.values("http_request_duration", "xhr").length;
    expect(xhr).toBeGreaterThanOrEqual(3);
    // The poll that was open when the page was left got no answer, which is not a failure.
    expect(xhr).toBeLessThanOrEqual(target.stats().longpolls);
    expect(seen.telemetry.totals("http_failures")).toEqual({});
  });

  it("counts frames with the sizes that the server saw", async () => {
    await seen.page.goto("/echo?text=123&binary=1001&count=4");
    await seen.shows("#received", "8");
    const path = "/echo/websocket";
    const { framesReceived, framesSent } = target.stats();
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    for (const [metric, frames] of [
      ["websocket_frame_sent_size", framesReceived],
      ["websocket_frame_received_size", framesSent],
    ] as const) {
      const sizes = seen.telemetry.values(metric, path);
      expect(new Set(sizes)).toEqual(new Set([123, 1001]));
      expect([sizes.length, sum(sizes)]).toEqual([frames.byPath[path]!.count, frames.byPath[path]!.bytes]);
    }
    expect(seen.telemetry.totals("websocket_opened")).toEqual({ [path]: 1 });
  });

  it("closes every socket that it opened, once", async () => {
    await seen.page.goto("/echo");
    await seen.shows("#socket", "open");
    await seen.page.click("#close");
    await seen.eventually((telemetry) => telemetry.totals("websocket_closed"), { closed: 1 });
    await seen.openLive("/counter");
    await seen.page.goto("/plain");
    await seen.eventually((telemetry) => telemetry.total("websocket_closed"), 2);
    target.refuseSockets(true);
    await seen.page.goto("/echo");
    await seen.shows("#socket", "closed");
    await seen.eventually((telemetry) => telemetry.totals("websocket_closed").refused, 1);
    target.refuseSockets(false);
    expect(seen.telemetry.total("websocket_opened")).toBe(2);
  });

  describe("with a revalidating cache", () => {
    let server: Server;
    let url: string;
    const statuses: number[] = [];

    beforeAll(async () => {
      server = createServer((request, response) => {
        const status = request.headers["if-none-match"] === '"1"' ? 304 : 200;
        statuses.push(status);
        response.writeHead(status, { etag: '"1"', "cache-control": "no-cache", "content-type": "text/html" });
        response.end(status === 200 ? '<link rel="icon" href="data:,"><p>cached</p>' : undefined);
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });

    it("counts 304 responses", async () => {
      statuses.length = 0;
      await seen.page.goto(url);
      await seen.page.evaluate(`fetch(${JSON.stringify(url)}).then((response) => response.text())`);
      expect(statuses).toEqual([200, 304]);
      await seen.eventually((telemetry) => telemetry.totals("http_requests"), { "2xx": 1, "3xx": 1 });
    });
  });
});
