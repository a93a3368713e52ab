import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import { DownloadRequests } from "../network/download-requests.js";
import { BrowserDownloads } from "./browser-downloads.js";
import { PageWorlds } from "./page-worlds.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

const URL = "http://site.test/a.csv";

/** A user of a browser, which has begun a download that no step expects. */
function unexpectedDownload() {
  const root = new FakeCdpSession();
  const clock = new FakeClock();
  const telemetry = new RecordingTelemetry();
  const downloads = new BrowserDownloads({ root: root as unknown as ProtocolSession, clock, folder: "/nowhere" });
  const requests = new DownloadRequests({ telemetry, clock });
  downloads.of({ browserContextId: "context", worlds: new PageWorlds(), requests });
  const targetInfo = { type: "page", targetId: "page", browserContextId: "context" };
  root.emit("Target.attachedToTarget", { sessionId: "session", targetInfo });
  root.emit("Browser.downloadWillBegin", { frameId: "page", guid: "1", url: URL, suggestedFilename: "a.csv" });
  const report = (state: "inProgress" | "canceled") =>
    root.emit("Browser.downloadProgress", { guid: "1", receivedBytes: 0, totalBytes: 3, state });
  const cancelled = () => root.sent.filter(({ method }) => method === "Browser.cancelDownload").length;
  return { clock, telemetry, report, cancelled };
}

describe("a download that no step expects", () => {
  it("is cancelled once the browser has reported that the server answered it", () => {
    const { telemetry, report, cancelled } = unexpectedDownload();
    expect(cancelled()).toBe(0);
    report("inProgress");
    expect(cancelled()).toBe(1);
    report("canceled");
    expect(telemetry.counts.map(({ metric, dimension }) => [metric, dimension])).toEqual([["http_requests", "2xx"]]);
  });

  it("is cancelled after a while also if the browser reports nothing, and only once", async () => {
    const { clock, report, cancelled } = unexpectedDownload();
    await clock.advance(4000);
    expect(cancelled()).toBe(0);
    await clock.advance(2000);
    expect(cancelled()).toBe(1);
    const reported = unexpectedDownload();
    reported.report("inProgress");
    await reported.clock.advance(6000);
    expect(reported.cancelled()).toBe(1);
    report("canceled");
    expect(clock.pending + reported.clock.pending).toBe(0);
  });

  it("is not cancelled when the server has refused it", () => {
    const { telemetry, report, cancelled } = unexpectedDownload();
    report("canceled");
    expect(cancelled()).toBe(0);
    expect(telemetry.counts.map(({ metric, dimension }) => [metric, dimension])).toEqual([["http_failures", "download"]]);
  });
});
