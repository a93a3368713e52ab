import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from "vitest";
import { browserPath, launchBrowser } from "./browser.js";
import { startTarget, type Target } from "./target.js";

/** The main view has been joined. */
export const LIVE = "[data-phx-main].phx-connected";

/** A page in a fresh context with reset statistics for each test; one browser and one site per file. */
export interface SiteInBrowser {
  readonly page: Page;
  readonly target: Target;
  /** Warnings and errors of the page's console, and uncaught errors. */
  readonly problems: readonly string[];
  /** Goes to a page and waits until its main view is live. */
  openLive(path: string): Promise<void>;
  /** Waits until the element has this text. */
  becomes(selector: string, text: string | RegExp): Promise<void>;
}

/** A suite that needs a real browser; skipped with the reason if there is none. */
export function describeInBrowser(title: string, suite: (site: SiteInBrowser) => void): void {
  const reason = browserPath === undefined ? " (skipped: there is no browser; set LIVELOAD_BROWSER_PATH)" : "";
  describe.skipIf(browserPath === undefined)(`${title}${reason}`, { timeout: 60_000 }, () => {
    let browser: Browser | undefined;
    let target: Target | undefined;
    let page: Page | undefined;
    let problems: string[] = [];

    beforeAll(async () => {
      [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
    }, 60_000);

    beforeEach(async () => {
      const context = await present(browser).newContext({ baseURL: present(target).url });
      page = await context.newPage();
      page.setDefaultTimeout(30_000);
      const found: string[] = [];
      problems = found;
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) found.push(message.text());
      });
      page.on("pageerror", (error) => found.push(String(error)));
      target?.resetStats();
    });

    afterEach(async () => {
      target?.refuseSockets(false);
      await page?.context().close();
      await expect.poll(() => target?.stats().sockets.open, { timeout: 30_000 }).toBe(0);
    });

    afterAll(async () => {
      await browser?.close();
      await target?.close();
    });

    suite({
      get page() {
        return present(page);
      },
      get target() {
        return present(target);
      },
      get problems() {
        return problems;
      },
      async openLive(path) {
        await present(page).goto(path);
        await present(page).locator(LIVE).waitFor();
      },
      becomes: (selector, text) => present(page).locator(selector).filter({ hasText: text }).waitFor(),
    });
  });
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("used outside a test");
  return value;
}
