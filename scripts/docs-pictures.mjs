/** Takes the pictures of the report, a comparison and the dashboard in `docs/` anew: `npm run docs:pictures`. What they show is the same each time. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { loadSource } from "./generated-file.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** The page in the evidence. */
const SHOP_PAGE = `<!doctype html><body style="margin:0;font:16px system-ui;color:#222">
<header style="padding:16px 32px;background:#243b6b;color:#fff;font-weight:600">Shop · Products · Cart (1)</header>
<main style="padding:24px 32px;display:flex;gap:32px"><div style="width:280px;height:220px;background:#dfe6f3;border-radius:12px"></div>
<div><h1>Walking boots</h1><p>Waterproof, for three seasons.</p><p><strong>€ 129.00</strong></p>
<p style="color:#a3261b">This product is out of stock.</p></div></main></body>`;
const STEP = encodeURIComponent("step_duration:click #buy-:id");

const { comparison, reportOf, startPages, executablePath } = await loadSource({
  contents: `
    import { systemClock } from "./src/base/clock.js";
    import { findBrowser } from "./src/browser/program/find-browser.js";
    import { dashboardPage } from "./src/dashboard/dashboard-page.js";
    import { startDashboardServer } from "./src/dashboard/dashboard-server.js";
    import { emptyState } from "./src/dashboard/dashboard-state.js";
    import { EventFeed } from "./src/dashboard/event-feed.js";
    import { comparePage } from "./src/reporters/html/compare/compare-page.js";
    import { htmlReporter } from "./src/reporters/html/html-reporter.js";
    import { buildResult } from "./src/result/build-result.js";
    import { compareResults } from "./src/result/compare.js";
    import { BOOTING_NODES, EVIDENCE_FILES, EVIDENCE_RECORD, pictureOf, shopDetails, withEvidence } from "./test/fixtures/results/live-pictures.js";
    import { RESULTS, SHOP_RUN } from "./test/fixtures/results/results.js";
    import { factsOf, playRun } from "./test/fixtures/results/synthetic-run.js";

    const result = withEvidence(RESULTS.shop());
    const slower = { ...SHOP_RUN, slowness: (second) => 1.25 * SHOP_RUN.slowness(second) };
    const b = buildResult({ aggregate: playRun(slower, 8), facts: factsOf(slower) });
    const a = RESULTS.shop();
    /** The page of a comparison. */
    export const comparison = comparePage(compareResults(a, b), { a, b });
    export const executablePath = (await findBrowser({ env: process.env, platform: process.platform })).path;

    export function reportOf(picture) {
      const evidence = new Map([
        [EVIDENCE_FILES.record, Buffer.from(JSON.stringify(EVIDENCE_RECORD))],
        [EVIDENCE_FILES.screenshot, picture],
      ]);
      return htmlReporter.report(result, { color: false, columns: 100, outputFolder: ".", evidence }).files[0].content;
    }

    /** Without the last second, in which users end: the run is to look as if it went on. */
    function upToNow({ series, ...picture }) {
      return { ...picture, durationMs: 480_000, series: { ...series, buckets: series.buckets.slice(0, -1) } };
    }

    const SHOP = "shop.scenario.ts";
    const STARTING = [
      { type: "scenario-started", name: SHOP, index: 1, total: 1 },
      { type: "phase-started", title: "reading the scenario" },
      { type: "phase-ended", title: "reading the scenario", durationMs: 412 },
      { type: "phase-started", title: "starting the cluster" },
      { type: "under-way", text: "pulling the image" },
      { type: "nodes", nodes: BOOTING_NODES },
    ];
    const changes = [{ offsetMs: 40_000, kind: "users", from: 20, to: 30, overMs: 20_000, by: "dashboard" }];
    const points = [[0, 0], [40_000, 20], [60_000, 30], [480_000, 30]];
    const recent = { overMs: 10_000, histograms: Object.fromEntries(["liveview_event_duration", "liveview_event_server_duration",
      "liveview_event_patch_duration"].map((name) => [name, { count: 40, mean: 90, ...result.histograms[name].aggregate }])) };
    const RUNNING = [
      ...STARTING.slice(0, 3),
      { type: "phase-started", title: "running" },
      { type: "fact", text: "2 nodes for 30 users, in Chromium 156" },
      { type: "live", picture: upToNow(pictureOf(result, { changes, recent, plan: { of: "users", points } })) },
    ];

    /** A dashboard for each of the pictures; returns their addresses. */
    export async function startPages() {
      const serve = async (events) => {
        const feed = new EventFeed(systemClock, emptyState("docs", "1"));
        const look = { ...shopDetails(), evidence: async () => undefined };
        const steering = { token: "docs", steer: () => undefined };
        const server = await startDashboardServer({ port: 0, page: dashboardPage(), feed, steering, look: () => look });
        for (const event of events) feed.push(event);
        return server;
      };
      return { starting: await serve(STARTING), running: await serve(RUNNING) };
    }
  `,
  resolveDir: root,
  loader: "ts",
});

const folder = mkdtempSync(join(tmpdir(), "live-load-pictures-"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const pages = await startPages();
try {
  const [report, compared] = ["report.html", "compare.html"].map((name) => join(folder, name));
  writeFileSync(report, reportOf(await shopPicture()));
  writeFileSync(compared, comparison);
  const urls = { report: pathToFileURL(report).href, comparison: pathToFileURL(compared).href };
  for (const picture of picturesOf(urls)) await take(picture);
} finally {
  for (const server of Object.values(pages)) server.close();
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Which part of which page each picture shows: from the top, or from one element, and how much of it. */
function picturesOf({ report, comparison }) {
  const failure = "#failures .failure";
  return [
    { file: "report.png", url: report, width: 1440, height: 900, wait: "canvas" },
    { file: "report-step.png", url: `${report}#steps&detail=${STEP}`, width: 1440, height: 900, wait: "canvas" },
    {
      file: "report-failure.png",
      url: report,
      width: 1040,
      height: 900,
      wait: failure,
      open: `${failure} > summary`,
      only: failure,
    },
    { file: "compare.png", url: comparison, width: 1440, height: 900, wait: ".compared svg" },
    { file: "dashboard.png", url: pages.running.url, width: 1440, height: 900, wait: "#load canvas" },
    { file: "dashboard-start.png", url: pages.starting.url, width: 1040, height: 640, wait: "#start .booting" },
    { file: "steer.png", url: pages.running.url, width: 1040, height: 800, wait: "#load canvas" },
  ];
}

async function take({ file, url, width, height, wait, open, only }) {
  const tab = await browser.newPage({ viewport: { width, height }, colorScheme: "light", reducedMotion: "reduce" });
  await tab.goto(url);
  await tab.locator(wait).first().waitFor();
  if (open !== undefined) await tab.locator(open).first().click();
  const shown = only === undefined ? tab : tab.locator(only).first();
  await shown.screenshot({ path: join(root, "docs", file), animations: "disabled" });
  await tab.close();
  process.stdout.write(`docs/${file}\n`);
}

async function shopPicture() {
  const tab = await browser.newPage({ viewport: { width: 900, height: 480 }, colorScheme: "light" });
  await tab.setContent(SHOP_PAGE);
  const picture = await tab.screenshot({ type: "jpeg", quality: 80 });
  await tab.close();
  return picture;
}
