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

let site: EqualPage;
let browser: Browser;
beforeAll(async () => {
  if (noBrowser === undefined) [site, browser] = await Promise.all([startEqualPage(), launchBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe.skipIf(noBrowser !== undefined).each(["chromium", "playwright"] as const)(
  `a page that looks for signs of LiveLoad with %s${skipped}`,
  { timeout: 90_000 },
  (name) => {
    const connection = CONNECTIONS[name]();
    /** The paths of an ordinary page, of a LiveView and of pages with other frameworks. */
    const paths = name === "chromium" ? ["/", "/live", "/frameworks"] : ["/", "/live"];
    /** Seen, but not yet compared. */
    const visits: Visit[] = [];

    beforeAll(async () => {
      await connection.launch({ ...PATIENT, headed: false, env: process.env, clock: systemClock, onCrash: () => {} });
    }, 60_000);
    afterAll(() => connection.close(5000));

    async function visit(path: string): Promise<Visit> {
      const telemetry = new RecordingTelemetry();
      const user = await connection.newContext({ ...PATIENT, userId: 1, telemetry, routes: [] });
      // Both at once: a machine that other tests keep busy delays the timers of both.
      const bare = notesOfBare(browser, `${site.url}${path}`);
      await user.page.navigate(`${site.url}${path}`, PATIENT);
      await user.page.evaluate("() => ready()", [], PATIENT);
      await user.page.pointer.click("#act", { ...PATIENT, step: "click #act", force: false });
      await user.page.waitForSelector('#shown:has-text("shown")', { ...PATIENT, state: "attached" });
      const notes = (await user.page.evaluate("() => notes()", [], PATIENT)) as PageNotes;
      const expected = await bare;
      await user.flush(5000);
      await connection.closeContext(user, 5000);
      return { notes, expected, telemetry };
    }

    it.each(paths)("finds none at %s", async (path) => {
      const seen = await visit(path);
      visits.push(seen);
      expect(changes(seen.expected.natives, seen.notes.natives)).toEqual([]);
      const { lateMs: _late, natives: _natives, ...notes } = seen.notes;
      const { lateMs: _bareLate, natives: _others, ...others } = seen.expected;
      expect(notes).toEqual(others);
      expect(seen.telemetry.totals("page_errors")).toEqual({ Error: 3 });
    });

    it("has timers that are not later", MEASURES_TIME, async () => {
      // Tried again, it looks anew.
      const seen = visits.splice(0);
      if (seen.length === 0) for (const path of paths) seen.push(await visit(path));
      for (const { notes, expected } of seen) expect(median(notes.lateMs) - median(expected.lateMs)).toBeLessThan(LATER_MS);
    });
  },
);

/** The notes of a page, with LiveLoad and without. */
interface Visit {
  readonly notes: PageNotes;
  readonly expected: PageNotes;
  readonly telemetry: RecordingTelemetry;
}

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
