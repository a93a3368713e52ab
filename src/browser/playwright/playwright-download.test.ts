import type { Download } from "playwright-core";
import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import { DownloadRequests } from "../network/download-requests.js";
import { DownloadSizes, PlaywrightDownload } from "./playwright-download.js";

const URL = "http://site.test/a.csv";

function begun({ isOfPopup }: { readonly isOfPopup: boolean }) {
  const cdp = new FakeCdpSession();
  const clock = new FakeClock();
  const telemetry = new RecordingTelemetry();
  const sizes = new DownloadSizes(cdp, new DownloadRequests({ telemetry, clock }));
  let cancelled = 0;
  const reported = {
    url: () => URL,
    suggestedFilename: () => "a.csv",
    failure: () => new Promise(() => {}),
    cancel: async () => void cancelled++,
  };
  const download = new PlaywrightDownload(reported as unknown as Download, { sizes, clock, isOfPopup });
  cdp.emit("Page.downloadWillBegin", { guid: "1", url: URL });
  const report = () => cdp.emit("Page.downloadProgress", { guid: "1", receivedBytes: 0, totalBytes: 3, state: "inProgress" });
  return { download, report, telemetry, cancelled: () => cancelled };
}

describe("a download that is cancelled", () => {
  it("is counted as answered before the browser is asked to cancel it", () => {
    const { download, report, telemetry, cancelled } = begun({ isOfPopup: false });
    download.cancel();
    expect(cancelled()).toBe(0);
    report();
    expect(cancelled()).toBe(1);
    expect(telemetry.counts.map(({ metric, dimension }) => [metric, dimension])).toEqual([["http_requests", "2xx"]]);
  });

  it("is cancelled at once when it is known to be answered, or belongs to a popup", () => {
    const answered = begun({ isOfPopup: false });
    answered.report();
    answered.download.cancel();
    expect(answered.cancelled()).toBe(1);
    const popup = begun({ isOfPopup: true });
    popup.download.cancel();
    expect(popup.cancelled()).toBe(1);
  });
});
