import { readFileSync } from "node:fs";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { formatDuration } from "../../src/base/duration.js";
import type { DashboardEvent } from "../../src/dashboard/dashboard-events.js";
import type { RunResult } from "../../src/result/model.js";
import { liveLookOf } from "../../src/run/live/live-look-of.js";
import type { LivePicture } from "../../src/run/live/live-picture.js";
import { noBrowser } from "../browser-available.js";
import { RESULTS, SHOP_RUN } from "../fixtures/results/results.js";
import { playRun } from "../fixtures/results/synthetic-run.js";
import { begin, dashboardPages, end, live, pictureOf, serve, textOf } from "./dashboard-pages.js";

const { open } = dashboardPages();
const STEP = "click #buy-:id";
const FOLDER = "artifacts/evidence/1-click-buy";
const RECORD = {
  steps: [{ number: 1, text: "navigate /products", startedMs: 0, durationMs: 12, outcome: "failed", message: "it said 503" }],
  console: [{ atMs: 3, kind: "error", text: "Out of stock" }],
  requests: [{ atMs: 1, method: "GET", url: "http://shop.test/products", type: "document", status: 503 }],
};
const PICTURE = readFileSync(new URL("../../docs/report.png", import.meta.url));
const FILES: Readonly<Record<string, Uint8Array>> = {
  [`${FOLDER}/record.json`]: Buffer.from(JSON.stringify(RECORD)),
  [`${FOLDER}/screenshot.jpg`]: PICTURE,
  [`${FOLDER}/page.html`]: Buffer.from("<script>document.title = 'run'</script>"),
};

/** The shop's run as it is looked at. */
function looked() {
  const state = { aggregate: playRun(SHOP_RUN), evidence: { kept: [] }, folder: { path: "." } };
  const look = liveLookOf(state as unknown as Parameters<typeof liveLookOf>[0]);
  const asked: string[] = [];
  return {
    asked,
    look: {
      detail: look.detail,
      evidence: async (path: string) => {
        asked.push(path);
        return FILES[path];
      },
    },
  };
}

/** A picture of the shop with evidence of its first failure, and an error of a page. */
function picture(): LivePicture {
  const result = RESULTS.shop();
  const [first, ...others] = result.failures;
  const place = { node: "shop-1", userId: 3, iteration: 2, offsetMs: 9000 };
  const files = { record: `${FOLDER}/record.json`, screenshot: `${FOLDER}/screenshot.jpg`, html: `${FOLDER}/page.html` };
  const failures = [{ ...first!, evidence: [{ ...place, ...files }] }, ...others];
  const sample = { message: "TypeError: cart is undefined", node: "shop-1" };
  const pageErrors = [
    { signature: "cart", kind: "exception" as const, count: 4, firstOffsetMs: 8000, page: "/products", sample },
  ];
  return pictureOf(result, { failures, pageErrors });
}

const booting: DashboardEvent = {
  type: "nodes",
  nodes: {
    total: 3,
    joined: 2,
    running: 0,
    shown: ["joined", "joined", "launching"].map((status, at) => ({
      name: `shop-${at + 1}`,
      status,
      isReachable: status === "joined",
      users: 0,
      activeUsers: 0,
      iterations: 0,
      gauges: {},
      busy: false,
      sick: undefined,
      sickUserSeconds: 0,
    })),
  },
};
const STARTING: readonly DashboardEvent[] = [
  begin(),
  { type: "phase-started", title: "reading the scenario" },
  { type: "phase-ended", title: "reading the scenario", durationMs: 120 },
  { type: "phase-started", title: "starting the cluster" },
  { type: "under-way", text: "pulling the image" },
  booting,
  { type: "message", message: { atMs: 1, level: "warn", text: "shop-3: its image is being pulled" } },
];

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<readonly string[]>(`axe.run().then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ": " + target.join(" "))))`);
}

