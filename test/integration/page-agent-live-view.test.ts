import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { MEASURES_TIME } from "../fixtures/measures-time.js";
import type { RecordingTelemetry } from "../fixtures/recording-telemetry.js";
import { browserPath, launchBrowser } from "../target/browser.js";
import { startTarget, type Target } from "../target/target.js";
import { type ObservedPage, observePage } from "./page-agent-session.js";

const reason = browserPath === undefined ? " (skipped: there is no browser; set LIVELOAD_BROWSER_PATH)" : "";

describe.skipIf(browserPath === undefined)(`live views seen from inside the page${reason}`, { timeout: 60_000 }, () => {
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
  const events = (telemetry: RecordingTelemetry, type?: string) => ({
    event: telemetry.values("liveview_event_duration", type),
    server: telemetry.values("liveview_event_server_duration", type),
    patch: telemetry.values("liveview_event_patch_duration", type),
  });

  describe("the connection", () => {
    it.each([
      ["one view", "/counter", 1],
      ["two roots", "/multi", 2],
      ["a view in a view", "/nested", 2],
    ])("is timed once per page with %s", async (_what, path, views) => {
      const before = systemClock.now();
      await seen.openLive(path, views);
      const telemetry = await seen.flushed();
      expect(connections(telemetry)).toHaveLength(1);
      const sample = telemetry.samples.find(({ metric }) => metric === "liveview_connection_duration")!;
      expect(sample.dimension).toBe(path);
      expect(sample.endedAtMs).toBeLessThanOrEqual(systemClock.now());
      expect(sample.endedAtMs - sample.value).toBeGreaterThan(before - 50);
    });

    it("is timed when a view around another one is patched before the rest of the page is connected", async () => {
      // The client leaves it alone, as it is inside no view.
      const other = '<div id="other" data-phx-session="x" data-phx-parent-id="nobody"></div>';
      await seen.page.addInitScript(
        `addEventListener("DOMContentLoaded", () => document.body.insertAdjacentHTML("beforeend", '${other}'))`,
      );
      await seen.openLive("/nested", 2);
      await seen.page.click("#inc");
      await seen.shows("#count", "1");
      expect(connections(seen.telemetry)).toEqual([]);
      await seen.page.evaluate(`document.querySelector("#other").className = "phx-connected"`);
      await seen.eventually((telemetry) => connections(telemetry).length, 1);
    });

    it("takes as long as the connected mount does", async () => {
      await seen.openLive("/join-slow?ms=400");
      const [ms] = connections(await seen.flushed());
      expect(ms).toBeGreaterThan(400);
    });

    it("is not timed on pages without a live view", async () => {
      await seen.page.goto("/dead");
      await seen.page.goto("/plain");
      expect(connections(await seen.flushed())).toEqual([]);
    });

    it("is timed in frames too", async () => {
      await seen.page.goto("/plain");
      await seen.page.evaluate(`document.body.append(Object.assign(document.createElement("iframe"), { src: "/counter" }))`);
      await seen.eventually((telemetry) => telemetry.values("liveview_connection_duration", "/counter").length, 1);
    });

    it("is not timed again on a live navigation", async () => {
      await seen.openLive("/nav/a");
      await seen.page.click("#to-b");
      await seen.shows("#here", "Page B");
      const telemetry = await seen.flushed();
      expect(connections(telemetry)).toHaveLength(1);
      expect(telemetry.total("liveview_disconnections")).toBe(0);
    });
  });

  describe("events", () => {
    it("are split into server time and patch time, and agree with the server", MEASURES_TIME, async () => {
      await seen.openLive("/slow?ms=120");
      for (const done of ["1", "2", "3"]) {
        await seen.page.click("#slow");
        await seen.shows("#done", done);
      }
      const { event, server, patch } = events(await seen.flushed(), "click");
      const handled = target.stats().handlerMs.byName.slow!;
      expect(server).toHaveLength(handled.length);
      expect(event).toHaveLength(3);
      for (const [index, ms] of server.entries()) {
        expect(ms).toBeGreaterThan(119);
        expect(event[index]).toBe(ms + patch[index]!);
      }
      // Delays in transit are rare even on a busy machine.
      expect(Math.abs(Math.min(...server) - Math.min(...handled))).toBeLessThan(60);
    });

    it("take long to patch when much changes, even after a fast reply", MEASURES_TIME, async () => {
      await seen.openLive("/counter");
      await seen.page.click("#inc");
      await seen.shows("#count", "1");
      await seen.openLive("/list?n=3000");
      await seen.page.click("#update");
      await seen.shows("#version", "1");
      const [small = 0, large = 0] = events(await seen.flushed(), "click").patch;
      expect(large).toBeGreaterThan(small * 3);
      expect(large).toBeGreaterThan(30);
    });

    it("end when the page is patched, even if transitions delay the patch", MEASURES_TIME, async () => {
      await seen.openLive("/counter");
      await seen.page.evaluate("liveSocket.transition(600, () => {}, () => {})");
      await seen.page.click("#inc");
      await seen.shows("#count", "1");
      const { server, patch } = events(await seen.flushed(), "click");
      expect(patch[0]).toBeGreaterThan(300);
      expect(server[0]).toBeLessThan(300);
    });

    it("count by type as the server counts them", async () => {
      await seen.openLive("/form");
      await seen.page.fill("#name", "Ada");
      await seen.page.fill("#email", "ada@example.test");
      await seen.page.click("#save");
      await seen.shows("#saved", "Saved Ada");
      const telemetry = await seen.flushed();
      expect(events(telemetry).event.length).toBeGreaterThanOrEqual(3);
      expect(events(telemetry, "form").event).toHaveLength(target.stats().events.byType.form!);
      expect(events(telemetry).event).toHaveLength(target.stats().events.byType.form!);
    });

    it("are measured over long polling too", async () => {
      await seen.openLive("/longpoll?delay=80");
      for (const count of ["1", "2"]) {
        await seen.page.click("#inc");
        await seen.shows("#count", count);
      }
      const { event, server, patch } = events(await seen.flushed(), "click");
      const handled = target.stats().handlerMs.byName.inc!;
      expect([event.length, server.length, patch.length]).toEqual([2, 2, 2]);
      expect(handled).toHaveLength(2);
      expect(Math.min(...server)).toBeGreaterThan(79);
      expect(target.stats().longpolls).toBeGreaterThan(2);
    });

    it("are not lost when they navigate away at once", async () => {
      await seen.openLive("/counter");
      await seen.page.click("#inc");
      await seen.shows("#count", "1");
      await seen.page.goto("/plain");
      await seen.eventually((telemetry) => events(telemetry).event.length, 1);
      await seen.openLive("/counter");
      await seen.page.click("#inc");
      await seen.shows("#count", "1");
      // Another site runs in another process.
      await seen.page.goto(`${target.url.replace("127.0.0.1", "localhost")}/plain`);
      await seen.eventually((telemetry) => events(telemetry).event.length, 2);
    });

    it("are not timed when the handler crashes", async () => {
      await seen.openLive("/crash");
      await seen.page.click("#boom");
      await seen.eventually((telemetry) => telemetry.totals("liveview_crashes"), { "/crash": 1 });
      expect(events(await seen.flushed()).event).toEqual([]);
    });
  });

  describe("LiveView loading classes", () => {
    const classes = (telemetry: RecordingTelemetry) =>
      telemetry.samples
        .filter(({ metric }) => metric === "liveview_loading_class_duration")
        .map(({ dimension }) => dimension ?? "")
        .toSorted((a, b) => a.localeCompare(b));

    it("are timed until they are removed", async () => {
      await seen.openLive("/slow?ms=150");
      await seen.page.click("#slow");
      await seen.shows("#done", "1");
      const telemetry = await seen.flushed();
      expect(classes(telemetry)).toEqual(["phx-click-loading"]);
      expect(telemetry.values("liveview_loading_class_duration")[0]).toBeGreaterThan(149);
    });

    it("end when their element is removed", async () => {
      await seen.openLive("/vanish");
      await seen.page.click("#gone");
      await seen.shows("#trace", "It was here");
      expect(classes(await seen.flushed())).toEqual(["phx-click-loading"]);
    });

    it("are found on elements added with them, and end when a parent is removed", async () => {
      await seen.page.goto("/plain");
      for (const act of [
        `document.body.insertAdjacentHTML("beforeend", '<div id="around"><p><b class="a phx-submit-loading phx-hook-loading">x</b></p></div>')`,
        `document.querySelector("#around b").classList.replace("phx-hook-loading", "phx-keydown-loading")`,
        `document.querySelector("#around").remove()`,
      ]) {
        await seen.page.evaluate(act);
      }
      expect(classes(await seen.flushed())).toEqual(["phx-hook-loading", "phx-keydown-loading", "phx-submit-loading"]);
    });

    it("do not include other classes", async () => {
      await seen.page.goto("/plain");
      await seen.page.evaluate(`document.body.className = "phx-loading is-loading my-phx-click-loading"`);
      await seen.page.evaluate(`document.body.className = ""`);
      expect(classes(await seen.flushed())).toEqual([]);
    });
  });

  describe("page loads", () => {
    it("are timed by kind, and navigations are counted", async () => {
      await seen.openLive("/nav/a");
      await seen.page.click("#patch-1");
      await seen.shows("#page", "1");
      await seen.page.click("#server-patch");
      await seen.shows("#page", "3");
      await seen.page.click("#to-b");
      await seen.shows("#here", "Page B");
      await seen.page.goBack();
      await seen.shows("#here", "Page A");
      const telemetry = await seen.flushed();
      expect(telemetry.totals("liveview_navigations")).toEqual({ patch: 2, redirect: 2 });
      const kinds = (kind: string) => telemetry.values("liveview_page_loading_duration", kind).length;
      expect({ initial: kinds("initial"), patch: kinds("patch"), redirect: kinds("redirect") }).toEqual({
        initial: 3,
        patch: 1,
        redirect: 1,
      });
      expect(telemetry.total("liveview_canceled_loads")).toBe(0);
    });

    it("are counted but not timed when another one overtakes them", async () => {
      await seen.openLive("/products");
      const links = seen.page.locator("a[data-phx-link=redirect]");
      const [first, second] = [await links.nth(0).getAttribute("id"), await links.nth(1).getAttribute("href")];
      target.stall(600);
      await seen.page.click(`#${first}`);
      await links.nth(1).click();
      await seen.page.waitForURL(`**${second}`);
      const telemetry = await seen.flushed();
      expect(telemetry.totals("liveview_canceled_loads")).toEqual({ redirect: 1, initial: 1 });
      expect(telemetry.values("liveview_page_loading_duration", "redirect")).toHaveLength(1);
      expect(telemetry.total("liveview_navigations")).toBe(1);
    });
  });
});
