import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { AcceptedCertificates } from "../../src/browser/accepted-certificates.js";
import { BrowserDownloads } from "../../src/browser/chromium/browser-downloads.js";
import { BrowserProcess } from "../../src/browser/chromium/browser-process.js";
import { makeLocalKey } from "../../src/browser/chromium/certificates/local-key.js";
import { ProtocolConnection } from "../../src/browser/chromium/protocol/protocol-connection.js";
import type { ProtocolSession } from "../../src/browser/chromium/protocol/protocol-session.js";
import { ChromiumUser } from "../../src/browser/chromium/user/chromium-user.js";
import { UserTargets } from "../../src/browser/chromium/user/user-targets.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import { noBrowser } from "../browser-available.js";
import { type CountingSite, startCountingSite } from "../fixtures/pages/counting-site.js";
import { RecordingTelemetry } from "../fixtures/recording-telemetry.js";

const PATIENT = { timeoutMs: 20_000, signal: new AbortController().signal };

/** Browsers stop idle service workers, and restart them when needed. */
describe.skipIf(noBrowser !== undefined)(`a stopped service worker${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  let browser: BrowserProcess;
  let targets: ObservedTargets;
  let user: ChromiumUser;
  let site: CountingSite;
  const telemetry = new RecordingTelemetry();

  beforeAll(async () => {
    const { path: program } = await findBrowser({ env: process.env, platform: process.platform });
    site = await startCountingSite();
    browser = await BrowserProcess.start({ program, headed: false, env: process.env, clock: systemClock });
    const { root } = new ProtocolConnection(browser.streams, systemClock, () => {});
    targets = new ObservedTargets(root);
    await targets.watch();
    const certificates = new AcceptedCertificates(async () => {});
    const options = { ...PATIENT, userId: 1, telemetry, routes: [] };
    const downloads = new BrowserDownloads({ root, clock: systemClock, folder: browser.downloadFolder });
    const rest = { clock: systemClock, certificates, localKey: makeLocalKey(), version: "", fonts: undefined };
    user = await ChromiumUser.open({ root, targets, downloads, ...rest }, options);
  });
  afterAll(async () => {
    await user?.close(5000);
    browser?.kill();
    await browser?.end(5000);
    await site?.close();
  });

  it("answers again, and its requests are still counted", async () => {
    await user.page.navigate(`${site.url}/starts/service`, PATIENT);
    await user.page.waitForSelector("#done", { ...PATIENT, state: "visible" });
    await user.page.navigate(`${site.url}/service/page`, PATIENT);
    await user.page.waitForSelector("#done", { ...PATIENT, state: "visible" });
    await targets.stopServiceWorkers();
    const ask = `() => fetch("/service/hidden-failure").then((response) => response.text())`;
    expect(await user.page.evaluate(ask, [], PATIENT)).toBe("made up");
    await expect.poll(() => telemetry.totals("http_requests"), { timeout: 20_000 }).toEqual(site.counts().byClass);
    expect(telemetry.totals("http_failures")).toEqual({ 500: 2 });
  });
});

/** Returns the session of the user's page. */
class ObservedTargets extends UserTargets {
  page: ProtocolSession | undefined;

  override async open(...given: Parameters<UserTargets["open"]>) {
    const opened = await super.open(...given);
    this.page = opened.session;
    return opened;
  }

  async stopServiceWorkers(): Promise<void> {
    await this.page?.send("ServiceWorker.enable");
    await this.page?.send("ServiceWorker.stopAllWorkers");
  }
}
