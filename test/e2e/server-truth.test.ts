import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { MEASURES_TIME } from "../fixtures/measures-time.js";
import { type CountingSite, startCountingSite } from "../fixtures/pages/counting-site.js";
import { startTarget, type Target } from "../target/target.js";
import { eventually, liveLoad, resultIn, temporaryFolder } from "./command.js";
import { runFiles } from "./visitors.js";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

/** Tolerance below the server's figure: rounding and the sketch's error; `npm run bench:truth` has tighter limits for a quiet machine. */
const below = (ms: number) => ms * 0.98 - 5;
/** Tolerance above it: on a busy machine the browser handles a reply only when it gets the CPU. */
const above = (ms: number) => ms * 1.02 + 150;

describe.skipIf(noBrowser)(`the server time of an event${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it.each([50, 300, 1000])("agrees with the server's own measurement, with handlers of %i ms", MEASURES_TIME, async (delayMs) => {
    target.resetStats();
    const out = join(await temporaryFolder(), "report");
    const given = ["--option", `baseUrl=${target.url}`, "--option", `delayMs=${delayMs}`, "--duration", "8s", "--out", out];
    const { stdout, stderr } = await liveLoad(["run", "bench/scenarios/delayed.scenario.js", ...given], { cwd: resolve(".") })
      .ended;
    const { histograms, sick } = resultIn(out);
    const metric = "liveview_event_server_duration";
    const { count = 0, p50 = 0 } = (histograms[metric] ?? sick.histograms[metric])?.aggregate ?? {};
    const own = [...(target.stats().handlerMs.byName.inc ?? [])].sort((a, b) => a - b);
    const serverMs = own[Math.floor((own.length - 1) / 2)] ?? 0;
    expect(count, stdout + stderr).toBeGreaterThan(1);
    expect(serverMs).toBeGreaterThanOrEqual(delayMs - 1);
    expect(p50).toBeGreaterThan(below(serverMs));
    expect(p50).toBeLessThan(above(serverMs));
  });
});

/** Duration and users of the visit; can be raised by hand. */
const SECONDS = Number(process.env.TRUTH_SECONDS ?? 15);
const USERS = Number(process.env.TRUTH_USERS ?? 4);

const VISITS = `
import { defineScenario } from "live-load";

const PAGES = ["/starts/classic", "/starts/module", "/starts/blob", "/starts/nested", "/starts/shared", "/starts/audio", "/starts/paint",
  "/frames", "/worker-failures", "/worker-sockets", "/starts/service", "/service/page", "/service/through", "/unread", "/unread-large",
  "/cached", "/cached", "/beacons", "/cors", "/streams", "/aborts", "/failures", "/data-urls", "/redirect"];

export default defineScenario({
  name: "visits",
  config: ({ baseUrl }) => ({ baseUrl: String(baseUrl) }),
  run: async (context, _userId, { baseUrl }) => {
    const visit = (path) => context.navigate(baseUrl + path).waitForSelector("#done");
    for (const path of PAGES) await visit(path);
    await visit("/prefetches").click("#go").waitForSelector("#done");
    await context.navigate(baseUrl + "/popups").click("#start").waitForSelector("#done");
    // Meanwhile the previous page's pending requests finish.
    await visit("/quiet");
  },
});
`;

describe.skipIf(noBrowser)(`every request and socket${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  let site: CountingSite;
  beforeAll(async () => {
    site = await startCountingSite();
  });
  afterAll(() => site.close());

  it(
    "of pages, workers, prefetches and unread responses is timed, and counted as the server counts it",
    async () => {
      const given = ["--option", `baseUrl=${site.url}`, "--users", String(USERS), "--duration", `${SECONDS}s`];
      const { result, stdout, stderr } = await runFiles({ "visits.scenario.mjs": VISITS }, ...given, "--browser", "chromium");
      const { counters, histograms, sick, iterations } = result ?? {};
      expect(iterations?.failed, stdout + stderr).toBe(0);
      expect(iterations?.succeeded).toBeGreaterThanOrEqual(USERS);
      const server = site.counts();
      expect(counters?.http_requests?.by).toEqual(server.byClass);
      const { "4xx": refused = 0, "5xx": broken = 0, ...answered } = server.byClass;
      const failures = Object.entries(counters?.http_failures?.by ?? {});
      const byStatus = failures.filter(([reason]) => /^\d+$/.test(reason)).reduce((sum, [, count]) => sum + count, 0);
      expect(byStatus).toBe(refused + broken);
      const durations = [histograms, sick?.histograms].map((kind) => kind?.http_request_duration?.aggregate.count ?? 0);
      const requests = Object.values(answered).reduce((sum, count) => sum + count, refused + broken);
      expect(durations.reduce((sum, count) => sum + count)).toBe(requests);
      expect(counters?.websocket_opened?.aggregate).toBe(server.socketsOpened);
      expect(counters?.websocket_closed?.aggregate).toBe(server.socketsOpened);
      await eventually(
        "the server to hear that all sockets are closed",
        () => site.counts().socketsClosed === server.socketsOpened,
      );
      if (process.env.TRUTH_SECONDS !== undefined)
        process.stderr.write(`${JSON.stringify({ SECONDS, USERS, iterations, server, counters, durations })}\n`);
    },
    120_000 + SECONDS * 2000,
  );
});
