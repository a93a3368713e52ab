import type { Page } from "playwright-core";
import { messageOf } from "../../base/errors.js";

const ERROR_PAGE_MS = 1000;

/** Waits for the browser's error page, which appears a moment later and would interrupt the next navigation; then throws. */
export async function afterErrorPage(page: Page, error: unknown): Promise<never> {
  if (/net::ERR_(?!ABORTED)/.test(messageOf(error))) {
    await page.waitForURL("chrome-error://**", { waitUntil: "commit", timeout: ERROR_PAGE_MS }).catch(() => {});
  }
  throw error;
}
