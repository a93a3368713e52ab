import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../test/fixtures/recording-telemetry.js";
import { rememberSecret } from "../base/secrets/known-secrets.js";
import { PageLog } from "./page-log.js";

const PAGE = "http://site.test/items/7";

function logged() {
  const clock = new FakeClock();
  const telemetry = new RecordingTelemetry();
  const log = new PageLog({ clock, telemetry, routes: ["/items/:id"] });
  const cdp = new FakeCdpSession();
  log.follow(cdp, () => PAGE);
  const say = (type: "log" | "error" | "assert", ...texts: string[]) =>
    cdp.emit("Runtime.consoleAPICalled", {
      type,
      args: texts.map((value) => ({ type: "string" as const, value })),
      stackTrace: { callFrames: [{ url: "http://site.test/app.js", lineNumber: 11, columnNumber: 4, functionName: "buy" }] },
    });
  const request = (requestId: string, url: string, timestamp = 1) =>
    cdp.emit("Network.requestWillBeSent", { requestId, timestamp, type: "Fetch", request: { method: "GET", url } });
  return { clock, telemetry, log, cdp, say, request };
}

describe("what a page said", () => {
  it("is kept with its time, level and place, as a console shows it", () => {
    const { clock, log, cdp, say } = logged();
    const startMs = clock.now();
    say("log", "cart", "is open");
    cdp.emit("Runtime.consoleAPICalled", {
      type: "info",
      args: [
        { type: "number", value: 3, description: "3" },
        { type: "object", description: "Object", preview: { description: "Object", properties: [{ name: "id", value: "7" }] } },
        {
          type: "object",
          subtype: "array",
          preview: { subtype: "array", properties: [{ name: "0", value: "1" }], overflow: true },
        },
        { type: "undefined" },
      ],
    });
    expect(log.activity().console).toEqual([
      { atMs: startMs, kind: "log", text: "cart is open", place: "http://site.test/app.js:12" },
      { atMs: startMs, kind: "info", text: "3 {id: 7} [1, …] undefined", place: undefined },
    ]);
  });

  it("is limited to the newest fifty lines, and a long line is masked before it is cut", () => {
    const { log, say } = logged();
    rememberSecret("pageLogSecret42");
    for (let line = 0; line < 60; line += 1) say("log", `line ${line}`);
    say("log", `${"x".repeat(495)}pageLogSecret42`);
    const lines = log.activity().console;
    expect(lines).toHaveLength(50);
    expect(lines[0]?.text).toBe("line 11");
    expect(lines.at(-1)?.text.length).toBeLessThanOrEqual(500);
    expect(lines.at(-1)?.text).not.toContain("pageLog");
  });
});

describe("the errors of a page", () => {
  it("are recorded: what its code threw, and what it wrote as errors", () => {
    const { telemetry, cdp, log, say } = logged();
    say("error", "cart 4711 is gone");
    say("log", "not this one");
    const description = "TypeError: no items\n    at http://site.test/app.js:3:1";
    cdp.emit("Runtime.exceptionThrown", { exceptionDetails: { text: "Uncaught", exception: { description } } });
    expect(telemetry.pageErrors.map(({ sample }) => sample)).toEqual([
      {
        category: "page-console",
        message: "cart 4711 is gone",
        stack: "    at buy (http://site.test/app.js:12:5)",
        page: "/items/:id",
      },
      { category: "page-exception", message: "TypeError: no items", stack: description, page: "/items/:id" },
    ]);
    expect(log.activity().console.map(({ kind }) => kind)).toEqual(["error", "log", "exception"]);
  });

  it("are told apart up to a rate, and all of them counted", () => {
    const { telemetry, say } = logged();
    for (let at = 0; at < 500; at += 1) say("error", `error ${"abcdefghij".charAt(at % 10)}`);
    expect(telemetry.pageErrors).toHaveLength(500);
    expect(telemetry.pageErrors.filter(({ sample }) => sample.message.includes("too many"))).toHaveLength(400);
  });
});

describe("the requests of a page", () => {
  it("are kept with their answers, durations and errors", () => {
    const { cdp, log, request } = logged();
    request("1", "http://site.test/a", 10);
    cdp.emit("Network.responseReceived", { requestId: "1", response: { status: 503 } });
    cdp.emit("Network.loadingFinished", { requestId: "1", timestamp: 10.25 });
    request("2", "http://site.test/b", 11);
    cdp.emit("Network.loadingFailed", { requestId: "2", timestamp: 11.5, errorText: "net::ERR_FAILED" });
    request("3", "http://site.test/c");
    expect(log.activity().requests.map(({ url, status, durationMs, error }) => ({ url, status, durationMs, error }))).toEqual([
      { url: "http://site.test/a", status: 503, durationMs: 250, error: undefined },
      { url: "http://site.test/b", status: undefined, durationMs: 500, error: "ERR_FAILED" },
      { url: "http://site.test/c", status: undefined, durationMs: undefined, error: undefined },
    ]);
  });

  it("have an entry for each redirect and each WebSocket", () => {
    const { cdp, log, request } = logged();
    request("1", "http://site.test/old", 1);
    cdp.emit("Network.requestWillBeSent", {
      requestId: "1",
      timestamp: 1.1,
      type: "Document",
      request: { method: "GET", url: "http://site.test/new" },
      redirectResponse: { status: 302 },
    });
    cdp.emit("Network.webSocketCreated", { requestId: "2", url: "ws://site.test/live" });
    cdp.emit("Network.webSocketWillSendHandshakeRequest", { requestId: "2", timestamp: 2 });
    cdp.emit("Network.webSocketHandshakeResponseReceived", { requestId: "2", response: { status: 101 } });
    cdp.emit("Network.webSocketClosed", { requestId: "2", timestamp: 3 });
    expect(log.activity().requests.map(({ url, type, status }) => [url, type, status])).toEqual([
      ["http://site.test/old", "Fetch", 302],
      ["http://site.test/new", "Document", undefined],
      ["ws://site.test/live", "WebSocket", 101],
    ]);
    expect(log.activity().requests.at(-1)?.durationMs).toBe(1000);
  });

  it("are limited to the newest fifty", () => {
    const { log, request } = logged();
    for (let at = 0; at < 60; at += 1) request(String(at), `http://site.test/${at}`);
    expect(log.activity().requests).toHaveLength(50);
    expect(log.activity().requests[0]?.url).toBe("http://site.test/10");
  });
});
