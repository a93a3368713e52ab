import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { comparePage } from "../../src/reporters/html/compare/compare-page.js";
import { compareResults } from "../../src/result/compare.js";
import { figuresOf } from "../../src/result/histogram-figures.js";
import type { RunResult } from "../../src/result/model.js";
import { Sketch } from "../../src/telemetry/sketch.js";
import { noBrowser } from "../browser-available.js";
import { RESULTS } from "../fixtures/results/results.js";
import { reportPages } from "./report-pages.js";

const pages = reportPages();

/** The result with a step that takes this many times as long. */
function slowedBy(result: RunResult, factor: number): RunResult {
  const sketch = new Sketch();
  for (let at = 0; at < 5000; at += 1) sketch.add((80 + (at % 60)) * factor);
  const figures = figuresOf(sketch);
  return {
    ...result,
    histograms: { ...result.histograms, step_duration: { aggregate: figures, by: { "click #buy-:id": figures } } },
  };
}

describe.skipIf(noBrowser)(`the page of a comparison${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it("says what became slower first, draws both runs, and has nothing for axe-core to object to", async () => {
    const [a, b] = [slowedBy(RESULTS.shop(), 1), slowedBy(RESULTS.failing(), 1.5)];
    const hostile = { ...b, name: "<img src=x onerror=alert(1)>" };
    const comparison = compareResults(a, hostile);
    const path = join(pages.folder(), "compare.html");
    await writeFile(path, comparePage(comparison, { a, b: hostile }));
    for (const [scheme, width] of [
      ["light", 1280],
      ["dark", 390],
    ] as const) {
      const { page, complaints } = await pages.openFile(pathToFileURL(path).href, { scheme, width });
      expect(await page.locator("#overview .badge").innerText()).toContain("B is slower");
      expect(await page.locator("main > *").nth(1).getAttribute("id")).toBe("slower");
      const step = page.locator("#slower .compared", { hasText: "step_duration{click #buy-:id}" });
      const shown = comparison.metrics.find(({ value }) => value === "click #buy-:id")?.quantiles?.p95;
      expect(await step.locator("tr", { hasText: "p95" }).innerText()).toMatch(/p95\s+13\d ms\s+20\d ms\s+\+\d+ %\s+slower/);
      expect(shown?.finding).toBe("higher");
      expect(await step.locator("svg polyline").count()).toBe(2);
      expect(await page.locator("#load figure").count()).toBe(2);
      expect(await page.locator("#failures tbody tr").count()).toBe(comparison.failures.length);
      await page.locator("#same details").evaluate((details) => details.setAttribute("open", ""));
      await page.evaluate(axe.source);
      const objections = await page.evaluate<readonly string[]>(
        `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html)))`,
      );
      expect(objections).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      const wide = await page
        .locator("#failures .scroll, #load .scroll")
        .evaluateAll((tables) =>
          (tables as { scrollWidth: number; clientWidth: number }[]).map(
            ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
          ),
        );
      expect(wide).toEqual([0, 0]);
      expect(complaints).toEqual([]);
    }
  });

  it("compares background users below, with parts and charts of their own", async () => {
    const crowd = RESULTS.crowd();
    const { background: _none, ...without } = crowd;
    const path = join(pages.folder(), "crowds.html");
    await writeFile(path, comparePage(compareResults(crowd, crowd), { a: crowd, b: crowd }));
    const { page, complaints } = await pages.openFile(pathToFileURL(path).href, {});
    const ids = await page.locator("main > section").evaluateAll((parts) => parts.map(({ id }) => id));
    expect(ids.indexOf("background")).toBeGreaterThan(ids.indexOf("same"));
    expect(ids.indexOf("background-load")).toBeGreaterThan(ids.indexOf("background"));
    expect(await page.locator("#background").innerText()).toContain("No latency of B really differs from A");
    expect(await page.locator("#background-load tr", { hasText: "users" }).first().innerText()).toMatch(/users\s+300\s+300/);
    expect(await page.locator("#background-load figure").first().locator('svg[role="img"]').getAttribute("aria-label")).toMatch(
      /^Users: A from 0 to 296; B from 0 to 296$/,
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(complaints).toEqual([]);
    expect(comparePage(compareResults(crowd, without), { a: crowd, b: without })).not.toContain("background-load");
  });
});
