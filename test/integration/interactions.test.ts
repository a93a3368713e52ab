import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import type { BrowserConnection, BrowserUser } from "../../src/browser/connection.js";
import { PlaywrightConnection } from "../../src/browser/playwright/playwright-connection.js";
import { noBrowser } from "../browser-available.js";
import { MEASURES_TIME } from "../fixtures/measures-time.js";
import { median } from "../fixtures/median.js";
import { type LiveSite, SLOW_MS, startLiveSite } from "../fixtures/pages/live-site.js";
import { RecordingTelemetry } from "../fixtures/recording-telemetry.js";
import { startTarget, type Target } from "../target/target.js";

const PATIENT = { timeoutMs: 20_000, signal: new AbortController().signal };
const POLL = { timeout: 20_000 };
/** The page's own observer runs in the same task as the agent's; instants are rounded to 0.1 ms. */
const SAME_MS = 5;

/** Changes that nothing tells of are looked for, by a timer that a busy machine delays. */
const UNTOLD_MS = 150;
/** Timers of the server may fire a millisecond early, by its own account of them. */
const ROUNDED_MS = 2;
const PARTS = ["delay_", "server_", "patch_"] as const;
/** Measures how long a request takes that the server answers at once. */
const BARE_REQUEST = `async () => {
  const begun = performance.now();
  await (await fetch("/poll", { method: "POST" })).text();
  return performance.now() - begun;
}`;

/** Interactions in a row; beside background traffic more, until one of them is measured. */
const [FEW, MANY] = [3, 12];

