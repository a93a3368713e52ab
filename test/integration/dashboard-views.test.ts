import { readFileSync } from "node:fs";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { formatDuration } from "../../src/base/duration.js";
import type { DashboardEvent } from "../../src/dashboard/dashboard-events.js";
import type { RunResult } from "../../src/result/model.js";
import { noBrowser } from "../browser-available.js";
import {
  BOOTING_NODES,
  EVIDENCE_FILES,
  EVIDENCE_RECORD,
  pictureOf,
  shopDetails,
  withEvidence,
  withInteractions,
} from "../fixtures/results/live-pictures.js";
import { RESULTS } from "../fixtures/results/results.js";
import { begin, dashboardPages, end, live, pill, serve, textOf } from "./dashboard-pages.js";

const { open } = dashboardPages();
const STEP = "click #buy-:id";
const { record, screenshot, html } = EVIDENCE_FILES;
const FILES: Readonly<Record<string, Uint8Array>> = {
  [record]: Buffer.from(JSON.stringify(EVIDENCE_RECORD)),
  [screenshot]: readFileSync(new URL("../../docs/report.png", import.meta.url)),
  [html]: Buffer.from("<script>document.title = 'run'</script>"),
};

/** The shop's run as it is looked at. */
function looked() {
  const asked: string[] = [];
  const evidence = async (path: string) => {
    asked.push(path);
    return FILES[path];
  };
  return { asked, look: { ...shopDetails(), evidence } };
}

