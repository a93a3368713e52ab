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
  { file: "report.png", fragment: "" },
  { file: "report-step.png", fragment: `#steps&detail=${encodeURIComponent("step_duration:click #buy-:id")}` },
];

const { page, executablePath } = await loadSource({
  contents: `
    import { findBrowser } from "./src/browser/program/find-browser.js";
    import { htmlReporter } from "./src/reporters/html/html-reporter.js";
    import { RESULTS } from "./test/fixtures/results/results.js";
    const { files } = htmlReporter.report(RESULTS.shop(), { color: false, columns: 100, outputFolder: "." });
    export const page = files[0].content;
    export const executablePath = (await findBrowser({ env: process.env, platform: process.platform })).path;
  `,
  resolveDir: root,
  loader: "ts",
});

const folder = mkdtempSync(join(tmpdir(), "live-load-pictures-"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const path = join(folder, "report.html");
  writeFileSync(path, page);
  for (const { file, fragment } of PICTURES) {
    const tab = await browser.newPage({ viewport: VIEWPORT, colorScheme: "light", reducedMotion: "reduce" });
    await tab.goto(`${pathToFileURL(path).href}${fragment}`);
    await tab.locator("canvas").first().waitFor();
    await tab.screenshot({ path: join(root, "docs", file), animations: "disabled" });
    await tab.close();
    process.stdout.write(`docs/${file}\n`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
