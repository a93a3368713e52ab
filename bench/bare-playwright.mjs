/**
 * Users as one would write them with playwright-core alone: one browser, a context for each, the same loop as
 * `scenarios/counter.scenario.js`. Prints `{"browser": VERSION}`, and ends when its standard input does.
 *
 * `node bare-playwright.mjs '{"url", "users", "executablePath", "args"}'`
 */
import { chromium } from "playwright-core";

const { url, users, executablePath, args } = JSON.parse(process.argv[2]);
let ending = false;
const browser = await chromium.launch({ executablePath, args });
process.stdin.resume().once("close", () => void end(0));
process.stdout.write(`${JSON.stringify({ browser: browser.version() })}\n`);
try {
  await Promise.all(Array.from({ length: users }, loop));
} catch (error) {
  if (!ending) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    await end(1);
  }
}

async function loop() {
  const context = await browser.newContext();
  const page = await context.newPage();
  while (!ending) {
    await page.goto(`${url}/counter`);
    await page.waitForSelector("[data-phx-main].phx-connected");
    await page.click("#inc");
    await page.waitForSelector('#count:text-is("1")');
  }
}

async function end(code) {
  ending = true;
  await browser.close().catch(() => {});
  process.exit(code);
}
