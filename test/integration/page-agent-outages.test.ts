import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import type { RecordingTelemetry } from "../fixtures/recording-telemetry.js";
import { browserPath, launchBrowser } from "../target/browser.js";
import { startTarget, type Target } from "../target/target.js";
import { type ObservedPage, observePage } from "./page-agent-session.js";

const reason = browserPath === undefined ? " (skipped: there is no browser; set LIVELOAD_BROWSER_PATH)" : "";

describe.skipIf(browserPath === undefined)(
  `live views that fail, seen from inside the page${reason}`,
  { timeout: 60_000 },
  () => {
    let browser: Browser;
    let target: Target;
    let seen: ObservedPage;

    beforeAll(async () => {
      [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
    });
    beforeEach(async () => {
      target.refuseSockets(false);
      target.resetStats();
      seen = await observePage(browser, target.url);
    });
    afterEach(() => seen.context.close());
    afterAll(async () => {
      await browser?.close();
      await target?.close();
    });

    const connections = (telemetry: RecordingTelemetry) => telemetry.values("liveview_connection_duration");

    describe("a lost socket", () => {
      const lost = (telemetry: RecordingTelemetry) => [
        telemetry.total("liveview_disconnections"),
        telemetry.total("liveview_reconnections"),
        telemetry.values("liveview_reconnection_duration").length,
        telemetry.total("liveview_crashes"),
      ];

      it.each([
        ["cut off, with a view in a view", "/nested", undefined],
        ["closed, with two roots", "/multi", 1001],
        ["over long polling", "/longpoll", undefined],
      ])("counts once for the page: %s", async (_what, path, code) => {
        await seen.openLive(path, path === "/longpoll" ? 1 : 2);
        target.dropSockets(code);
        await seen.eventually(lost, [1, 1, 1, 0]);
        expect(connections(await seen.flushed())).toHaveLength(1);
        expect(seen.telemetry.totals("liveview_disconnections")).toEqual({ [path]: 1 });
      });

      it("counts once when the view around another one was patched before", async () => {
        await seen.openLive("/nested", 2);
        await seen.page.click("#inc");
        await seen.shows("#count", "1");
        await seen.page.locator("#child:not([class])").waitFor();
        target.dropSockets();
        await seen.eventually(lost, [1, 1, 1, 0]);
        await seen.page.click("#child-inc");
        await seen.shows("#child-count", "1");
        target.dropSockets();
        await seen.eventually(lost, [2, 2, 2, 0]);
        expect(connections(await seen.flushed())).toHaveLength(1);
      });

      it("counts once while a nested view is still joining", async () => {
        await seen.openLive("/nested", 2);
        await seen.page.click("#toggle");
        await seen.page.locator("#late").waitFor({ state: "attached" });
        target.dropSockets();
        await seen.eventually(lost, [1, 1, 1, 0]);
      });

      it("is an outage until the views are connected again", async () => {
        await seen.openLive("/counter");
        target.refuseSockets(true);
        target.dropSockets();
        await seen.eventually((telemetry) => telemetry.total("liveview_disconnections"), 1);
        const lostAt = systemClock.now();
        await seen.page.locator(".phx-client-error").waitFor();
        expect(seen.telemetry.total("liveview_reconnections")).toBe(0);
        const outageMs = systemClock.now() - lostAt;
        target.refuseSockets(false);
        await seen.eventually(lost, [1, 1, 1, 0]);
        const telemetry = await seen.flushed();
        expect(telemetry.values("liveview_reconnection_duration")[0]).toBeGreaterThan(outageMs);
        expect(telemetry.values("liveview_page_loading_duration", "error")).toHaveLength(1);
      });

      it("is not counted when the page is left", async () => {
        await seen.openLive("/counter");
        await seen.page.goto("/plain");
        await seen.page.goto("/counter");
        expect(lost(await seen.flushed())).toEqual([0, 0, 0, 0]);
      });
    });

    describe("a crash", () => {
      it("in a handler counts each time, but not as a lost connection", async () => {
        await seen.openLive("/crash");
        for (const crashes of [1, 2]) {
          await seen.page.click("#boom");
          await seen.eventually((telemetry) => telemetry.totals("liveview_crashes"), { "/crash": crashes });
          await seen.page.locator("[data-phx-main].phx-connected").waitFor();
        }
        const telemetry = await seen.flushed();
        expect(target.stats().crashes).toBe(2);
        expect(telemetry.total("liveview_disconnections")).toBe(0);
        expect(telemetry.total("liveview_reconnections")).toBe(0);
      });

      it("of a nested view is not a lost connection of the page", async () => {
        await seen.openLive("/nested", 2);
        await seen.page.click("#child-boom");
        await seen.eventually((telemetry) => telemetry.totals("liveview_crashes"), { "/nested": 1 });
        await seen.page.locator("#child.phx-connected").waitFor();
        const telemetry = await seen.flushed();
        expect([telemetry.total("liveview_disconnections"), telemetry.total("liveview_reconnections")]).toEqual([0, 0]);
      });

      it("on mount counts each time that the page retries", async () => {
        await seen.page.goto("/crash-mount?times=2&jitter=50");
        await seen.shows("#state", "mounted");
        const telemetry = await seen.flushed();
        expect(target.stats().crashes).toBe(2);
        expect(telemetry.totals("liveview_crashes")).toEqual({ "/crash-mount": 2 });
        expect(connections(telemetry)).toHaveLength(1);
      });
    });
  },
);
