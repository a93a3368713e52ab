import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import type { DashboardEvent } from "../../src/dashboard/dashboard-events.js";
import { dashboardPage } from "../../src/dashboard/dashboard-page.js";
import { startDashboardServer } from "../../src/dashboard/dashboard-server.js";
import { emptyState } from "../../src/dashboard/dashboard-state.js";
import type { DashboardSteering } from "../../src/dashboard/dashboard-steering.js";
import { detailsOf } from "../../src/dashboard/details-of.js";
import { EventFeed } from "../../src/dashboard/event-feed.js";
import { figuresOf } from "../../src/dashboard/figures.js";
import { shownResult } from "../../src/pages/shown-result.js";
import { backgroundRun } from "../../src/result/background-run.js";
import type { RunResult } from "../../src/result/model.js";
import type { LiveLook } from "../../src/run/live/live-look.js";
import type { LivePicture } from "../../src/run/live/live-picture.js";
import { noBrowser } from "../browser-available.js";

/** Opens dashboards in a browser that all tests of a file share; collects what the browser complains about. */
export function dashboardPages() {
  let browser: Browser;
  beforeAll(async () => {
    if (noBrowser !== undefined) return;
    const { path } = await findBrowser({ env: process.env, platform: process.platform });
    browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
  });
  afterAll(() => browser?.close());

  async function open(url: string, viewport = { width: 1280, height: 900 }, colorScheme: "light" | "dark" = "light") {
    const page = await browser.newPage({ viewport, colorScheme });
    onTestFinished(() => page.close());
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => void dialog.dismiss().then(() => complaints.push("a dialog")));
    await page.goto(url);
    return { page, complaints };
  }

  return { open };
}

interface ServeOptions {
  readonly run?: string;
  readonly port?: number;
  readonly steering?: DashboardSteering;
  readonly look?: LiveLook;
}

/** Serves a dashboard whose events the test makes up. */
export async function serve({ run = "run-1", port = 0, steering, look }: ServeOptions = {}) {
  const feed = new EventFeed(systemClock, emptyState(run, "1.0.0"));
  const server = await startDashboardServer({ port, page: dashboardPage(), feed, steering, look: () => look });
  onTestFinished(() => server.close());
  const tell = (...events: DashboardEvent[]) => {
    for (const event of events) feed.push(event);
  };
  return { feed, server, tell, port: Number(new URL(server.url).port) };
}

export const begin = (name = "a.scenario.ts", index = 1): DashboardEvent => ({ type: "scenario-started", name, index, total: 2 });
export const live = (picture: LivePicture): DashboardEvent => ({ type: "live", picture });
export const end = (result: RunResult): DashboardEvent => {
  const shown = shownResult(result);
  const crowd = backgroundRun(result);
  const { name, verdict, sentence, verdictReasons: reasons } = shown;
  const figures = { ...figuresOf(shown, crowd === undefined ? undefined : shownResult(crowd)), details: detailsOf(result) };
  return { type: "scenario-ended", ended: { name, verdict, sentence, reasons, outputFolder: "/out", figures } };
};
export const pill = (page: Page, link: string) => page.locator(`.link-pill.${link}`).waitFor();
export const textOf = (page: Page, selector: string) => page.locator(selector).first().textContent();
