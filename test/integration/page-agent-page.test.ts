import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import type { PageBatch, PageEntry } from "../../src/browser/page-agent/batch.js";
import { PageAgent } from "../../src/browser/page-agent/page-agent.js";
import { FINGERPRINT } from "../fixtures/pages/fingerprint.js";
import { RecordingTelemetry } from "../fixtures/recording-telemetry.js";
import { browserPath, launchBrowser } from "../target/browser.js";
import { startTarget, type Target } from "../target/target.js";
import { type ObservedPage, observePage, openSession } from "./page-agent-session.js";

const reason = browserPath === undefined ? " (skipped: there is no browser; set LIVELOAD_BROWSER_PATH)" : "";
const VITALS = ["web_vital_ttfb", "web_vital_fcp", "web_vital_lcp", "web_vital_inp", "web_vital_cls"] as const;

describe.skipIf(browserPath === undefined)(`a page with the page agent${reason}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  let target: Target;
  let seen: ObservedPage;

  beforeAll(async () => {
    [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
  });
  beforeEach(async () => {
    seen = await observePage(browser, target.url);
  });
  afterEach(() => seen.context.close());
  afterAll(async () => {
    await browser?.close();
    await target?.close();
  });

  describe("web vitals", () => {
    const recorded = (telemetry: RecordingTelemetry) =>
      VITALS.map((metric) => telemetry.samples.filter((sample) => sample.metric === metric).map(({ dimension }) => dimension));

    it("are recorded once per page load, for the right page", async () => {
      for (const [path, button, result] of [
        ["/counter", "#inc", "#count"],
        ["/products/3", "#buy-3", "#basket-count"],
      ] as const) {
        await seen.openLive(path);
        await seen.page.click(button);
        await seen.shows(result, "1");
        await seen.flushed();
      }
      await seen.flushed();
      const pages = ["/counter", "/products/:id"];
      expect(recorded(seen.telemetry)).toEqual([pages, pages, pages, pages, pages]);
      for (const metric of VITALS.slice(0, 4)) expect(Math.min(...seen.telemetry.values(metric))).toBeGreaterThan(0);
    });

    it("are not lost when the page is left abruptly", async () => {
      await seen.page.goto("/plain");
      await seen.page.goto(`${target.url.replace("127.0.0.1", "localhost")}/counter`);
      await seen.page.goto("about:blank");
      const telemetry = await seen.flushed();
      expect(telemetry.values("web_vital_ttfb", "/plain")).toHaveLength(1);
      expect(telemetry.values("web_vital_ttfb", "/counter")).toHaveLength(1);
    });

    it("include entries that the browser has not yet delivered to the page", async () => {
      await seen.page.goto("/plain");
      await seen.page.evaluate(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`);
      await seen.page.evaluate(`(async () => {
        const big = Object.assign(document.createElement("div"), { textContent: "Large ".repeat(2000) });
        document.body.prepend(big);
        const busy = (ms) => { for (const until = performance.now() + ms; performance.now() < until; ); };
        // Without a pause in which the browser could deliver entries.
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => { busy(50); done(); })));
        location.href = "/counter";
      })()`);
      await seen.page.waitForURL("**/counter");
      const telemetry = await seen.flushed();
      expect(telemetry.values("web_vital_cls", "/plain")[0]).toBeGreaterThan(0);
    });

    it("are those of the page, not of its frames", async () => {
      await seen.page.goto("/iframe");
      await seen.page.frameLocator("#frame").locator("#inside").click();
      const telemetry = await seen.flushed();
      expect(
        recorded(telemetry)
          .flat()
          .filter((page) => page !== "/iframe"),
      ).toEqual([]);
      expect(telemetry.values("web_vital_fcp")).toHaveLength(1);
    });
  });

  it("has its script errors counted by name", async () => {
    await seen.page.goto("/broken");
    await seen.shows("#done", "done");
    await seen.eventually((telemetry) => telemetry.totals("page_errors"), { Error: 2 });
    for (const script of ["undefined.x", "throw 'a text with 4711 in it'", "Promise.reject()"]) {
      await seen.page.evaluate((text) => void setTimeout(text as unknown as () => void), script);
    }
    await seen.eventually((telemetry) => telemetry.totals("page_errors"), { Error: 2, TypeError: 1, string: 1, unknown: 1 });
  });

  it("reports how late its timers are, as far as its thread waited", async () => {
    await seen.page.goto("/plain");
    // A thread blocked on a request is in a task but uses no CPU. The first late timer has nothing to compare with.
    for (let time = 0; time < 3; time += 1) {
      await seen.page.evaluate(
        'const request = new XMLHttpRequest(); request.open("GET", "/slow-page?ms=1700", false); request.send();',
      );
      await expect.poll(() => seen.telemetry.gauges.length, { timeout: 30_000 }).toBeGreaterThan(time);
    }
    await expect
      .poll(() => Math.max(0, ...seen.telemetry.gauges.map(({ value }) => value)), { timeout: 30_000 })
      .toBeGreaterThan(400);
    expect(seen.telemetry.gauges[0]).toMatchObject({ metric: "node_page_delay" });
  });

  it("answers a flush in time even when it hangs", async () => {
    await seen.page.goto("/plain");
    const hung = seen.page.evaluate(() => {
      const until = performance.now() + 1000;
      while (performance.now() < until);
    });
    const flushed = seen.agent.flush(100).then(() => "flushed");
    expect(await Promise.race([flushed, hung.then(() => "the page is free again")])).toBe("flushed");
    await hung;
  });

  it("is measured from the document in which the agent was attached", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${target.url}/plain`);
    const telemetry = new RecordingTelemetry();
    const agent = new PageAgent(await openSession(page), { telemetry, routes: [], clock: systemClock });
    await agent.attach();
    await page.evaluate(`void setTimeout("undefined.x")`);
    await expect.poll(() => telemetry.totals("page_errors"), { timeout: 30_000 }).toEqual({ TypeError: 1 });
    await agent.flush(10_000);
    await context.close();
  });

  it("is still measured after its scripts have rewritten the document", async () => {
    for (const path of ["about:blank", "/plain"]) {
      await seen.page.goto(path);
      await seen.page.setContent("<p>Written anew</p>");
      await seen.page.evaluate(`setTimeout("undefined.x")`);
      await seen.eventually((telemetry) => telemetry.total("page_errors"), path === "/plain" ? 2 : 1);
    }
    const before = systemClock.now();
    await seen.flushed();
    expect(systemClock.now() - before).toBeLessThan(10_000);
  });

  describe("notices no difference", () => {
    let plain: Page;

    beforeEach(async () => {
      plain = await (await browser.newContext({ baseURL: target.url })).newPage();
    });
    afterEach(() => plain.context().close());

    it("in the properties of its window and sockets", async () => {
      const pages = [seen.page, plain] as const;
      const [watched, bare] = await Promise.all(
        pages.map(async (page) => {
          await page.goto("/plain");
          return page.evaluate(FINGERPRINT);
        }),
      );
      expect(watched).toEqual(bare);
      expect(JSON.stringify(bare)).toContain("CONNECTING");
    });

    it("in its frames", async () => {
      const pages = [seen.page, plain] as const;
      const names = await Promise.all(
        pages.map(async (page) => {
          await page.goto("/iframe");
          await page.frameLocator("#frame").locator("#inside").waitFor();
          return page.evaluate(`
            document.body.append(document.createElement("iframe"));
            [...document.querySelectorAll("iframe")].map((frame) => Object.getOwnPropertyNames(frame.contentWindow).sort().join())
          `);
        }),
      );
      expect(names[0]).toEqual(names[1]);
    });

    it("in the behaviour of sockets", async () => {
      await seen.page.goto("/plain");
      const result = await seen.page.evaluate(
        async (url) => {
          class Mine extends WebSocket {
            readonly mine = true;
            override send(body: string) {
              super.send(`${body}!`);
            }
          }
          const socket = new Mine(url, []);
          await new Promise((open) => socket.addEventListener("open", open));
          const order: string[] = [];
          socket.onmessage = ({ data }) => order.push(String(data));
          const answered = new Promise((message) => socket.addEventListener("message", message));
          socket.send("hello");
          await answered;
          const thrown = (act: () => unknown): string => {
            try {
              act();
              return "nothing";
            } catch (error) {
              return `${(error as Error).name}: ${(error as Error).message}`;
            }
          };
          return {
            order,
            isMine: socket instanceof Mine && socket instanceof WebSocket && socket.mine,
            constructor: socket.constructor === Mine,
            own: Object.getOwnPropertyNames(socket),
            withoutNew: thrown(() => (WebSocket as unknown as () => void)()),
            badUrl: thrown(() => new WebSocket("http://[")),
            tooEarly: thrown(() => new WebSocket(url).send("x")),
          };
        },
        `${target.url.replace("http", "ws")}/echo/websocket`,
      );
      expect(result).toMatchObject({ order: ["hello!"], isMine: true, constructor: true, own: ["mine"] });
      expect(result.withoutNew).toContain("TypeError: Failed to construct 'WebSocket'");
      expect(result.badUrl).toContain("SyntaxError");
      expect(result.tooEarly).toContain("InvalidStateError");
    });

    it("begins another input with each key, although the page is too busy to tell that it is done with the last one", async () => {
      const [inputs, cdp] = [new Set<number>(), await openSession(seen.page)];
      const take = ({ entries }: PageBatch) => {
        for (const entry of entries) if (entry.kind === "input") inputs.add(entry.number);
      };
      await new PageAgent(cdp, { telemetry: seen.telemetry, routes: [], clock: systemClock, interactions: { take } }).attach();
      await seen.page.goto("/slow-page?ms=0");
      await seen.page.evaluate(
        'addEventListener("keydown", () => { const end = performance.now() + 100; while (performance.now() < end); })',
      );
      await Promise.all(["a", "b", "c"].map((key) => seen.page.keyboard.press(key)));
      await expect.poll(() => inputs.size).toBe(3);
    });

    it("sees what a script writes to a field soon after a look that took very long", async () => {
      const page = await seen.context.newPage();
      const answers: PageEntry[] = [];
      const take = ({ entries }: PageBatch) => void answers.push(...entries.filter(({ kind }) => kind === "still"));
      const options = { telemetry: seen.telemetry, routes: [], clock: systemClock, interactions: { take } };
      const agent = new PageAgent(await openSession(page), options);
      await agent.attach();
      await page.goto("/slow-page?ms=0");
      await page.evaluate(`document.body.insertAdjacentHTML("beforeend", '<input id="written">')`);
      await page.keyboard.press("a");
      await page.evaluate(SLOW_LOOK);
      await expect.poll(() => page.evaluate('Object.hasOwn(document, "querySelectorAll")')).toBe(false);
      await page.evaluate(`dispatchEvent(new CustomEvent("${agent.name}", { detail: "1?" + performance.now() }))`);
      await page.evaluate('document.getElementById("written").value = "by a script"');
      await expect.poll(() => answers.length, { timeout: 20_000 }).toBe(1);
    });

    it("in its console, even if it replaces functions that the agent uses", async () => {
      await seen.page.route("**/hostile", (route) =>
        route.fulfill({ contentType: "text/html", body: `<script>${HOSTILE}</script><p>mine</p>` }),
      );
      await seen.page.goto("/hostile");
      await seen.page.evaluate(`document.body.classList.add("phx-click-loading")`);
      await seen.page.evaluate(`document.body.classList.remove("phx-click-loading")`);
      expect((await seen.flushed()).values("liveview_loading_class_duration", "phx-click-loading")).toHaveLength(1);
      expect(seen.problems).toEqual([]);
      expect(seen.telemetry.total("page_errors")).toBe(0);
    });
  });
});

/** The next look at the document takes a second, as where the machine gives the page no time. */
const SLOW_LOOK = `document.querySelectorAll = (selector) => {
  delete document.querySelectorAll;
  for (const end = performance.now() + 1000; performance.now() < end; );
  return document.querySelectorAll(selector);
}; undefined`;

/** Functions that pages replace, some of them badly. */
const HOSTILE = `
  const broken = () => { throw new Error("replaced by the page"); };
  JSON.stringify = Array.prototype.toJSON = MessagePort.prototype.postMessage = broken;
  performance.now = () => 0;
  window.setTimeout = window.addEventListener = EventTarget.prototype.addEventListener = () => {};
`;
