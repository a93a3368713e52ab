import { expect, it } from "vitest";
import { describeInBrowser } from "./site-in-browser.js";

describeInBrowser("the site under test", (site) => {
  it("counts clicks, and its statistics agree with the page", async () => {
    const { page, target } = site;
    await site.openLive("/counter");
    for (const count of ["1", "2", "3"]) {
      await page.click("#inc");
      await site.becomes("#count", count);
    }
    await page.click("#dec");
    await site.becomes("#count", "2");
    await expect.poll(() => page.title()).toBe("Counter 2");
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
    expect(stats.handlerMs.byName.inc).toHaveLength(3);
    expect(stats.framesReceived.count).toBe(5);
    expect(stats.framesSent.count).toBe(5);
    expect(site.problems).toEqual([]);
  });

  it("delays a handler as requested, and measures it", async () => {
    await site.openLive("/slow?ms=150");
    await site.page.click("#slow");
    await site.page.locator("#slow.phx-click-loading").waitFor();
    await site.becomes("#done", "1");
    const [ms] = site.target.stats().handlerMs.byName.slow ?? [];
    expect(ms).toBeGreaterThan(148);
  });

  it("handles the events of one view one after another", async () => {
    await site.openLive("/counter?delay=100");
    await site.page.evaluate("document.querySelector('#inc').click(); document.querySelector('#dec').click()");
    await expect.poll(() => site.target.stats().handlerMs.byName.dec).toHaveLength(1);
    const { inc = [], dec = [] } = site.target.stats().handlerMs.byName;
    expect(inc[0]).toBeGreaterThan(98);
    // It was queued behind the first.
    expect(dec[0]).toBeGreaterThan(196);
  });

  it("validates a form while it is filled, and saves it", async () => {
    const { page } = site;
    let validations = 0;
    page.on("websocket", (socket) =>
      socket.on("framesent", ({ payload }) => {
        if (String(payload).includes('"event":"validate"')) validations++;
      }),
    );
    await site.openLive("/form");
    await page.fill("#name", "Ada");
    await page.fill("#email", "nobody");
    await site.becomes("#email-error", "must be an e-mail address");
    await page.fill("#email", "ada@example.test");
    await page.locator("#email-error").waitFor({ state: "detached" });
    await page.selectOption("#plan", "team");
    await page.check("#terms");
    await page.click("#save");
    await site.becomes("#saved", "Saved Ada <ada@example.test> on plan team, terms accepted");
    expect(validations).toBeGreaterThanOrEqual(5);
    expect(site.target.stats().events.byName).toEqual({ validate: validations, save: 1 });
    expect(site.problems).toEqual([]);
  });

  it("sells a product", async () => {
    const { page } = site;
    await site.openLive("/products");
    const id = await page.locator("#product").getAttribute("data-id");
    await page.click(`#buy-${id}`);
    await site.becomes("#basket-count", "1");
    await page.fill("#email", "user1@example.test");
    const another = id === "3" ? "4" : "3";
    await page.click(`#buy-${another}`);
    await site.becomes("#basket-count", "2");
    expect(await page.inputValue("#email")).toBe("user1@example.test");
    await page.click("#checkout");
    await site.becomes("#order", /Order 1 of 2 .* user1@example\.test/);
    await page.click(`#product-${another}`);
    await site.becomes("h1", /enamel kettle|wool throw/i);
    expect(await page.locator("#product").getAttribute("data-id")).toBe(another);
    expect(site.target.stats().mounts.byView).toEqual({ ProductsLive: 1, ProductLive: 1 });
    expect(site.problems).toEqual([]);
  });

  it("re-renders, moves, adds and drops the rows of a big list", async () => {
    const { page } = site;
    await site.openLive("/list?n=300");
    const rows = () => page.locator("#list tr").evaluateAll((all) => all.map((row) => row.textContent ?? ""));
    const expectedRow = (id: number) => `Row ${id}${id}${id % 2 === 1 ? `odd ${id}` : "even"}`;
    const ids = Array.from({ length: 300 }, (_, index) => index + 1);
    await page.click("#update");
    await site.becomes("#version", "1");
    expect(await rows()).toEqual(ids.map(expectedRow));
    await page.click("#shuffle");
    await site.becomes("#version", "2");
    const shuffled = await rows();
    expect(shuffled).not.toEqual(ids.map(expectedRow));
    expect([...shuffled].sort()).toEqual(ids.map(expectedRow).sort());
    await page.click("#add");
    await site.becomes("#rows", "301");
    expect(await rows()).toEqual(["Row 3000003odd 3", ...shuffled]);
    await page.click("#halve");
    await site.becomes("#rows", "151");
    expect(await rows()).toEqual(["Row 3000003odd 3", ...shuffled.slice(0, 150)]);
    expect(site.problems).toEqual([]);
  });

  it("removes a button in the reply to its own click", async () => {
    await site.openLive("/vanish");
    await site.page.click("#gone");
    await site.page.locator("#gone").waitFor({ state: "detached" });
    await site.page.click("#back");
    await site.page.locator("#gone").waitFor();
    expect(site.target.stats().events.byName).toEqual({ gone: 1, back: 1 });
  });

  it("pushes updates until the page leaves", async () => {
    await site.openLive("/push?every=20");
    await site.becomes("#tick", /^[3-9]$|\d\d/);
    await site.page.goto("/plain");
    await expect.poll(() => site.target.stats().sockets.open).toBe(0);
    const { diffs } = site.target.stats();
    expect(diffs).toBeGreaterThanOrEqual(3);
    await site.openLive("/join-slow?ms=120");
    await site.becomes("#state", "connected");
    expect(site.target.stats().diffs).toBe(diffs);
  });

  it("uses long polling for a page that asks for it", async () => {
    await site.openLive("/longpoll");
    await site.page.click("#inc");
    await site.becomes("#count", "1");
    await site.page.click("#inc");
    await site.becomes("#count", "2");
    const stats = site.target.stats();
    expect(stats).toMatchObject({
      mounts: { byView: { LongPollLive: 1 } },
      events: { byName: { inc: 2 } },
      sockets: { opened: 0 },
    });
    expect(stats.longpolls).toBeGreaterThan(5);
    expect(site.problems).toEqual([]);
  });
});
