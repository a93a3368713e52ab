import { expect, it } from "vitest";
import { describeInBrowser } from "./site-in-browser.js";

describeInBrowser("pages without LiveView on the site under test", (site) => {
  it("links to every page from the index, and each answers", async () => {
    const { page } = site;
    await site.openLive("/");
    const paths = await page.locator(".links a").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) {
      const response = await page.request.get(path);
      expect(response.status(), path).toBe(path === "/status/503" ? 503 : 200);
    }
  });

  it("has a page without app.js, and one whose LiveSocket never connects", async () => {
    const { page, target } = site;
    await page.goto("/plain");
    expect(await page.evaluate("typeof window.liveSocket")).toBe("undefined");
    await page.goto("/dead");
    expect(await page.evaluate("window.liveSocket.isConnected()")).toBe(false);
    expect(target.stats().sockets.opened).toBe(0);
  });

  it("accepts a posted form", async () => {
    await site.page.goto("/plain-form");
    await site.page.fill("#name", "<b>Ada</b>");
    await site.page.click("#send");
    await site.becomes("#posted", "name=<b>Ada</b>, email=");
  });

  it("fails in every intended way on the broken page", async () => {
    const failed: string[] = [];
    site.page.on("requestfailed", (request) => failed.push(new URL(request.url()).port));
    await site.page.goto("/broken");
    await site.becomes("#done", "done");
    await expect.poll(() => site.problems.join("\n")).toMatch(/thrown on purpose/);
    await expect.poll(() => site.problems.join("\n")).toMatch(/rejected on purpose/);
    expect(failed).toEqual(["61999"]);
    expect(site.target.stats().http.byStatus).toMatchObject({ "404": 2, "500": 1 });
  });

  it("echoes frames of the requested sizes", async () => {
    await site.page.goto("/echo?text=100&binary=1000&count=3");
    await site.becomes("#received-bytes", "3300");
    const path = { "/echo/websocket": { count: 6, bytes: 3300 } };
    expect(site.target.stats()).toMatchObject({
      framesReceived: { byPath: path },
      framesSent: { byPath: path },
      sockets: { open: 1 },
    });
    await site.page.click("#close");
    await site.becomes("#socket", "closed");
  });

  it("shows cookies and storage", async () => {
    const { page } = site;
    await page.goto("/storage?cookie=a=1&local=b=2&session=c=3&http-only=d=4");
    await page.goto("/storage");
    await site.becomes("#cookies", /^a=1$/);
    await site.becomes("#local", '{"b":"2"}');
    await site.becomes("#session", '{"c":"3"}');
    expect((await page.locator("#server-cookies").textContent())?.split("; ").sort()).toEqual(["a=1", "d=4"]);
  });

  it("logs the events of its controls", async () => {
    const { page } = site;
    await page.goto("/controls");
    await page.fill("#text", "after");
    await page.check("#checkbox");
    await page.check("#radio-b");
    await page.selectOption("#select", "green");
    await page.selectOption("#multi", ["one", "three"]);
    for (const id of ["#disabled", "#hidden", "#covered", "#moving", "#added", "#far"]) await page.click(id);
    await page.dragAndDrop("#drag", "#drop");
    await page.hover("#hover");
    await page.press("#keys", "Control+a");
    const log = await page.locator("#log li").allTextContents();
    for (const line of [
      "input #text after",
      "change #checkbox true",
      "change #radio-b true",
      "change #select green",
      "change #multi one+three",
      "click #disabled",
      "click #hidden",
      "click #covered",
      "click #moving",
      "click #added",
      "click #far",
      "drop #drop cargo",
      "hover #hover",
      "keydown #keys ctrl+a KeyA",
    ]) {
      expect(
        log.filter((entry) => entry.startsWith(line)),
        line,
      ).not.toEqual([]);
    }
  });

  it("has popups with and without an opener, which can close themselves", async () => {
    const { page } = site;
    for (const [link, hasOpener] of [
      ["#help", true],
      ["#help-apart", false],
    ] as const) {
      await page.goto("/windows");
      const opened = page.waitForEvent("popup");
      await page.click(link);
      const popup = await opened;
      await popup.click("#next");
      expect(await popup.textContent("#page")).toBe("Page 2 of the help");
      expect(await popup.evaluate("opener !== null")).toBe(hasOpener);
      const closed = popup.waitForEvent("close");
      // Playwright rejects the click when the popup is gone before its answer arrives.
      await popup.click("#close").catch(() => undefined);
      await closed;
    }
  });

  it("has dialogs, a frame, a shadow root, a download, a redirect and a slow page", async () => {
    const { page } = site;
    await page.goto("/alert");
    page.once("dialog", (dialog) => void dialog.accept());
    await page.click("#confirm");
    await site.becomes("#answer", "yes");
    await page.goto("/iframe");
    await page.frameLocator("#frame").locator("#inside").click();
    await page.frameLocator("#frame").locator("#inside-count", { hasText: "1" }).waitFor();
    await page.goto("/shadow");
    await page.click("#shadow-button");
    await site.becomes("#clicks", "1");
    await page.goto("/redirect?to=/slow-page%3Fms%3D100");
    await site.becomes("#text", "Here at last.");
    const download = page.waitForEvent("download");
    await page.goto("/download").catch(() => undefined);
    expect((await download).suggestedFilename()).toBe("orders.csv");
  });
});
