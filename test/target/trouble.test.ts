import { expect, it } from "vitest";
import { describeInBrowser, LIVE } from "./site-in-browser.js";

describeInBrowser("trouble on the site under test", (site) => {
  it("crashes a view, which the client rejoins with fresh state", async () => {
    const { page, target } = site;
    await site.openLive("/crash");
    await page.click("#inc");
    await site.becomes("#count", "1");
    await page.click("#boom");
    await page.locator("[data-phx-main].phx-error.phx-server-error").waitFor();
    await page.locator(LIVE).waitFor();
    await site.becomes("#count", "0");
    expect(target.stats()).toMatchObject({ crashes: 1, joins: 2, mounts: { connected: 2 }, statics: 1, sockets: { opened: 1 } });
    expect(site.problems).toEqual([]);
  });

  it("crashes on mount, and the client reloads the page until a mount succeeds", async () => {
    await site.openLive("/crash-mount?times=2&jitter=50");
    await site.becomes("#state", "mounted");
    expect(site.target.stats()).toMatchObject({
      crashes: 2,
      joins: 3,
      mounts: { connected: 1 },
      statics: 3,
      pages: { "/crash-mount": 3 },
    });
  });

  it("crashes on every mount when told to", async () => {
    await site.page.goto("/crash-mount?jitter=50");
    await expect.poll(() => site.target.stats().pages["/crash-mount"], { timeout: 30_000 }).toBeGreaterThanOrEqual(3);
    expect(site.target.stats()).toMatchObject({ mounts: { connected: 0 } });
    expect(await site.page.locator(LIVE).count()).toBe(0);
  });

  it("drops sockets: the page shows a client error, reconnects and rejoins", async () => {
    const { page, target } = site;
    await site.openLive("/counter");
    await page.click("#inc");
    await site.becomes("#count", "1");
    target.refuseSockets(true);
    target.dropSockets();
    await page.locator("[data-phx-main].phx-error.phx-client-error").waitFor();
    target.refuseSockets(false);
    await page.locator(LIVE).waitFor();
    await site.becomes("#count", "0");
    expect(target.stats()).toMatchObject({ mounts: { connected: 2 }, statics: 1, sockets: { opened: 2, closed: 1, open: 1 } });
  });

  it("drops a long-poll session, which the client reopens", async () => {
    await site.openLive("/longpoll");
    await site.page.click("#inc");
    await site.becomes("#count", "1");
    site.target.dropSockets();
    await site.becomes("#count", "0");
    await site.page.locator(LIVE).waitFor();
    expect(site.target.stats().mounts).toEqual({ connected: 2, byView: { LongPollLive: 2 } });
  });

  it("recovers a form's input when the socket was lost", async () => {
    await site.openLive("/form");
    await site.page.fill("#name", "Ada");
    await site.page.fill("#email", "ada@example");
    site.target.dropSockets();
    await expect.poll(() => site.target.stats().mounts.connected).toBe(2);
    await site.page.locator(LIVE).waitFor();
    expect(await site.page.inputValue("#email")).toBe("ada@example");
    expect(await site.page.inputValue("#name")).toBe("Ada");
  });

  it("stalls every answer for the requested time", async () => {
    const { page, target } = site;
    await site.openLive("/counter");
    let started = performance.now();
    target.stall(400);
    await page.click("#inc");
    await site.becomes("#count", "1");
    expect(performance.now() - started).toBeGreaterThan(399);
    started = performance.now();
    target.stall(300);
    await page.goto("/plain");
    expect(performance.now() - started).toBeGreaterThan(299);
  });
});