const picture = () => pictureOf(withInteractions(withEvidence(RESULTS.shop())));
const booting: DashboardEvent = { type: "nodes", nodes: BOOTING_NODES };
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
    const soon = { ...pictureOf(RESULTS.shop()), failures: [], pageErrors: [], counters: {}, histograms: {} };
    const iterations = { started: 0, succeeded: 0, failed: 0, interrupted: 0, abortedInfra: 0, dropped: 0 };
    tell(live({ ...soon, iterations }));
    await page.locator("#failures .nothing", { hasText: "Nothing is known yet." }).waitFor();
    expect(await textOf(page, "#steps .nothing")).toContain("The first figures appear");
    tell(live({ ...soon, iterations: { ...iterations, started: 1, succeeded: 1 } }));
    await page.locator("#failures .nothing", { hasText: "Nothing has failed so far." }).waitFor();
    tell(live(pictureOf(RESULTS.shop())));
    await page.locator("#load canvas").first().waitFor();
    expect(await page.locator("#start").count()).toBe(0);
    expect(await page.locator("#felt figure").getAttribute("aria-label")).toMatch(/^Answer on screen, and how many users/);
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

  it("shows a node in detail with its figures so far, by keyboard and by its link, and the same when the run is over", async () => {
    const result = RESULTS.shop();
    const { look } = looked();
    const { server, tell } = await serve({ look });
    tell(begin(), live(pictureOf(result)));
    const { page, complaints } = await open(server.url);
    const asked: string[] = [];
    page.on("request", (request) => request.url().includes("/detail") && asked.push(new URL(request.url()).search));
    const { name, users, finishedIterations = 0, failedIterations = 0 } = result.nodes.at(-1)!;
    await page.locator("#nodes").getByRole("link", { name }).focus();
    expect(asked).toEqual([]);
    await page.keyboard.press("Enter");
    const charts = page.locator("dialog figure");
    const labels = () => charts.evaluateAll((figures) => (figures as { ariaLabel: string }[]).map(({ ariaLabel }) => ariaLabel));
    await expect.poll(() => charts.count()).toBe(3);
    const shown = await labels();
    expect(shown[1]).toMatch(/^CPU and memory: /);
    expect([...new Set(asked)]).toEqual([`?node=${name}`]);
    const figures = () => page.locator("dialog .figure .value").allTextContents();
    const counts = [users, finishedIterations].map((count) => count.toLocaleString("en-US"));
    expect(await figures()).toEqual([...counts, expect.stringMatching(/ %$/), expect.stringMatching(/^[\d,]+$/)]);
    expect(await textOf(page, "dialog .figure:nth-child(3) .note")).toBe(`${failedIterations} iterations`);
    expect(await page.evaluate<string>("location.hash")).toContain(`detail=node%3A${name}`);
    const soFar = await figures();
    tell(end(result), { type: "over", exit: { code: 0, meaning: "It passed." } });
    await pill(page, "over");
    server.close();
    expect(await labels()).toEqual(shown);
    expect(await figures()).toEqual(soFar);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("#node-title").count()).toBe(0);
    await page.locator("#nodes .detail-link").first().click();
    await page.locator("#node-title", { hasText: result.nodes[0]!.name }).waitFor();
    expect(await charts.count()).toBe(3);
    expect(complaints).toEqual([]);
  });

  it("shows interactions, pages and endpoints with the figures so far, and the same when the run is over", async () => {
    const result = withInteractions(RESULTS.shop());
    const { server, tell } = await serve({ look: looked().look });
    tell(begin(), live(pictureOf(result)));
    const { page, complaints } = await open(`${server.url}#endpoints`);
    await expect.poll(() => page.evaluate<number>("scrollY")).toBeGreaterThan(500);
    const rowsOf = (part: string) =>
      page
        .locator(`#${part} tbody tr`)
        .evaluateAll((rows) =>
          (rows as { cells: ArrayLike<{ innerText: string }> }[]).map(({ cells }) =>
            Array.from(cells, ({ innerText }) => innerText),
          ),
        );
    const { interaction_duration, http_endpoint_duration, web_vital_lcp } = result.histograms;
    await page.locator("#interactions tbody tr").first().waitFor();
    const interactions = Object.entries(interaction_duration!.by).sort(([, a], [, b]) => b.p95 - a.p95);
    expect((await rowsOf("interactions")).map(([name, count, p50, p95]) => [name, count, p50, p95])).toEqual(
      interactions.map(([name, { count, p50, p95 }]) => [
        name,
        count.toLocaleString("en-US"),
        formatDuration(p50),
        formatDuration(p95),
      ]),
    );
    const endpoints = Object.entries(http_endpoint_duration!.by).sort(([, a], [, b]) => b.p95 - a.p95);
    expect((await rowsOf("endpoints")).map((cells) => [cells[0], cells[3]])).toEqual(
      endpoints.map(([name, { p95 }]) => [name, formatDuration(p95)]),
    );
    const head = await page.locator("#pages th").allInnerTexts();
    const lcp = Object.fromEntries(
      (await rowsOf("pages")).map((cells) => [cells[0], cells[head.indexOf("LCP p75")]?.split(" ●")[0]]),
    );
    expect(lcp).toEqual(
      Object.fromEntries(Object.entries(web_vital_lcp!.by).map(([name, { p75 }]) => [name, formatDuration(p75)])),
    );
    await page.locator("#pages").getByRole("link", { name: "/products", exact: true }).click();
    await page.locator("dialog table.by-node").waitFor();
    tell(end(result));
    await page.locator(".hero .badge", { hasText: "pass" }).waitFor();
    const byNode = result.byNode!.liveview_connection_duration!["/products"]!;
    await expect.poll(() => page.locator("dialog table.by-node tbody tr").count()).toBe(byNode.node.length);
    expect(await page.locator("dialog svg.distribution").count()).toBe(1);
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
    await failure.getByText("waited 5000 ms for #buy-17").waitFor();
    await expect.poll(() => failure.locator("img").evaluate((img: { naturalWidth: number }) => img.naturalWidth)).toBe(1440);
    expect(await page.locator("#failures .page-errors").textContent()).toContain("TypeError: cart is undefined");
    const source = await page.request.get(new URL(`/${html}`, server.url).href);
    expect(source.headers()).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      "content-security-policy": "default-src 'none'; sandbox",
    });
    for (const path of [
      "/artifacts/../package.json",
      "/artifacts/%2e%2e/package.json",
      "/artifacts/evidence/1-click-buy/other.jpg",
    ])
      expect((await page.request.get(new URL(server.url).origin + path)).status(), path).toBe(404);
    expect(complaints).toEqual([]);
  });

  const views: readonly (readonly [name: string, events: () => readonly DashboardEvent[], fragment: string])[] = [
    ["a start", () => STARTING, ""],
    ["a load with evidence", () => [begin(), live(picture())], ""],
    [
      "a page in detail",
      () => [begin(), live(picture())],
      `#detail=${encodeURIComponent("liveview_connection_duration:/products")}`,
    ],
    ["an endpoint in detail", () => [begin(), live(picture())], "#detail=http_endpoint_duration:GET+/products"],
    ["a step in detail", () => [begin(), live(picture())], `#detail=${encodeURIComponent(`step_duration:${STEP}`)}`],
    ["a node in detail", () => [begin(), live(picture())], "#detail=node:shop-1"],
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
      if (fragment !== "") await page.locator("dialog canvas").first().waitFor();
      for (const summary of await page.locator("#failures .failure > summary").all()) if (fragment === "") await summary.click();
      expect(await violations(page), scheme).toEqual([]);
      expect(await page.locator("nav .links").isVisible()).toBe(true);
      const overflow = () => page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      await expect.poll(overflow).toBeLessThanOrEqual(0);
    }
  });
});
