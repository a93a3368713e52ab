import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { findBrowser } from "../../src/browser/find-browser.js";
import { htmlReporter } from "../../src/reporters/html/html-reporter.js";
import { plainSentence } from "../../src/reporters/plain-sentence.js";
import type { RunResult } from "../../src/result/model.js";
import { noBrowser } from "../browser-available.js";
import { RESULTS } from "../fixtures/results/results.js";

let browser: Browser;
let folder: string;
beforeAll(async () => {
  if (noBrowser !== undefined) return;
  folder = await mkdtemp(join(tmpdir(), "live-load-report-"));
  const { path } = await findBrowser({ env: process.env, platform: process.platform });
  browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
});
afterAll(async () => {
  if (noBrowser !== undefined) return;
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens the report of a result, with everything that a browser has to complain about. */
async function open(result: RunResult, scheme: "light" | "dark" = "light") {
  const [file] = htmlReporter.report(result, { color: false, columns: 100, outputFolder: folder }).files;
  const path = join(folder, `${result.name.replace(/\W+/g, "-").slice(0, 40)}-${scheme}.html`);
  await writeFile(path, file?.content ?? "");
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: scheme });
  onTestFinished(() => page.close());
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => void dialog.dismiss().then(() => complaints.push("a dialog")));
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(path).href && !request.url().startsWith("data:")) complaints.push(request.url());
  });
  await page.goto(pathToFileURL(path).href);
  await page.locator("h1").waitFor();
  return { page, complaints };
}

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

  it("draws the load and the latencies, and shades the times that do not count", async () => {
    const { page } = await open(RESULTS.sick());
    await page.locator("#latency canvas").first().waitFor();
    expect(await page.locator("#load canvas").count()).toBe(2);
    expect(await page.locator(".sick-legend").count()).toBe(2);
    const { page: healthy } = await open(RESULTS.counter());
    expect(await healthy.locator(".sick-legend").count()).toBe(0);
  });

  it("shows the latencies of the metric that is picked", async () => {
    const { page, complaints } = await open(RESULTS.shop());
    await page.locator("#latency select").selectOption("step_duration");
    await page.locator("#latency figcaption", { hasText: "step_duration" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("opens a metric to show its parts, and finds one by its name", async () => {
    const { page } = await open(RESULTS.shop());
    const parts = page.locator("#metrics .part-row");
    expect(await parts.count()).toBe(0);
    await page.locator("#metrics button", { hasText: "step_duration" }).click();
    expect(await parts.allTextContents()).toContainEqual(expect.stringContaining("submitForm #checkout-form"));
    await page.locator("#metrics input").fill("websocket_opened");
    expect(await page.locator("#metrics tbody").count()).toBe(1);
  });

  it("groups failures, with the first of each", async () => {
    const result = RESULTS.failing();
    const { page } = await open(result);
    const groups = page.locator("#failures .failure");
    expect(await groups.count()).toBe(result.failures.length);
    expect(await groups.first().textContent()).toContain(result.failures[0]?.sample.message);
  });

  it("says in words what a threshold came to", async () => {
    const { page } = await open(RESULTS.failing());
    const rows = await page.locator("#thresholds tbody tr").allTextContents();
    expect(rows.some((row) => row.includes("✗ no"))).toBe(true);
    expect(rows.some((row) => row.includes("nothing measured"))).toBe(true);
  });

  it("is light or dark as the system says, or as the reader wants", async () => {
    const { page } = await open(RESULTS.counter(), "dark");
    const background = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const dark = await background();
    const toggle = page.locator("button.theme");
    await toggle.click();
    expect(await background()).toBe(dark);
    await toggle.click();
    expect(await background()).not.toBe(dark);
  });

  it("fits a narrow screen", async () => {
    const { page } = await open(RESULTS.shop());
    await page.setViewportSize({ width: 390, height: 800 });
    const overflow = () => page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    await expect.poll(overflow, { timeout: 10_000 }).toBeLessThanOrEqual(0);
  });

  it("does not run what a result holds", async () => {
    const { page, complaints } = await open(RESULTS.hostile());
    for (const button of await page.locator("#metrics button").all()) await button.click();
    for (const summary of await page.locator("summary").all()) await summary.click();
    expect(complaints).toEqual([]);
    expect(await page.locator("main img, main iframe, main script").count()).toBe(0);
  });
});
