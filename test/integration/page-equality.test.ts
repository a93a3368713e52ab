import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import { PlaywrightConnection } from "../../src/browser/playwright/playwright-connection.js";
import { noBrowser } from "../browser-available.js";
import { MEASURES_TIME } from "../fixtures/measures-time.js";
import { median } from "../fixtures/median.js";
import { type EqualPage, type PageNotes, startEqualPage } from "../fixtures/pages/equal-page.js";
import { RecordingTelemetry } from "../fixtures/recording-telemetry.js";
import { launchBrowser } from "../target/browser.js";

const PATIENT = { timeoutMs: 30_000, signal: new AbortController().signal };
/** Machines that run tests delay timers: compared is what is usual in each of two pages at the same time. */
const LATER_MS = 40;
const CONNECTIONS = { chromium: () => new ChromiumConnection(), playwright: () => new PlaywrightConnection() };
const skipped = noBrowser === undefined ? "" : ` (${noBrowser})`;

describe.skipIf(noBrowser !== undefined)(
  `a page that looks for signs of LiveLoad${skipped}`,
  { ...MEASURES_TIME, timeout: 90_000 },
  () => {
    let site: EqualPage;
    let browser: Browser;

    beforeAll(async () => {
      [site, browser] = await Promise.all([startEqualPage(), launchBrowser()]);
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      await site?.close();
    });

    it.each(["chromium", "playwright"] as const)(
      "finds none with %s, also on the page of a LiveView or of other frameworks",
      async (name) => {
        const connection = CONNECTIONS[name]();
        await connection.launch({ ...PATIENT, headed: false, env: process.env, clock: systemClock, onCrash: () => {} });
        try {
          for (const path of name === "chromium" ? ["/", "/live", "/frameworks"] : ["/", "/live"]) {
            const telemetry = new RecordingTelemetry();
            const user = await connection.newContext({ ...PATIENT, userId: 1, telemetry, routes: [] });
            // Both at once: a machine that other tests keep busy delays the timers of both.
            const bare = notesOfBare(browser, `${site.url}${path}`);
            await user.page.navigate(`${site.url}${path}`, PATIENT);
            await user.page.evaluate("() => ready()", [], PATIENT);
            await user.page.pointer.click("#act", { ...PATIENT, step: "click #act", force: false });
            await user.page.waitForSelector('#shown:has-text("shown")', { ...PATIENT, state: "attached" });
            const seen = (await user.page.evaluate("() => notes()", [], PATIENT)) as PageNotes;
            const expected = await bare;
            expect(changes(expected.natives, seen.natives)).toEqual([]);
            const { lateMs, natives: _natives, ...notes } = seen;
            const { lateMs: bareLateMs, natives: _others, ...others } = expected;
            expect(notes).toEqual(others);
            expect(median(lateMs) - median(bareLateMs)).toBeLessThan(LATER_MS);
            await user.flush(5000);
            expect(telemetry.totals("page_errors")).toEqual({ Error: 3 });
          }
        } finally {
          await connection.close(5000);
        }
      },
    );
  },
);

async function notesOfBare(browser: Browser, url: string): Promise<PageNotes> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.evaluate("ready()");
  await page.click("#act");
  const notes = await page.evaluate<PageNotes>("notes()");
  await page.close();
  return notes;
}

function changes(before: readonly string[], after: readonly string[]): readonly string[] {
  const [known, present] = [new Set(before), new Set(after)];
  const missing = before.filter((line) => !present.has(line)).map((line) => `- ${line}`);
  return [...missing, ...after.filter((line) => !known.has(line)).map((line) => `+ ${line}`)];
}
