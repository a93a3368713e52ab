/** Users written with plain Puppeteer: one browser over its pipe, a context for each. */
import puppeteer from "puppeteer-core";
import { given, letUsersLoop, VIEWPORT } from "./users.mjs";

const { url, executablePath, args } = given;
// The sandbox does not work as root; Playwright turns it off by itself.
const browser = await puppeteer.launch({
  executablePath,
  args: ["--no-sandbox", ...args],
  headless: "shell",
  pipe: true,
  defaultViewport: VIEWPORT,
});
const openUser = async () => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  return async () => {
    await page.goto(`${url}/counter`);
    await page.waitForSelector("[data-phx-main].phx-connected");
    await page.click("#inc");
    await page.waitForFunction(() => document.querySelector("#count")?.textContent.trim() === "1");
  };
};
await letUsersLoop({ version: await browser.version(), openUser, close: () => browser.close() });
