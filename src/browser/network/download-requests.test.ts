import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import { DownloadRequests } from "./download-requests.js";

const FILE = "http://site.test/orders.csv";

function followed() {
  const telemetry = new RecordingTelemetry();
  const cdp = new FakeCdpSession();
  const downloads = new DownloadRequests({ telemetry, clock: new FakeClock() });
  downloads.follow(cdp);
  const navigated = (requestId: string, url = FILE) => {
    cdp.emit("Network.responseReceived", { requestId, type: "Document", response: { url } });
    cdp.emit("Network.loadingFailed", { requestId, canceled: true, errorText: "net::ERR_ABORTED" });
  };
  return { telemetry, cdp, downloads, navigated };
}

describe("requests of downloads", () => {
  it("are counted when the browser reports nothing else about them", () => {
    const { telemetry, downloads } = followed();
    downloads.requested(FILE, "answered");
    downloads.requested(FILE, "answered");
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 2 });
  });

  it("are not counted again when they were navigations, each once", () => {
    const { telemetry, downloads, navigated } = followed();
    navigated("1");
    navigated("2");
    downloads.requested(`${FILE}#page`, "answered");
    downloads.requested(FILE, "answered");
    expect(telemetry.counts).toEqual([]);
    downloads.requested(FILE, "answered");
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
  });

  it("are failures when the server refused them or was not reached", () => {
    const { telemetry, downloads } = followed();
    downloads.requested(FILE, "failed");
    expect(telemetry.totals("http_failures")).toEqual({ download: 1 });
    expect(telemetry.totals("http_requests")).toEqual({});
  });

  it("are none when the page made the file", () => {
    const { telemetry, downloads } = followed();
    downloads.requested("blob:http://site.test/1", "answered");
    downloads.requested("data:text/plain,x", "answered");
    expect(telemetry.counts).toEqual([]);
  });

  it("are not mistaken for documents that failed or loaded", () => {
    const { telemetry, cdp, downloads } = followed();
    cdp.emit("Network.responseReceived", { requestId: "1", type: "Document", response: { url: FILE } });
    cdp.emit("Network.loadingFailed", { requestId: "1", canceled: false, errorText: "net::ERR_INVALID_RESPONSE" });
    cdp.emit("Network.responseReceived", { requestId: "2", type: "Fetch", response: { url: FILE } });
    cdp.emit("Network.loadingFailed", { requestId: "2", canceled: true, errorText: "net::ERR_ABORTED" });
    downloads.requested(FILE, "answered");
    expect(telemetry.totals("http_requests")).toEqual({ "2xx": 1 });
  });
});
