import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { browserPath, launchBrowser } from "./browser.js";
import { startTarget, type Target } from "./target.js";

const reason = browserPath === undefined ? " (skipped: there is no browser; set LIVELOAD_BROWSER_PATH)" : "";
const LIVE = "[data-phx-main].phx-connected";

describe.skipIf(browserPath === undefined)(`the site under test in a real browser${reason}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  let target: Target;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
  }, 60_000);

  beforeEach(async () => {
    const context = await browser.newContext({ baseURL: target.url });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    problems = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(String(error)));
    target.resetStats();
  });

  afterEach(async () => {
    await page.context().close();
    await expect.poll(() => target.stats().sockets.open, { timeout: 30_000 }).toBe(0);
  });

  afterAll(async () => {
    await browser?.close();
    await target?.close();
  });

  const becomes = (selector: string, value: string | RegExp) =>
    page.locator(selector).filter({ hasText: value }).waitFor();
  const openLive = async (path: string) => {
    await page.goto(path);
    await page.locator(LIVE).waitFor();
  };

  it("counts clicks, and its statistics agree with the page", async () => {
    await openLive("/counter");
    for (const count of ["1", "2", "3"]) {
      await page.click("#inc");
      await becomes("#count", count);
    }
    await page.click("#dec");
    await becomes("#count", "2");
    expect(await page.title()).toBe("Counter 2");
    const stats = target.stats();
    expect(stats).toMatchObject({
      pages: { "/counter": 1 },
      statics: 1,
      mounts: { connected: 1, byView: { CounterLive: 1 } },
      events: { byName: { inc: 3, dec: 1 }, byType: { click: 4 } },
      diffs: 4,
      sockets: { opened: 1, open: 1 },
      http: { byStatus: { "200": 3 } },
    });
    expect(stats.handlerMs.byName["inc"]).toHaveLength(3);
    expect(stats.framesReceived.count).toBe(5);
    expect(problems).toEqual([]);
  });

  it("takes as long as a handler is told to, and says so", async () => {
    await openLive("/slow?ms=150");
    await page.click("#slow");
    await page.locator("#slow.phx-click-loading").waitFor();
    await becomes("#done", "1");
    const [ms] = target.stats().handlerMs.byName["slow"] ?? [];
    expect(ms).toBeGreaterThan(148);
  });

  it("validates a form while it is filled, and saves it", async () => {
    let validations = 0;
    page.on("websocket", (socket) =>
      socket.on("framesent", ({ payload }) => {
        if (String(payload).includes('"event":"validate"')) validations++;
      }),
    );
    await openLive("/form");
    await page.fill("#name", "Ada");
    await page.fill("#email", "nobody");
    await becomes("#email-error", "must be an e-mail address");
    await page.fill("#email", "ada@example.test");
    await page.locator("#email-error").waitFor({ state: "detached" });
    await page.selectOption("#plan", "team");
    await page.check("#terms");
    await page.click("#save");
    await becomes("#saved", "Saved Ada <ada@example.test> on plan team, terms accepted");
    expect(validations).toBeGreaterThanOrEqual(5);
    expect(target.stats().events.byName).toEqual({ validate: validations, save: 1 });
    expect(problems).toEqual([]);
  });

  it("sells something", async () => {
    await openLive("/products");
    const id = await page.locator("#product").getAttribute("data-id");
    await page.click(`#buy-${id}`);
    await becomes("#basket-count", "1");
    await page.fill("#email", "user1@example.test");
    const another = id === "3" ? "4" : "3";
    await page.click(`#buy-${another}`);
    await becomes("#basket-count", "2");
    expect(await page.inputValue("#email")).toBe("user1@example.test");
    await page.click("#checkout");
    await becomes("#order", /Order 1 of 2 .* user1@example\.test/);
    await page.click(`#product-${another}`);
    await becomes("h1", /enamel kettle|wool throw/i);
    expect(await page.locator("#product").getAttribute("data-id")).toBe(another);
    expect(target.stats().mounts.byView).toEqual({ ProductsLive: 1, ProductLive: 1 });
    expect(problems).toEqual([]);
  });
});
