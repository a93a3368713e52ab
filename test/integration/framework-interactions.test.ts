import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import { noBrowser } from "../browser-available.js";
import { MEASURES_TIME } from "../fixtures/measures-time.js";
import { type LiveSite, SLOW_MS, startLiveSite } from "../fixtures/pages/live-site.js";
import { RecordingTelemetry } from "../fixtures/recording-telemetry.js";

const PATIENT = { timeoutMs: 20_000, signal: new AbortController().signal };
const POLL = { timeout: 20_000 };
/** The page's own observer runs in the same task as the agent's; instants are rounded to 0.1 ms. */
const SAME_MS = 5;
/** Between two ticks of a page's clock that nothing holds up. */
const TICK_MS = 12;

/** What the page itself saw of its last interaction, in milliseconds since its start. */
interface Account {
  readonly inputAt: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Between the ticks of the page's clock around a change. */
  readonly heldMs: number;
}

const skipped = noBrowser === undefined ? "" : ` (${noBrowser})`;

describe.skipIf(noBrowser !== undefined)(
  `interactions of a framework${skipped}`,
  // Every test compares durations with the page's own account, to the millisecond.
  { ...MEASURES_TIME, timeout: 60_000 },
  () => {
    const connection = new ChromiumConnection();
    let site: LiveSite;
    let telemetry: RecordingTelemetry;

    beforeAll(async () => {
      const launch = { ...PATIENT, headed: false, env: process.env, clock: systemClock, onCrash: () => {} };
      [site] = await Promise.all([startLiveSite(), connection.launch(launch)]);
    }, 60_000);
    beforeEach(() => {
      telemetry = new RecordingTelemetry();
      site.handled.length = 0;
    });
    afterAll(async () => {
      await connection.close(5000);
      await site?.close();
    });

    const figures = (step: string) => {
      const [duration, delay, server, patch, first] = (["", "delay_", "server_", "patch_", "first_change_"] as const).map(
        (part) => telemetry.values(`interaction_${part}duration`, step)[0] ?? Number.NaN,
      ) as [number, number, number, number, number];
      expect(delay + server + patch).toBeCloseTo(duration, 6);
      return { duration, delay, server, first };
    };

    const common = ["inc", "slow", "rows", "search", "save", "visit", "inc"];
    it.each([
      ["htmx", "htmx", common],
      ["htmx4", "htmx", common],
      ["turbo", "turbo", [...common, "stream", "push"]],
      ["unpoly", "unpoly", common],
      ["datastar", "datastar", ["inc", "slow", "rows", "search", "save", "pieces"]],
      ["inertia", "inertia", common],
      ["socket.io", "generic", ["inc", "slow", "rows", "search", "save"]],
    ] as const)(
      "are exact, one for each that the server handled, beside a clock and polls: %s",
      async (page, adapter, actions) => {
        const user = await connection.newContext({ ...PATIENT, userId: 1, telemetry, routes: [] });
        const { page: port } = user;
        await port.navigate(`${site.url}/${page}`, PATIENT);
        if (page === "turbo" || page === "socket.io")
          await port.waitForSelector("[data-ready]", { ...PATIENT, state: "attached" });
        const seen: { readonly step: string; readonly account: Account; readonly ms: number }[] = [];
        for (const [number, action] of actions.entries()) {
          const step = `${action} ${number}`;
          const text = action === "rows" ? "row 499" : `${action} ${site.count + 1}`;
          if (action === "search") await port.fill("#search", "lamp", { ...PATIENT, step });
          else await port.pointer.click(`#${action}`, { ...PATIENT, step, force: false });
          // Another step is under way by the time it is sent.
          await port.waitForSelector(`#shown:has-text("${text}")`, {
            ...PATIENT,
            step: `waitForSelector ${number}`,
            looks: true,
            state: "attached",
          });
          await port.interactions.over({ ...PATIENT, mayBeLocal: false });
          const account = (await port.evaluate("() => account", [], PATIENT)) as Account;
          seen.push({ step, account, ms: site.handled.at(-1)?.ms ?? Number.NaN });
        }
        await expect.poll(() => telemetry.total("interactions"), POLL).toBe(actions.length);
        expect(telemetry.totals("interactions")).toEqual({ [adapter]: actions.length });
        expect(site.handled.map(({ name }) => name)).toEqual(actions);
        const wrong: (readonly [step: string, endMs: number, firstMs: number])[] = [];
        for (const { step, account, ms } of seen) {
          const { duration, delay, server, first } = figures(step);
          const { inputAt, firstAt, lastAt, heldMs } = account;
          // The element that Turbo puts a stream into is a change, too.
          const errors = [duration - (lastAt - inputAt), step.startsWith("push") ? 0 : first - (firstAt - inputAt)] as const;
          // The page's observer comes after ours, by as much as the page was held up between them.
          const laterMs = heldMs > TICK_MS ? heldMs : SAME_MS;
          if (errors.some((error) => error >= SAME_MS || error <= -laterMs)) wrong.push([step, ...errors]);
          expect(server, step).toBeGreaterThan(ms - 1);
          expect(server, step).toBeLessThanOrEqual(duration);
          if (step.startsWith("slow")) expect(server).toBeGreaterThan(SLOW_MS - 2);
          if (step.startsWith("search")) expect(delay).toBeGreaterThan(240);
        }
        expect(wrong, "by milliseconds until the last change and the first one").toEqual([]);
        for (const reason of ["local", "unanswered", "ambiguous"] as const) {
          expect(telemetry.totals(`interactions_${reason}`)).toEqual({});
        }
        await connection.closeContext(user, 5000);
      },
    );

    it.each([
      ["turbo", undefined],
      ["unpoly", "() => up.link.preload(document.querySelector('#visit')).then(() => {})"],
      ["inertia", "() => prefetch()"],
    ] as const)("are over when a visit that was prefetched is shown, and are local: %s", async (page, prefetch) => {
      const user = await connection.newContext({ ...PATIENT, userId: 1, telemetry, routes: [] });
      const { page: port } = user;
      await port.navigate(`${site.url}/${page}`, PATIENT);
      await port.waitForSelector("#visit", { ...PATIENT, state: "visible" });
      if (prefetch === undefined) await port.pointer.hover("#visit", { ...PATIENT, step: "hover", force: false });
      else await port.evaluate(prefetch, [], PATIENT);
      const visits = () => site.handled.filter(({ name }) => name === "visit").length;
      await expect.poll(visits, POLL).toBe(1);
      await port.pointer.click("#visit", { ...PATIENT, step: "visit", force: false });
      // Without anything shown it would fail: nothing was sent.
      await port.interactions.over({ ...PATIENT, mayBeLocal: false });
      await port.waitForSelector(`#shown:has-text("visit")`, { ...PATIENT, state: "attached" });
      await expect.poll(() => telemetry.totals("interactions_local"), POLL).toEqual({ visit: 1 });
      expect([visits(), telemetry.total("interactions")]).toEqual([1, 0]);
      await connection.closeContext(user, 5000);
    });
  },
);
