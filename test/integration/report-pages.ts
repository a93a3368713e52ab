import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import { htmlReporter } from "../../src/reporters/html/html-reporter.js";
import type { RunResult } from "../../src/result/model.js";
import { noBrowser } from "../browser-available.js";

interface OpenOptions {
  readonly scheme?: "light" | "dark";
  /** Of the address, with `#`. */
  readonly fragment?: string;
  readonly width?: number;
}

/** Opens reports in a browser that all tests of a file share. */
export function reportPages() {
  let browser: Browser;
  let folder = "";
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

  /** Opens the report of a result, and collects all errors and warnings of the browser. */
  async function open(result: RunResult, { scheme = "light", fragment = "", width = 1280 }: OpenOptions = {}) {
    const [file] = htmlReporter.report(result, { color: false, columns: 100, outputFolder: folder }).files;
    const path = join(folder, `${result.name.replace(/\W+/g, "-").slice(0, 40)}-${scheme}.html`);
    await writeFile(path, file?.content ?? "");
    return openFile(pathToFileURL(path).href, { scheme, fragment, width });
  }

  /** Opens a page of ours that was written already. */
  async function openFile(address: string, { scheme = "light", fragment = "", width = 1280 }: OpenOptions = {}) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
    onTestFinished(() => page.close());
    const complaints = complaintsOf(page, address);
    await page.goto(`${address}${fragment}`);
    await page.locator("h1").waitFor();
    return { page, complaints };
  }

  return { open, openFile, folder: () => folder };
}

function complaintsOf(page: Page, address: string): readonly string[] {
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => void dialog.dismiss().then(() => complaints.push("a dialog")));
  page.on("request", (request) => {
    const url = request.url();
    if (url.split("#")[0] !== address && !url.startsWith("data:")) complaints.push(url);
  });
  return complaints;
}