describe.skipIf(noBrowser)("the views of the dashboard", () => {
  it("shows phases, nodes and messages while nodes boot, and figures instead once there are any", async () => {
    const { server, tell } = await serve();
    tell(...STARTING);
    const { page, complaints } = await open(server.url);
    await page.locator("#start .booting li").first().waitFor();
    expect(await page.locator("#start .phases li").allTextContents()).toEqual([
      "✓ reading the scenario 120 ms",
      "● starting the cluster pulling the image",
    ]);
    expect(await textOf(page, "#start h3")).toBe("2 of 3 nodes joined");
    expect(await page.locator("#start .booting li").allTextContents()).toEqual([
      "shop-1 joined",
      "shop-2 joined",
      "shop-3 launching",
    ]);
    expect(await textOf(page, "#messages li")).toContain("its image is being pulled");
    tell(live(pictureOf(RESULTS.shop())));
    await page.locator("#load canvas").first().waitFor();
    expect(await page.locator("#start").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("shows a step in detail with the figures so far, by keyboard, and asks only while it is looked at", async () => {
    const { look } = looked();
    const { server, tell } = await serve({ look });
    const shown = picture();
    tell(begin(), live(shown));
    const { page, complaints } = await open(server.url);
    const asked: string[] = [];
    page.on("request", (request) => request.url().includes("/detail") && asked.push(request.url()));
    await page.locator("#steps").getByRole("link", { name: STEP }).focus();
    expect(asked).toEqual([]);
    await page.keyboard.press("Enter");
    await page.locator("dialog table.by-node").waitFor();
    expect(asked.length).toBeGreaterThan(0);
    const figures = shown.histograms.step_duration!.by[STEP]!;
    expect((await page.locator("dialog .figure .value").allTextContents()).slice(1)).toEqual(
      [figures.p50, figures.p95, figures.p99].map((value) => formatDuration(value)),
    );
    const byNode: NonNullable<RunResult["byNode"]> = RESULTS.shop().byNode!;
    const nodes = await page.locator("dialog table.by-node tbody tr td:nth-child(2)").allTextContents();
    const counts = byNode.step_duration![STEP]!.count.map((count) => count.toLocaleString("en-US"));
    expect([...nodes].sort()).toEqual([...counts].sort());
    expect(await page.locator("dialog figure").first().getAttribute("aria-label")).toMatch(/^Over time: p99 from/);
    expect(await page.locator("dialog svg.distribution").count()).toBe(1);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("#detail-title").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("shows evidence of a failure when it is unfolded, and what pages complained about", async () => {
    const { look, asked } = looked();
    const { server, tell } = await serve({ look });
    tell(begin(), live(picture()));
    const { page, complaints } = await open(server.url);
    const failure = page.locator("#failures .failure").first();
    await failure.waitFor();
    expect(asked).toEqual([]);
    await failure.locator("summary").first().focus();
    await page.keyboard.press("Enter");
    await failure.getByText("it said 503").waitFor();
    await expect.poll(() => failure.locator("img").evaluate((img: { naturalWidth: number }) => img.naturalWidth)).toBe(1440);
    expect(await page.locator("#failures .page-errors").textContent()).toContain("TypeError: cart is undefined");
    const html = await page.request.get(new URL(`/${FOLDER}/page.html`, server.url).href);
    expect(html.headers()).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      "content-security-policy": "default-src 'none'; sandbox",
    });
    for (const path of ["/artifacts/../package.json", "/artifacts/%2e%2e/package.json", `/${FOLDER}/other.jpg`])
      expect((await page.request.get(new URL(server.url).origin + path)).status(), path).toBe(404);
    expect(complaints).toEqual([]);
  });

  const views: readonly (readonly [name: string, events: () => readonly DashboardEvent[], fragment: string])[] = [
    ["a start", () => STARTING, ""],
    ["a load with evidence", () => [begin(), live(picture())], ""],
    ["a step in detail", () => [begin(), live(picture())], `#detail=${encodeURIComponent(`step_duration:${STEP}`)}`],
    ["an end with sick nodes", () => [begin(), live(pictureOf(RESULTS.sick())), end(RESULTS.sick())], ""],
  ];
  it.each(views)("has nothing for axe-core to object to, and fits: %s", async (_name, events, fragment) => {
    const { server, tell } = await serve({ look: looked().look });
    tell(...events());
    for (const [width, scheme] of [
      [1024, "light"],
      [390, "dark"],
    ] as const) {
      const { page } = await open(`${server.url}${fragment}`, { width, height: 844 }, scheme);
      await page.locator("h1").waitFor();
      if (fragment !== "") await page.locator("dialog table.by-node").waitFor();
      for (const summary of await page.locator("#failures .failure > summary").all()) if (fragment === "") await summary.click();
      expect(await violations(page), scheme).toEqual([]);
      const overflow = () => page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      await expect.poll(overflow).toBeLessThanOrEqual(0);
    }
  });
});
