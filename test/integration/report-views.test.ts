import { readFile } from "node:fs/promises";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { formatDuration } from "../../src/base/duration.js";
import type { RunResult } from "../../src/result/model.js";
import { Sketch } from "../../src/telemetry/sketch.js";
import { noBrowser } from "../browser-available.js";
import { withEvidence } from "../fixtures/results/live-pictures.js";
import { RESULTS } from "../fixtures/results/results.js";
import { reportPages } from "./report-pages.js";

const { open } = reportPages();
const STEP = "click #buy-:id";
const DETAIL = `#steps&detail=${encodeURIComponent(`step_duration:${STEP}`)}`;

const fragment = (page: Page) => page.evaluate<string>("decodeURIComponent(location.hash.replaceAll('+', ' '))");

/** What axe-core objects to, as `rule: element`. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<readonly string[]>(`axe.run().then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ": " + target.join(" "))))`);
}

/** The rows of a CSV file that has no quoted cells. */
async function savedRows(page: Page, table: string): Promise<readonly (readonly string[])[]> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(table).getByRole("button", { name: "Save as CSV" }).click(),
  ]);
  const text = await readFile((await download.path()) ?? "", "utf8");
  return text
    .replace("\ufeff", "")
    .split("\r\n")
    .map((line) => line.split(","));
}

