/** Users written with plain Playwright: one browser, a context for each. */
import { chromium } from "playwright-core";
import { given, letUsersLoop } from "./users.mjs";

const { url, executablePath, args } = given;
const browser = await chromium.launch({ executablePath, args });
const openUser = async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  return async () => {
    await page.goto(`${url}/counter`);
    await page.waitForSelector("[data-phx-main].phx-connected");
    await page.click("#inc");
    await page.waitForSelector('#count:text-is("1")');
  };
};
await letUsersLoop({ version: browser.version(), openUser, close: () => browser.close() });
