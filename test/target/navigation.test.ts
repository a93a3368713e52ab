import { expect, it } from "vitest";
import { describeInBrowser, LIVE } from "./site-in-browser.js";

describeInBrowser("navigation on the site under test", (site) => {
  it("mounts a full load twice, and a live navigation once on the same socket", async () => {
    const { page, target } = site;
    await site.openLive("/nav/a");
    expect(target.stats()).toMatchObject({ statics: 1, mounts: { connected: 1 }, sockets: { opened: 1 } });
    await page.click("#to-b");
    await site.becomes("#here", "Page B");
    await page.locator(LIVE).waitFor();
    await expect.poll(() => page.title()).toBe("Page B");
    expect(new URL(page.url()).pathname).toBe("/nav/b");
    await page.click("#to-a");
    await site.becomes("#here", "Page A");
    expect(target.stats()).toMatchObject({
      statics: 1,
      mounts: { connected: 3, byView: { PageALive: 2, PageBLive: 1 } },
      joins: 3,
      leaves: 2,
      sockets: { opened: 1 },
    });
    expect(site.problems).toEqual([]);
  });

  it("patches within a view without a new mount", async () => {
    const { page, target } = site;
    await site.openLive("/nav/a?page=7");
    await site.becomes("#page", "7");
    await page.click("#patch-1");
    await site.becomes("#page", "1");
    await page.click("#patch-2");
    await site.becomes("#page", "2");
    await page.goBack();
    await site.becomes("#page", "1");
    await page.click("#server-patch");
    await site.becomes("#page", "3");
    await site.becomes("#patches", "4");
    await expect.poll(() => page.url()).toContain("/nav/a?page=3");
    expect(target.stats()).toMatchObject({ patches: 4, mounts: { connected: 1 }, statics: 1, sockets: { opened: 1 } });
    expect(site.problems).toEqual([]);
  });

  it("navigates and redirects on request of the server", async () => {
    const { page, target } = site;
    await site.openLive("/nav/a");
    await page.click("#server-redirect");
    await site.becomes("#here", "Page B");
    await page.locator(LIVE).waitFor();
    expect(target.stats()).toMatchObject({ statics: 1, mounts: { connected: 2 }, sockets: { opened: 1 } });
    await page.click("#full-redirect");
    await site.becomes("#here", "Page A");
    await page.locator(LIVE).waitFor();
    expect(target.stats()).toMatchObject({ statics: 2, mounts: { connected: 3 }, sockets: { opened: 2 } });
    await page.click("#plain");
    await site.becomes("#here", "Page B");
    await page.locator(LIVE).waitFor();
    expect(target.stats()).toMatchObject({ statics: 3, mounts: { connected: 4 }, sockets: { opened: 3 } });
    expect(site.problems).toEqual([]);
  });

  it("falls back to a full load when a live link leaves the live session", async () => {
    await site.openLive("/nav/a");
    await site.page.click("#to-dead");
    await site.becomes("h1", "Plain");
    expect(site.target.stats().pages).toEqual({ "/nav/a": 1, "/plain": 1 });
  });

  it("answers 404 for an unknown product", async () => {
    const response = await site.page.goto("/products/77");
    expect(response?.status()).toBe(404);
  });

  it("joins a nested view, and each view keeps its own count", async () => {
    const { page, target } = site;
    await site.openLive("/nested");
    await page.locator("#child.phx-connected").waitFor();
    await page.click("#child-inc");
    await site.becomes("#child-count", "1");
    await page.click("#inc");
    await site.becomes("#count", "1");
    await page.click("#child-inc");
    await site.becomes("#child-count", "2");
    await site.becomes("#count", "1");
    expect(await page.title()).toBe("Nested");
    expect(target.stats()).toMatchObject({
      statics: 2,
      mounts: { byView: { NestedLive: 1, ChildLive: 1 } },
      sockets: { opened: 1 },
    });
    expect(site.problems).toEqual([]);
  });

  it("joins two views embedded in an ordinary page", async () => {
    const { page, target } = site;
    await page.goto("/multi");
    await expect.poll(() => page.locator("[data-phx-session].phx-connected").count()).toBe(2);
    await page.click("#left-inc");
    await page.click("#right-inc");
    await page.click("#left-inc");
    await site.becomes("#left-count", "2");
    await site.becomes("#right-count", "1");
    expect(await page.locator("[data-phx-main]").count()).toBe(0);
    expect(target.stats()).toMatchObject({
      statics: 2,
      mounts: { byView: { LeftLive: 1, RightLive: 1 } },
      sockets: { opened: 1 },
    });
    expect(site.problems).toEqual([]);
  });
});
