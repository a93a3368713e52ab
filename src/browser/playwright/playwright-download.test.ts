import type { Download } from "playwright-core";
import { describe, expect, it } from "vitest";
import { FakeCdpSession } from "../../../test/fixtures/fake-cdp-session.js";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import { DownloadRequests } from "../network/download-requests.js";
import { DownloadSizes, PlaywrightDownload } from "./playwright-download.js";

const URL = "http://site.test/a.csv";

/** The downloads of a page, of which Playwright and the page's session tell each on its own. */
function pageWithDownloads() {
  const cdp = new FakeCdpSession();
  const clock = new FakeClock();
  const telemetry = new RecordingTelemetry();
  const sizes = new DownloadSizes(cdp, new DownloadRequests({ telemetry, clock }));
  const reported = ({ isOfPopup = false } = {}) => {
    let cancelled = 0;
    const download = {
      url: () => URL,
      suggestedFilename: () => "a.csv",
      failure: () => new Promise(() => {}),
      cancel: async () => void cancelled++,
    };
    const taken = new PlaywrightDownload(download as unknown as Download, { sizes, clock, isOfPopup });
    return { cancel: () => taken.cancel(), progress: () => taken.progress(), cancelled: () => cancelled };
  };
  const begins = (guid: string) => cdp.emit("Page.downloadWillBegin", { guid, url: URL });
  const progresses = (guid: string, receivedBytes = 0) =>
    cdp.emit("Page.downloadProgress", { guid, receivedBytes, totalBytes: 3, state: "inProgress" });
  const counted = () => telemetry.counts.map(({ metric, dimension }) => [metric, dimension]);
  return { clock, reported, begins, progresses, counted };
}

describe("a download that is cancelled", () => {
  it("is counted as answered before the browser is asked to cancel it", () => {
    const { reported, begins, progresses, counted } = pageWithDownloads();
    const download = reported();
    begins("1");
    download.cancel();
    expect(download.cancelled()).toBe(0);
    progresses("1");
    expect(download.cancelled()).toBe(1);
    expect(counted()).toEqual([["http_requests", "2xx"]]);
  });

  it("is cancelled at once when it is known to be answered, or belongs to a popup", () => {
    const { reported, begins, progresses } = pageWithDownloads();
    begins("1");
    const answered = reported();
    progresses("1");
    answered.cancel();
    expect(answered.cancelled()).toBe(1);
    const popup = reported({ isOfPopup: true });
    popup.cancel();
    expect(popup.cancelled()).toBe(1);
  });

  it("is not taken for an earlier one with the same URL, whichever report of it comes first", () => {
    const { reported, begins, progresses, counted } = pageWithDownloads();
    const first = reported();
    begins("1");
    progresses("1", 2);
    const second = reported();
    second.cancel();
    expect([second.cancelled(), second.progress()]).toEqual([0, "an unknown number of bytes"]);
    begins("2");
    progresses("2", 1);
    expect(second.cancelled()).toBe(1);
    begins("3");
    const third = reported();
    progresses("3", 3);
    expect([first, second, third].map(({ progress }) => progress())).toEqual(["2 of 3 bytes", "1 of 3 bytes", "3 of 3 bytes"]);
    expect(counted()).toHaveLength(3);
  });

  it("is cancelled after a while also if the browser reports nothing, and only once", async () => {
    const { clock, reported, begins, progresses } = pageWithDownloads();
    const silent = reported();
    silent.cancel();
    await clock.advance(4000);
    expect(silent.cancelled()).toBe(0);
    await clock.advance(2000);
    expect(silent.cancelled()).toBe(1);
    begins("1");
    const told = reported();
    begins("2");
    told.cancel();
    progresses("2");
    await clock.advance(6000);
    expect(told.cancelled()).toBe(1);
  });
});
