import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { plainSentence } from "../../src/result/wording/plain-sentence.js";
import { noBrowser } from "../browser-available.js";
import { RESULTS } from "../fixtures/results/results.js";
import { reportPages } from "./report-pages.js";

const { open, folder } = reportPages();

const textOf = (page: Page, selector: string) => page.locator(selector).first().textContent();

describe.skipIf(noBrowser)(`the HTML report in a browser${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it.each(Object.keys(RESULTS) as (keyof typeof RESULTS)[])(
    "shows the result %s without a complaint or a request",
    async (name) => {
      const result = RESULTS[name]();
      const { page, complaints } = await open(result);
      expect(await textOf(page, ".hero .badge")).toContain(result.verdict);
      expect(await textOf(page, ".hero .sentence")).toBe(plainSentence(result));
      expect(await textOf(page, "h1")).toBe(result.name);
      const reasons = await page.locator(".reasons li").allTextContents();
      expect(reasons).toEqual(result.verdictReasons.map(({ message }) => message));
      expect(complaints).toEqual([]);
    },
  );

  it("draws the load and the latencies, and shades excluded periods", async () => {
    const { page } = await open(RESULTS.sick());
    await page.locator("#latency canvas").first().waitFor();
    expect(await page.locator("#load canvas").count()).toBe(2);
    expect(await page.locator(".sick-legend").count()).toBe(3);
    const { page: healthy } = await open(RESULTS.counter());
    expect(await healthy.locator(".sick-legend").count()).toBe(0);
  });

  it("shows when nodes had no contact, and what a lost one did not send", async () => {
    const { page: cut } = await open(RESULTS.cut());
    expect(await textOf(cut, "#nodes details.windows summary")).toMatch(
      /^2 times without contact between the controller and a node/,
    );
    expect(await cut.locator("#nodes details.windows li").allTextContents()).toEqual([
      expect.stringContaining("shop-1"),
      expect.stringContaining("shop-2"),
    ]);
    const { page: lost } = await open(RESULTS.lostNode());
    expect(await textOf(lost, "#nodes p:has-text('last heard from')")).toContain("Node shop-2 was last heard from at 1 min 40 s");
  });

  it("shows background users in a part of their own, and both kinds in the load charts", async () => {
    const result = RESULTS.crowd();
    const { page, complaints } = await open(result, { width: 390 });
    const labels = await page.locator("#load .chart").evaluateAll((charts) => charts.map((chart) => chart.ariaLabel));
    expect(labels[0]).toMatch(/users in browsers from 0 to 4; background users from 0 to 29\d$/);
    expect(labels[1]).toMatch(/succeeded in the background from 2 to 172;/);
    expect(await page.locator("#background .value").first().textContent()).toBe("300");
    expect(await page.locator("#background-steps tbody tr").count()).toBe(6);
    expect(await page.locator("#background-failures .failures > *").count()).toBe(result.background?.failures.length);
    expect(await page.locator("#background-nodes tbody strong").allTextContents()).toEqual(["shop-1-crowd-1", "shop-2-crowd-1"]);
    expect(await page.locator("#nodes tbody strong").allTextContents()).toEqual(["shop-1", "shop-2"]);
    expect(await textOf(page, "#failures")).toContain("Nothing failed.");
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(390);
    expect(complaints).toEqual([]);
    const { page: without } = await open(RESULTS.shop());
    expect(await without.locator("body").innerText()).not.toMatch(/background/i);
  });

  it("shows the latencies of the selected metric", async () => {
    const { page, complaints } = await open(RESULTS.shop());
    await page.locator("#latency select").selectOption("step_duration");
    await page.locator("#latency figcaption", { hasText: "step_duration" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("describes its charts in text for people who cannot see them", async () => {
    const { page } = await open(RESULTS.shop());
    const label = await page.locator("#latency .chart").first().getAttribute("aria-label");
    expect(label).toMatch(/^liveview_event_duration: p99 from [\d.]+ m?s to [\d.]+ m?s; p95 from/);
  });

  it("shows every step", async () => {
    const { page } = await open(RESULTS.shop());
    const steps = await page.locator("#steps tbody code").allTextContents();
    expect([...steps].sort()).toEqual(Object.keys(RESULTS.shop().counters.steps?.by ?? {}).sort());
  });

  it("shows the first of a long list, the matches of a filter, and all on request", async () => {
    const { page } = await open(RESULTS.huge());
    const rows = page.locator("#steps tbody tr");
    expect(await rows.count()).toBe(25);
    await page.locator("#steps input").fill("panel-77");
    expect(await page.locator("#steps tbody code").allTextContents()).toEqual(["click #main .panel-77 > button.action"]);
    await page.locator("#steps input").fill("");
    await page.locator("#steps .more").click();
    expect(await rows.count()).toBeGreaterThan(100);
  });

  it("puts nodes with trouble first where there are many", async () => {
    const { page } = await open(RESULTS.huge());
    expect(await textOf(page, "#nodes tbody tr")).toMatch(/^shop-18 finished\s*sick/);
    expect(await page.locator("#nodes rect.sick").count()).toBeGreaterThan(0);
  });

  it("counts the samples that were excluded", async () => {
    const result = RESULTS.sick();
    const timeSeries = result.timeSeries.map((bucket) => ({ ...bucket, histograms: {} }));
    const { page } = await open({ ...result, histograms: {}, timeSeries });
    await page.locator("#metrics summary").click();
    const row = page.locator("#metrics tbody", { hasText: "step_duration" }).first();
    expect(await row.textContent()).toContain("more were excluded");
    expect(await textOf(page, "#latency .nothing")).toContain("itself was too slow all the time");
  });

  it("expands a metric to show its parts, and finds one by its name", async () => {
    const { page } = await open(RESULTS.shop());
    await page.locator("#metrics summary").click();
    const parts = page.locator("#metrics .part-row");
    expect(await parts.count()).toBe(0);
    await page.locator("#metrics button", { hasText: "step_duration" }).click();
    expect(await parts.allTextContents()).toContainEqual(expect.stringContaining("submitForm #checkout-form"));
    await page.locator("#metrics button", { hasText: "step_duration" }).click();
    expect(await parts.count()).toBe(0);
    await page.locator("#metrics input").fill("checkout-form");
    expect(new Set(await parts.locator("td:first-child").allTextContents())).toEqual(new Set(["submitForm #checkout-form"]));
    await page.locator("#metrics input").fill("websocket_opened");
    expect(await page.locator("#metrics tbody").count()).toBe(1);
  });

  it("shows the likely causes beside a failure, and what else went wrong", async () => {
    const { page } = await open(RESULTS.brokenPage());
    const summary = await textOf(page, "#failures .failure summary");
    expect(summary).toContain("waited 30000 ms for #count to be visible");
    expect(summary).toContain("likely causes: GET /assets/app.js answered 404; the page threw ReferenceError");
    expect(await page.locator("#failures .causes li").allTextContents()).toEqual([
      "GET /assets/app.js answered 404",
      "the page threw ReferenceError: LiveSocket is not defined",
    ]);
    expect(await page.locator("#failures .other-troubles li").allTextContents()).toEqual([
      "96 requests were answered 404",
      "the pages threw 2 errors (ReferenceError)",
    ]);
  });

  it("says that nothing failed only if that is so", async () => {
    const counter = RESULTS.counter();
    const { page } = await open(counter);
    expect(await textOf(page, "#failures")).toContain("Nothing failed.");
    const counters = { ...counter.counters, http_failures: { aggregate: 3, by: { 404: 3 } } };
    const { page: second } = await open({ ...counter, name: "missing images", counters });
    expect(await textOf(second, "#failures")).not.toContain("Nothing failed");
    expect(await textOf(second, "#failures")).toContain("3 requests were answered 404");
    expect(await textOf(second, ".hero .sentence")).toContain("no iteration failed, but 3 requests were answered 404");
  });

  it("groups failures, with the first example of each", async () => {
    const result = RESULTS.failing();
    const { page } = await open(result);
    const groups = page.locator("#failures .failure");
    expect(await groups.count()).toBe(result.failures.length);
    expect(await groups.first().textContent()).toContain(result.failures[0]?.sample.message);
  });

  it("links to the screenshot of a failure, and nowhere else", async () => {
    const { page } = await open(RESULTS.failing());
    expect(await page.locator("#failures dd a").first().getAttribute("href")).toMatch(/^\.\/artifacts\/[\w-]+\.png$/);
    const failure = RESULTS.failing().failures[0]!;
    const paths = ["javascript:alert(1)", "//example.test/a.png", "../../etc/passwd", "\ud800", "https:\\\\example.test"];
    const failures = paths.map((screenshot, at) => ({
      ...failure,
      signature: String(at),
      sample: { ...failure.sample, screenshot },
    }));
    const { page: hostile, complaints } = await open({ ...RESULTS.failing(), name: "screenshots", failures });
    const links = await hostile.evaluate<string[]>("[...document.querySelectorAll('#failures a')].map((link) => link.href)");
    for (const link of links) expect(link).toContain(pathToFileURL(`${folder()}/`).href);
    expect(links).toHaveLength(2);
    expect(complaints).toEqual([]);
  });

  it("explains in words the outcome of a threshold", async () => {
    const { page } = await open(RESULTS.failing());
    const rows = await page.locator("#thresholds tbody tr").allTextContents();
    expect(rows.some((row) => row.includes("✗ no") && row.includes("< 100 ms"))).toBe(true);
    expect(rows.some((row) => row.includes("nothing measured"))).toBe(true);
  });

  it("is light or dark like the system, or as the reader chooses", async () => {
    const { page } = await open(RESULTS.counter(), { scheme: "dark" });
    const background = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const dark = await background();
    const toggle = page.locator("button.theme");
    await toggle.click();
    expect(await background()).toBe(dark);
    await toggle.click();
    expect(await background()).not.toBe(dark);
  });

  it("prints in light colours, and returns to dark afterwards", async () => {
    const { page } = await open(RESULTS.counter(), { scheme: "dark" });
    const card = () => page.evaluate<string>("getComputedStyle(document.querySelector('.hero')).backgroundColor");
    const dark = await card();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await card()).toBe("rgb(255, 255, 255)");
    await page.emulateMedia({ media: "screen", colorScheme: "dark" });
    await page.evaluate("window.onbeforeprint = () => { window.printed = document.documentElement.dataset.theme }");
    await page.pdf();
    expect(await page.evaluate("window.printed")).toBe("light");
    await expect.poll(card).toBe(dark);
  });

  it("fits a narrow screen", async () => {
    const { page } = await open(RESULTS.shop());
    await page.setViewportSize({ width: 390, height: 800 });
    const overflow = () => page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    await expect.poll(overflow, { timeout: 10_000 }).toBeLessThanOrEqual(0);
  });

  it("does not run markup in a result's texts", async () => {
    const { page, complaints } = await open(RESULTS.hostile());
    for (const summary of await page.locator("summary").all()) await summary.click();
    for (const button of await page.locator("#metrics button").all()) await button.click();
    expect(complaints).toEqual([]);
    expect(await page.evaluate("window.injected")).toBeUndefined();
    // Characters that change the text direction could make a name look like another.
    expect(await page.locator("#steps").textContent()).not.toMatch(/[\u202a-\u202e]/);
    expect(await page.locator("main img, main iframe, main script").count()).toBe(0);
  });
});
