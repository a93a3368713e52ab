import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import type { CdpSession } from "../../src/browser/cdp-session.js";
import { NetworkTelemetry } from "../../src/browser/network/network-telemetry.js";
import { PageAgent } from "../../src/browser/page-agent/page-agent.js";
import { RecordingTelemetry } from "../fixtures/recording-telemetry.js";

const TIMEOUT_MS = 30_000;

/** A page in its own context, with the page agent and the network telemetry attached. */
export interface ObservedPage {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly telemetry: RecordingTelemetry;
  readonly agent: PageAgent;
  /** Errors and warnings in the page's console, and what its scripts threw. */
  readonly problems: readonly string[];
  /** Opens a page and waits until its live views, `views` of them, are connected. */
  openLive(path: string, views?: number): Promise<void>;
  /** Waits until the element shows the text. */
  shows(selector: string, text: string): Promise<void>;
  /** Flushes the page; returns everything recorded so far. */
  flushed(): Promise<RecordingTelemetry>;
  /** Waits until what was recorded gives the expected value. */
  eventually<Value>(read: (telemetry: RecordingTelemetry) => Value, expected: Value): Promise<void>;
}

/** Playwright's own session, whose types are of another version of the protocol. */
export async function openSession(page: Page): Promise<CdpSession> {
  return (await page.context().newCDPSession(page)) as unknown as CdpSession;
}

export async function observePage(browser: Browser, baseURL: string): Promise<ObservedPage> {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const telemetry = new RecordingTelemetry();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  const cdp = await openSession(page);
  const options = { telemetry, routes: [], clock: systemClock };
  const agent = new PageAgent(cdp, options);
  await Promise.all([agent.attach(), new NetworkTelemetry({ ...options, seesWorkers: false }).attach(cdp)]);
  const connected = page.locator("[data-phx-session].phx-connected");
  return {
    context,
    page,
    telemetry,
    agent,
    problems,
    async openLive(path, views = 1) {
      await page.goto(path);
      await expect.poll(() => connected.count(), { timeout: TIMEOUT_MS }).toBe(views);
    },
    shows: (selector, text) => page.locator(selector).filter({ hasText: text }).waitFor(),
    async flushed() {
      await agent.flush(TIMEOUT_MS);
      return telemetry;
    },
    eventually: (read, expected) => expect.poll(() => read(telemetry), { timeout: TIMEOUT_MS }).toEqual(expected),
  };
}