/** What the page itself saw of its last interaction, in milliseconds since its start. */
interface Account {
  readonly inputAt: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** What recognizes the interactions of a page. */
const ADAPTERS: Readonly<Record<string, string>> = { htmx: "htmx", htmx4: "htmx", turbo: "turbo" };

const CONNECTIONS: readonly (readonly [string, () => BrowserConnection])[] = [
  ["chromium", () => new ChromiumConnection()],
  ["playwright", () => new PlaywrightConnection()],
];

const skipped = noBrowser === undefined ? "" : ` (${noBrowser})`;

describe.skipIf(noBrowser !== undefined).each(CONNECTIONS)(
  `interactions with %s${skipped}`,
  { timeout: 60_000 },
  (name, connect) => {
    /** The engines differ only in how they are driven, so one of them sees every kind of page. */
    const some = <T>(all: readonly T[], few: readonly T[]) => (name === "chromium" ? all : few);
    const connection = connect();
    let site: LiveSite;
    let target: Target;
    let user: BrowserUser;
    let telemetry: RecordingTelemetry;

    beforeAll(async () => {
      const launch = { ...PATIENT, headed: false, env: process.env, clock: systemClock, onCrash: () => {} };
      [site, target] = await Promise.all([startLiveSite(), startTarget(), connection.launch(launch)]);
    }, 60_000);
    beforeEach(async () => {
      telemetry = new RecordingTelemetry();
      site.handled.length = 0;
      user = await connection.newContext({ ...PATIENT, userId: 1, telemetry, routes: [] });
    });
    afterEach(() => connection.closeContext(user, 5000));
    afterAll(async () => {
      await connection.close(5000);
      await Promise.all([site?.close(), target?.close()]);
    });

    const see = (selector: string) => user.page.waitForSelector(selector, { ...PATIENT, state: "attached" });
    const open = async (path: string) => {
      await user.page.navigate(`${site.url}/${path}`, PATIENT);
      if (path.startsWith("socket")) await see("[data-ready]");
    };
    const click = (id: string) => user.page.pointer.click(`#${id}`, { ...PATIENT, step: `click #${id}`, force: false });
    const shows = (text: string) => see(`#frame:has-text("${text}")`);
    const account = async () => (await user.page.evaluate("() => account", [], PATIENT)) as Account;
    const over = (timeoutMs = PATIENT.timeoutMs) => user.page.interactions.over({ ...PATIENT, timeoutMs, mayBeLocal: false });
    const samples = (part: "" | "delay_" | "server_" | "patch_" | "first_change_", step: string) =>
      telemetry.values(`interaction_${part}duration`, step);
    const measured = (step: string, times = 1) => expect.poll(() => samples("", step).length, POLL).toBe(times);
    /** The only interaction of the step, whose parts must add up. */
    const figures = (step: string) => {
      const [duration, delay, server, patch, firstChange] = (["", "delay_", "server_", "patch_", "first_change_"] as const).map(
        (part) => samples(part, step)[0] ?? Number.NaN,
      ) as [number, number, number, number, number];
      expect(delay + server + patch).toBeCloseTo(duration, 6);
      return { duration, delay, server, patch, firstChange };
    };

    const pages = ["fetch", "xhr", "unread", "chain", "htmx", "htmx4", "turbo", "socket", "socket?ids", "socket.io", "events"];

    it.each(some(pages, ["fetch", "htmx", "htmx4", "socket.io"]))(
      "last until the page shows the answer, whatever brings it: %s",
      MEASURES_TIME,
      async (page) => {
        const action = page === "events" ? "push" : "inc";
        await open(page);
        await click(action);
        await shows(`${action} `);
        await measured(`click #${action}`);
        const { inputAt, lastAt } = await account();
        expect(Math.abs(figures(`click #${action}`).duration - (lastAt - inputAt))).toBeLessThan(SAME_MS);
        expect(telemetry.totals("interactions")).toEqual({ [ADAPTERS[page] ?? "generic"]: 1 });
      },
    );

    it.each(some(["fetch", "xhr", "htmx", "htmx4", "turbo", "socket?ids"], ["fetch"]))(
      "tell the server's part from the page's, as exactly as a bare request of the page could: %s",
      MEASURES_TIME,
      async (page) => {
        await open(page);
        for (const delayMs of [50, SLOW_MS]) {
          Object.assign(site, { slowMs: delayMs }).handled.length = 0;
          const step = `slow ${delayMs}`;
          const bare: number[] = [];
          for (let time = 1; time <= FEW; time++) {
            // In the same moments, on the same busy machine.
            bare.push((await user.page.evaluate(BARE_REQUEST, [], PATIENT)) as number);
            await user.page.pointer.click("#slow", { ...PATIENT, step, force: false });
            await over();
            await measured(step, time);
          }
          const [all, delays, servers, patches] = [samples("", step), ...PARTS.map((part) => samples(part, step))] as const;
          for (const [at, ms] of all.entries()) expect(delays![at]! + servers![at]! + patches![at]!).toBeCloseTo(ms, 6);
          const own = site.handled.map(({ ms }) => ms);
          expect(Math.min(...servers!)).toBeGreaterThan(Math.min(...own) - ROUNDED_MS);
          // The one that the machine disturbed least: whatever is counted in by mistake is in all of them.
          expect(Math.min(...servers!)).toBeLessThan(median(own) * 1.02 + SAME_MS + Math.max(...bare));
        }
        site.slowMs = SLOW_MS;
      },
    );

    it("end with the last piece of a streamed answer, and tell when the first one came", MEASURES_TIME, async () => {
      await open("fetch");
      await click("stream");
      await shows("three end");
      await measured("click #stream");
      const { inputAt, firstAt, lastAt } = await account();
      const { duration, firstChange } = figures("click #stream");
      expect(Math.abs(duration - (lastAt - inputAt))).toBeLessThan(SAME_MS);
      expect(Math.abs(firstChange - (firstAt - inputAt))).toBeLessThan(SAME_MS);
      expect(firstChange).toBeLessThan(duration - 200);
    });

    it.each(some(["fetch", "htmx", "htmx4", "socket?ids"], ["fetch"]))(
      "belong to the input although the page waits before it sends: %s",
      async (page) => {
        await open(page);
        await user.page.fill("#search", "lamp", { ...PATIENT, step: "fill #search" });
        // Another step is under way by the time it is sent.
        await shows("search ");
        await measured("fill #search");
        expect(figures("fill #search").delay).toBeGreaterThan(240);
        expect(site.handled.map(({ name }) => name)).toEqual(["search"]);
      },
    );

    it("begin with a field that a step sets", async () => {
      await open("fetch");
      await user.page.selectOption("#choice", ["b"], { ...PATIENT, step: "selectOption #choice" });
      await measured("selectOption #choice");
    });

    it.runIf(name === "chromium").each(["value", "shadow", "shadow?late"])(
      "end with a change that no mutation of the document tells of: %s",
      MEASURES_TIME,
      async (page) => {
        await open(page);
        await click("slow");
        await user.page.waits.forFunction({ source: "() => account.lastAt > 0", args: [] }, PATIENT);
        await measured("click #slow");
        const { inputAt, lastAt } = await account();
        const { duration, server } = figures("click #slow");
        expect(duration - (lastAt - inputAt)).toBeGreaterThan(-SAME_MS);
        expect(duration - (lastAt - inputAt)).toBeLessThan(UNTOLD_MS);
        expect(server).toBeGreaterThan(SLOW_MS - 2);
        expect(telemetry.totals("interactions_ambiguous")).toEqual({});
      },
    );

    it.each(["next", "go"])("that lead to another document end when it shows something: %s", async (id) => {
      await open("fetch");
      await click(id);
      await see("#arrived");
      await measured(`click #${id}`);
      expect(telemetry.totals("interactions")).toEqual({ document: 1 });
      await user.flush(5000);
      const [painted] = telemetry.values("web_vital_fcp", "/next");
      expect(figures(`click #${id}`).duration).toBeGreaterThan(painted!);
    });

    it("that change the address within the document are like all others", async () => {
      await open("fetch");
      await click("swap");
      await shows("inc ");
      await measured("click #swap");
    });

    it("are as many as the server handled, one after the other", async () => {
      await open("fetch");
      for (let time = 1; time <= 5; time++) {
        await click("inc");
        await over();
      }
      await measured("click #inc", 5);
      expect(site.handled).toHaveLength(5);
    });

    it.runIf(name === "chromium").each([
      ["ticks on the same socket, at once", "socket?ticks", 0],
      ["ticks on the same socket, after a while", "socket?ticks", 24],
      ["polls, at once", "fetch?poll", 0],
      ["polls, after a while", "fetch?poll", 15],
    ])("are right or not measured beside %s", MEASURES_TIME, async (_what, page, background) => {
      await open(page);
      await user.page.waits.forFunction({ source: `() => background.updates >= ${background}`, args: [] }, PATIENT);
      const expected: number[] = [];
      const found = () => samples("", "click #slow");
      const isEnough = () => expected.length >= FEW && (found().length > 0 || background === 0);
      while (!isEnough() && expected.length < MANY) {
        await click("slow");
        await shows(`slow ${site.count + 1}`);
        const { inputAt, lastAt } = await account();
        expected.push(lastAt - inputAt);
        await over();
        const counted = () => found().length + telemetry.total("interactions_ambiguous");
        if (expected.length >= FEW) await expect.poll(counted, POLL).toBe(expected.length);
      }
      // Ticks and polls may be answered at the same time, but not always.
      if (background > 0) expect(found().length).toBeGreaterThan(0);
      const wrong = found().filter((ms) => expected.every((other) => Math.abs(ms - other) >= SAME_MS));
      expect(wrong, `of ${expected.join(", ")}`).toEqual([]);
    });

    it("are local if nothing is sent", async () => {
      await open("fetch");
      await click("local");
      await expect.poll(() => telemetry.totals("interactions_local"), POLL).toEqual({ "click #local": 1 });
      expect(telemetry.samples.filter(({ metric }) => metric.startsWith("interaction"))).toEqual([]);
    });

    it("of LiveViews are their events, with the input before them", async () => {
      await user.page.navigate(`${target.url}/counter`, PATIENT);
      await user.page.waitForLiveView(PATIENT);
      for (let time = 1; time <= 3; time++) {
        await click("inc");
        await over();
        expect(await user.page.reads.innerText("#count", PATIENT)).toBe(String(time));
      }
      await user.flush(5000);
      const events = (part: "" | "server_" | "patch_") => telemetry.values(`liveview_event_${part}duration`);
      expect(samples("server_", "click #inc")).toEqual(events("server_"));
      expect(samples("patch_", "click #inc")).toEqual(events("patch_"));
      const durations = samples("delay_", "click #inc").map((delay, at) => delay + events("")[at]!);
      for (const [at, duration] of samples("", "click #inc").entries()) expect(duration).toBeCloseTo(durations[at]!, 6);
      expect(telemetry.totals("interactions")).toEqual({ liveview: 3 });
      expect(telemetry.total("interactions_local")).toBe(0);
    });

    describe("a wait for the last one", () => {
      it("ends with the answer to the event that a debounced field of a LiveView pushes later", async () => {
        await user.page.navigate(`${target.url}/bindings`, PATIENT);
        await user.page.waitForLiveView(PATIENT);
        await user.page.evaluate(`() => document.querySelector("#slow").setAttribute("phx-debounce", "600")`, [], PATIENT);
        await user.page.fill("#slow", "lamp", { ...PATIENT, step: "fill #slow" });
        await user.page.interactions.over({ ...PATIENT, mayBeLocal: true });
        expect(await user.page.reads.innerText("#last", PATIENT)).toMatch(/^changed/);
      });

      it("ends at once if there was no input", async () => {
        await open("fetch");
        await over(5000);
      });

      it("ends when the page shows the answer", async () => {
        await open("fetch");
        await click("slow");
        await over();
        expect(await user.page.reads.innerText("#shown", PATIENT)).toMatch(/^slow /);
      });

      it.each([
        ["local", "waited 300 ms for the last interaction to be over: nothing was sent"],
        ["never", "waited 300 ms for the last interaction to be over: there was no reply to POST /act/never"],
        ["silent", "waited 300 ms for the last interaction to be over: the reply did not change the page"],
      ])("says at its time-out what was missing: %s", async (id, message) => {
        await open("fetch");
        await click(id);
        await expect(over(300)).rejects.toThrow(message);
      });

      it("ends without an answer if nothing was sent and that is enough", async () => {
        await open("fetch");
        await click("local");
        await user.page.interactions.over({ ...PATIENT, mayBeLocal: true });
        await expect(over()).rejects.toThrow("nothing was sent (click #local)");
      });
    });
  },
);
