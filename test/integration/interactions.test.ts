import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import type { BrowserUser } from "../../src/browser/connection.js";
import { noBrowser } from "../browser-available.js";
import { type LiveSite, SLOW_MS, startLiveSite } from "../fixtures/pages/live-site.js";
import { RecordingTelemetry } from "../fixtures/recording-telemetry.js";

const PATIENT = { timeoutMs: 20_000, signal: new AbortController().signal };

/** What the page itself saw of an interaction. */
interface Account {
  readonly inputAt: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

describe.skipIf(noBrowser !== undefined)(
  `interactions${noBrowser === undefined ? "" : ` (${noBrowser})`}`,
  { timeout: 60_000 },
  () => {
    const connection = new ChromiumConnection();
    let site: LiveSite;
    let user: BrowserUser;
    let telemetry: RecordingTelemetry;

    beforeAll(async () => {
      const launch = { ...PATIENT, headed: false, env: process.env, clock: systemClock, onCrash: () => {} };
      [site] = await Promise.all([startLiveSite(), connection.launch(launch)]);
    });
    beforeEach(async () => {
      telemetry = new RecordingTelemetry();
      site.handled.length = 0;
      user = await connection.newContext({ ...PATIENT, userId: 1, telemetry, routes: [] });
    });
    afterEach(() => connection.closeContext(user, 5000));
    afterAll(async () => {
      await connection.close(5000);
      await site?.close();
    });

    const open = (path: string) => user.page.navigate(`${site.url}${path}`, PATIENT);
    const click = (id: string) => user.page.click(`#${id}`, { ...PATIENT, step: `click #${id}`, force: false });
    const shows = (text: string) => user.page.waitForSelector(`#shown:has-text("${text}")`, { ...PATIENT, state: "visible" });
    const account = async () => (await user.page.evaluate("() => account", [], PATIENT)) as Account;
    const measured = (step: string, times = 1) =>
      expect.poll(() => telemetry.values("interaction_duration", step), { timeout: 20_000 }).toHaveLength(times);
    const value = (part: "" | "delay_" | "server_" | "patch_" | "first_change_", step: string) =>
      telemetry.values(`interaction_${part}duration`, step).at(-1)!;

    it.each(["fetch", "xhr", "socket", "socket?ids", "events", "unread", "chain"])(
      "on %s pages are measured until the page shows the answer",
      async (make) => {
        await open(`/${make}`);
        const action = make === "events" ? "push" : "inc";
        await click(action);
        await shows(action);
        const step = `click #${action}`;
        await measured(step);
        const { inputAt, lastAt } = await account();
        console.log(
          make,
          lastAt - inputAt,
          value("", step),
          value("delay_", step),
          value("server_", step),
          value("patch_", step),
          site.handled,
        );
        expect(Math.abs(value("", step) - (lastAt - inputAt))).toBeLessThan(5);
      },
    );
  },
);
