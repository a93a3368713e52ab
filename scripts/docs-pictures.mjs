/** Takes the pictures of the report in `docs/` anew: `npm run docs:pictures`. The result that they show is the same each time. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { loadSource } from "./generated-file.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const VIEWPORT = { width: 1440, height: 900 };
const PICTURES = [
  { file: "report.png", page: "report", fragment: "" },
  { file: "report-step.png", page: "report", fragment: `#steps&detail=${encodeURIComponent("step_duration:click #buy-:id")}` },
  { file: "compare.png", page: "comparison", fragment: "" },
];

const { pages, executablePath } = await loadSource({
  contents: `
    import { findBrowser } from "./src/browser/program/find-browser.js";
    import { comparePage } from "./src/reporters/html/compare/compare-page.js";
    import { htmlReporter } from "./src/reporters/html/html-reporter.js";
    import { buildResult } from "./src/result/build-result.js";
    import { compareResults } from "./src/result/compare.js";
    import { factsOf, playRun } from "./test/fixtures/results/synthetic-run.js";
    import { RESULTS, SHOP_RUN } from "./test/fixtures/results/results.js";
    const { files } = htmlReporter.report(RESULTS.shop(), { color: false, columns: 100, outputFolder: "." });
    const slower = { ...SHOP_RUN, slowness: (second) => 1.25 * SHOP_RUN.slowness(second) };
    const b = buildResult({ aggregate: playRun(slower, 8), facts: factsOf(slower) });
    const a = RESULTS.shop();
    const comparison = comparePage(compareResults(a, b), { a, b });
    export const pages = { report: files[0].content, comparison };
    export const executablePath = (await findBrowser({ env: process.env, platform: process.platform })).path;
  `,
  resolveDir: root,
  loader: "ts",
});

const folder = mkdtempSync(join(tmpdir(), "live-load-pictures-"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  for (const { file, page, fragment } of PICTURES) {
    const path = join(folder, `${page}.html`);
    writeFileSync(path, pages[page]);
    const tab = await browser.newPage({ viewport: VIEWPORT, colorScheme: "light", reducedMotion: "reduce" });
    await tab.goto(`${pathToFileURL(path).href}${fragment}`);
    await tab.locator("canvas, .compared svg").first().waitFor();
    await tab.screenshot({ path: join(root, "docs", file), animations: "disabled" });
    await tab.close();
    process.stdout.write(`docs/${file}\n`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