describe.skipIf(noBrowser)("the views of the HTML report", () => {
  it("shows verdict, sentence, figures and the leading chart on the first screen", async () => {
    const { page } = await open(RESULTS.shop(), { width: 1440 });
    await page.locator("#felt canvas").waitFor();
    for (const part of [".hero .badge", ".hero .sentence", ".figures", "#felt canvas"]) {
      const box = await page.locator(part).first().boundingBox();
      expect(box === null ? 0 : box.y + box.height, part).toBeLessThanOrEqual(900);
    }
    expect(await page.locator("#felt figure").getAttribute("aria-label")).toMatch(
      /users from 0 to 30; p95 .* from [\d.]+ m?s to/,
    );
  });

  it("opens at a link what the link was made of, and closes it without leaving the rest", async () => {
    const { page, complaints } = await open(RESULTS.shop(), {
      fragment: `${DETAIL}&theme=dark&zoom=60-120&filter.metrics=event`,
    });
    expect(await page.locator("#detail-title").textContent()).toBe(STEP);
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    expect(await page.locator("#metrics input").inputValue()).toBe("event");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("#detail-title").count()).toBe(0);
    expect(await fragment(page)).toBe("#steps&zoom=60-120&theme=dark&filter.metrics=event");
    await page.locator("#load").getByRole("button", { name: "Show the whole run" }).first().click();
    expect(await fragment(page)).toBe("#steps&theme=dark&filter.metrics=event");
    expect(complaints).toEqual([]);
  });

  it("zooms all charts at once by dragging, and notes it in the link", async () => {
    const { page } = await open(RESULTS.shop());
    const box = await page.locator("#felt .u-over").boundingBox();
    if (box === null) throw new Error("the chart was not drawn");
    await page.mouse.move(box.x + box.width * 0.25, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => fragment(page)).toMatch(/^#&zoom=(59|60)(\.\d)?-(119|120)(\.\d)?$/);
    expect(await page.getByRole("button", { name: "Show the whole run" }).count()).toBeGreaterThan(3);
  });

  it.each([
    ["a step", "steps", "step_duration", STEP],
    ["an endpoint", "endpoints", "http_endpoint_duration", "GET /products/:id"],
  ])("shows %s in detail, with the numbers of the result", async (_what, part, metric, name) => {
    const result = RESULTS.shop();
    const { page } = await open(result);
    await page.locator(`#${part}`).getByRole("link", { name, exact: true }).click();
    const figures = result.histograms[metric]!.by[name]!;
    const shown = await page.locator("dialog .figure .value").allTextContents();
    expect(shown.slice(1)).toEqual([figures.p50, figures.p95, figures.p99].map((value) => formatDuration(value)));
    const sketch = Sketch.fromBase64(figures.sketch);
    const curve = await page.locator("dialog svg.distribution").getAttribute("aria-label");
    expect(curve).toContain(`p50 ${formatDuration(sketch.quantile(0.5) ?? 0)}, p90`);
    expect(curve).toContain(`p99.9 ${formatDuration(sketch.quantile(0.999) ?? 0)}`);
    const { count } = result.dimensionSeries![metric]![name]!;
    expect(count.reduce((sum, samples) => sum + samples, 0)).toBe(figures.count);
    expect(await page.locator("dialog figure").first().getAttribute("aria-label")).toMatch(/^Over time: p99 from/);
    const byNode = result.byNode![metric]![name]!;
    expect(byNode.count.reduce((sum, samples) => sum + samples, 0)).toBe(figures.count);
    const [, ...rows] = await savedRows(page, "dialog");
    const named = byNode.node.map((node, at) => [node, byNode.count[at], byNode.p50[at], byNode.p95[at]] as const);
    const expected = named
      .sort(([, , , a], [, , , b]) => b! - a!)
      .map(([node, ...numbers]) => [node, ...numbers.map((value) => Number(value!.toPrecision(4)))]);
    expect(rows.map(([node, ...numbers]) => [node, ...numbers.slice(0, 3).map(Number)])).toEqual(expected);
    await page.goBack();
    await expect.poll(() => page.locator("#detail-title").count()).toBe(0);
  });

  it("lists what the users of each node felt", async () => {
    const result = RESULTS.shop();
    const { page } = await open(result);
    const shown = await page
      .locator("#nodes tbody tr")
      .evaluateAll((rows) =>
        (rows as { cells: ArrayLike<{ textContent: string }> }[]).map(({ cells }) => [
          cells[4]!.textContent,
          cells[5]!.textContent,
        ]),
      );
    const felt = result.nodes.map(({ histograms }) => histograms.liveview_event_duration!);
    expect(shown).toEqual(felt.map(({ p50, p95 }) => [formatDuration(p50), formatDuration(p95)]));
  });

  it("shows a node: its latency and health over time, and what failed on it", async () => {
    const result = RESULTS.shop();
    const { page, complaints } = await open(result, { width: 390, scheme: "dark" });
    const node = result.nodes[1]!;
    await page.locator("#nodes .detail-link", { hasText: node.name }).click();
    const dialog = page.locator("dialog[open]");
    await dialog.locator("canvas").nth(2).waitFor();
    expect(await fragment(page)).toContain(`detail=node:${node.name}`);
    expect(await dialog.locator("#node-title").innerText()).toBe(node.name);
    const counted = result.failures.map(({ byNode }) => byNode?.count[byNode.node.indexOf(node.name)] ?? 0);
    const shown = await dialog.locator(".failure .count").allInnerTexts();
    const expected = counted.filter((count) => count > 0).sort((a, b) => b - a);
    expect(shown.map((text) => Number(text.replace(/\D/g, "")))).toEqual(expected);
    for (const { count, byNode } of result.failures) expect(byNode?.count.reduce((a, b) => a + b, 0)).toBe(count);
    expect(await dialog.locator(".figure", { hasText: "Failed" }).innerText()).toContain(`${node.failedIterations} iterations`);
    const samples = node.latencySeries!.count.reduce((sum, count) => sum + count, 0);
    expect(samples).toBe(node.histograms[node.latencySeries!.metric]!.count);
    expect(await violations(page)).toEqual([]);
    await page.goBack();
    await expect.poll(() => page.locator("#node-title").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("lists the traces of a node beside its failures, and of no other", async () => {
    const result = RESULTS.shop();
    const [first, second] = result.nodes.map(({ name }) => name);
    const traces = [first!, second!].map((node) => ({
      node,
      userId: 1,
      iteration: 1,
      offsetMs: 1000,
      format: "devtools" as const,
      path: `traces/${node}.json.gz`,
    }));
    const { page } = await open({ ...result, traces }, { fragment: `#nodes&detail=node:${second}` });
    const named = page.locator("dialog[open] .traces a");
    expect(await named.allInnerTexts()).toEqual([`${second}.json.gz`]);

    // A node that no failure was counted on has them too, and evidence of failures whose nodes are not known.
    const [failure] = withEvidence(result).failures;
    const { byNode: _none, ...uncounted } = failure!;
    const on = { ...failure!.evidence![0]!, node: second! };
    const quiet = { ...result, traces, failures: [{ ...uncounted, evidence: [on] }] };
    const { page: other } = await open(quiet, { fragment: `#nodes&detail=node:${second}` });
    await other.locator("dialog[open] .evidence-list .evidence").waitFor();
    expect(await other.locator("dialog[open] .traces a").allInnerTexts()).toEqual([`${second}.json.gz`]);
    expect(await violations(other)).toEqual([]);
    const { page: without } = await open(quiet, { fragment: `#nodes&detail=node:${first}` });
    await without.locator("dialog[open] .traces").waitFor();
    expect(await without.locator("dialog[open] .evidence-list").count()).toBe(0);
  });

  it("says nothing of a node that is not known: its samples, and its failures without counts by node", async () => {
    const shop = RESULTS.shop();
    const [known, ...rest] = shop.failures;
    const withoutCounts = rest.map(({ byNode: _none, ...failure }) => failure);
    const named = async (result: RunResult, node = shop.nodes[0]!.name) => {
      const { page } = await open(result, { fragment: `#nodes&detail=node:${node}` });
      const dialog = page.locator("dialog[open]");
      await dialog.locator("#node-title").waitFor();
      return { titles: await dialog.locator(".figure .title").allInnerTexts(), said: await dialog.innerText() };
    };
    expect((await named(shop)).titles).toContain("Samples");
    expect((await named({ ...shop, failures: withoutCounts })).said).toContain(
      "It is not known which failures were on this node.",
    );
    const some = { ...known!, byNode: { node: [shop.nodes[0]!.name], count: [known!.count] } };
    expect((await named({ ...shop, failures: [some, ...withoutCounts] })).said).toContain(
      "It is not known which of the other failures were on this node.",
    );
    expect((await named({ ...shop, failures: [] })).said).toContain("No failure was counted on this node.");
    const process = await named(RESULTS.crowd(), "shop-1-crowd-1");
    expect(process.titles).toEqual(["Users", "Iterations", "Failed"]);
  });

  it("shows the failures of what is looked at, with their evidence", async () => {
    const result = withEvidence(RESULTS.shop());
    const [failure] = result.failures;
    const sample = { ...failure!.sample, likelyCauses: ["GET /products/17 answered 503"] };
    const failures = [{ ...failure!, sample }, ...result.failures.slice(1)];
    const { page } = await open({ ...result, failures });
    for (const detail of [
      `step_duration:${sample.operation}`,
      `liveview_connection_duration:${sample.page}`,
      "http_endpoint_duration:GET /products/:id",
    ]) {
      await page.evaluate(`location.hash = ${JSON.stringify(`#detail=${encodeURIComponent(detail)}`)}`);
      const shown = page.locator("#detail-failures .failure", { hasText: sample.message });
      await shown.locator("summary").first().click();
      await shown.locator(".evidence-list .evidence").first().waitFor();
      if (detail.startsWith("http")) expect(await page.locator("#detail-failures .failures > *").count()).toBe(1);
    }
  });

  it("draws the threshold of a step into its curves", async () => {
    const expression = `step_duration{${STEP}}: p(95)<400`;
    const threshold = { expression, metric: "step_duration", dimension: STEP, aggregation: "p(95)", value: 300, limit: 400 };
    const result = { ...RESULTS.shop(), thresholds: [{ ...threshold, passed: true, abortOnFail: false }] };
    const { page } = await open(result, { fragment: DETAIL });
    expect(await page.locator("dialog svg text.limit").allTextContents()).toEqual(["p(95) limit"]);
  });

  it("sorts a table by a column, notes it in the link, and saves it in that order", async () => {
    const { page } = await open(RESULTS.shop());
    const header = page.locator("#steps th", { hasText: "p50" });
    await header.getByRole("button").click();
    expect(await header.getAttribute("aria-sort")).toBe("descending");
    await header.getByRole("button").click();
    expect(await header.getAttribute("aria-sort")).toBe("ascending");
    expect(await fragment(page)).toBe("#&order.steps=p50");
    const [head, ...rows] = await savedRows(page, "#steps");
    const at = head?.indexOf("p50") ?? -1;
    const values = rows.map((row) => Number(row[at]));
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(rows.map(([name]) => name)).toEqual(await page.locator("#steps tbody code").allTextContents());
  });

  it("saves a chart as a picture with its title and legend", async () => {
    const { page } = await open(RESULTS.counter());
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save Active users as PNG" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("Active-users.png");
    const bytes = await readFile((await download.path()) ?? "");
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    // Width and height stand at fixed places in a PNG: the picture is higher than the chart by its title and legend.
    expect(bytes.readUInt32BE(20)).toBeGreaterThan(200);
  });

  it("reads out the values of a chart by keyboard", async () => {
    const { page } = await open(RESULTS.shop());
    await page.locator("#felt figure section").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => page.locator("#felt .u-legend").textContent()).toMatch(/users30p95.*\d+ ms/);
  });

  it("judges web vitals at p75 by Google's limits, in words too", async () => {
    const { page } = await open(RESULTS.shop());
    expect(await page.locator("#pages tbody tr").first().locator("td.good").first().textContent()).toMatch(/ms ● good$/);
  });

  it("says what to do about a run that never began, instead of empty charts", async () => {
    const { page } = await open(RESULTS.error());
    expect(await page.locator("#next").textContent()).toContain("live-load doctor");
    expect(await page.locator("#next li").first().textContent()).toBe(
      "Allow more with --max-nodes 100, use larger nodes, or fewer users.",
    );
    expect(await page.locator(".figures, #load, #latency, #steps").count()).toBe(0);
    expect(await page.locator("nav .links a").allTextContents()).toEqual(["Details"]);
  });

  const named: readonly (readonly [name: string, result: () => RunResult, fragment: string])[] = [
    ["a run that passed", RESULTS.shop, ""],
    ["a step in detail", RESULTS.shop, DETAIL],
    ["an endpoint in detail", RESULTS.shop, "#detail=http_endpoint_duration:GET+/products"],
    ["all metrics", RESULTS.shop, "#metrics&filter.metrics=step"],
    ["failures and nodes with trouble", RESULTS.sick, ""],
    ["many failures", RESULTS.failing, ""],
    ["a run that never began", RESULTS.error, ""],
  ];
  it.each(named)("has nothing for axe-core to object to: %s", async (_name, result, link) => {
    for (const scheme of ["light", "dark"] as const) {
      const { page } = await open(result(), { scheme, fragment: link, width: scheme === "light" ? 1440 : 390 });
      expect(await violations(page), scheme).toEqual([]);
      const overflow = () => page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      await expect.poll(overflow).toBeLessThanOrEqual(0);
    }
  });
});
