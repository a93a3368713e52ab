import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BrowserOptions } from "../../../src/scenario/browser-options/browser-options.js";
import { browserOptionsOf } from "../../../src/scenario/browser-options/option-parsers.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

/** What a document or a worker sees of the user's language, time zone and browser. */
const SEEN = `[navigator.userAgent, navigator.language, navigator.languages.join(), Intl.DateTimeFormat().resolvedOptions().timeZone,
  new Date(0).getTimezoneOffset(), (1234.5).toLocaleString()].join(" | ")`;
const MEDIA = `["(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"].map((query) => matchMedia(query).matches).join()`;

/** Loads a page of another site in a frame, and resolves to what it evaluates `expression` to. */
const inFrame = (expression: string) => `() => new Promise((resolve) => {
  addEventListener("message", ({ data }) => resolve(data), { once: true });
  document.body.append(Object.assign(document.createElement("iframe"), { src: location.href.replace("127.0.0.1", "localhost").replace(/[/]given.*/, "/given?") +
    new URLSearchParams({ body: "<script>parent.postMessage(" + ${JSON.stringify(expression)} + ", '*')</" + "script>" }) }));
})`;
/** The same in a popup. */
const inPopup = (expression: string) => `() => new Promise((resolve) => {
  addEventListener("message", ({ data }) => resolve(data), { once: true });
  open("/given?" + new URLSearchParams({ body: "<script>opener.postMessage(" + ${JSON.stringify(expression)} + ", '*')</" + "script>" }));
})`;
/** The same in a dedicated worker. */
const inWorker = (expression: string) => `() => new Promise((resolve) => {
  const script = new Blob(["postMessage(" + ${JSON.stringify(expression)} + ")"]);
  new Worker(URL.createObjectURL(script)).onmessage = ({ data }) => resolve(data);
})`;

/** Options of a user's browser: what pages see of them. */
export function describeBrowserOptions(subject: BrowserUnderTest): void {
  const evaluate = (source: string) => subject.page.evaluate(source, [], subject.patient);
  const openUser = async (options: BrowserOptions) => {
    await subject.closeUser();
    await subject.openUser(options);
  };

  describe("a user's browser", () => {
    it("imitates a phone", async () => {
      await openUser(browserOptionsOf({ device: "iPhone 15" }));
      await subject.openBody('<meta name="viewport" content="width=device-width">');
      expect(
        await evaluate(`() => [innerWidth, innerHeight, screen.width, screen.height, devicePixelRatio, screen.orientation.type,
          navigator.maxTouchPoints, "ontouchstart" in window, matchMedia("(orientation: portrait)").matches,
          matchMedia("(resolution: 3dppx)").matches, navigator.userAgent.includes("iPhone OS 17_5"),
          navigator.userAgentData.mobile, navigator.userAgentData.platform]`),
      ).toEqual([393, 659, 393, 852, 3, "portrait-primary", 1, true, true, true, true, true, "iOS"]);
      await subject.openOdd("/headers");
      expect(JSON.parse(await subject.text("body"))).toMatchObject({
        "user-agent": expect.stringContaining("iPhone OS 17_5"),
        "sec-ch-ua-mobile": "?1",
        "sec-ch-ua-platform": '"iOS"',
      });
    });

    it("clicks on pages that a phone shows scaled down and scrolled", async () => {
      await openUser(browserOptionsOf({ device: "Pixel 7 landscape" }));
      await subject.openBody(
        `<div style="height: 3000px"></div><button id=low onclick="this.textContent = 'clicked'">click</button>`,
      );
      expect(await evaluate("() => innerWidth")).toBeGreaterThan(900);
      await subject.click("#low");
      expect(await subject.text("#low")).toBe("clicked");
    });

    it("is a desktop without touch by default", async () => {
      await subject.openBody("");
      expect(
        await evaluate(`() => [innerWidth, innerHeight, devicePixelRatio, navigator.maxTouchPoints, "ontouchstart" in window,
          screen.orientation.type, matchMedia("(hover: hover)").matches, ${MEDIA}]`),
      ).toEqual([1280, 720, 1, 0, false, "landscape-primary", true, "false,false"]);
    });

    it("has a user agent, a language and a time zone, in frames, popups and workers too", async () => {
      await openUser({ userAgent: "Tester/1 (Windows NT 10.0)", locale: "de-DE", timezone: "Asia/Tokyo" });
      const seen = "Tester/1 (Windows NT 10.0) | de-DE | de-DE | Asia/Tokyo | -540 | 1.234,5";
      for (const within of [(expression: string) => `() => ${expression}`, inFrame, inPopup, inWorker]) {
        await subject.openBody("");
        expect(await evaluate(within(SEEN)), within.name).toBe(seen);
      }
      await subject.openOdd("/headers");
      expect(JSON.parse(await subject.text("body"))).toMatchObject({
        "user-agent": "Tester/1 (Windows NT 10.0)",
        "accept-language": expect.stringMatching(/^de-DE/),
        "sec-ch-ua-platform": '"Windows"',
      });
    });

    it("keeps its own user agent and client hints in another language", async () => {
      const look = "() => [navigator.userAgent, navigator.userAgentData.platform, navigator.userAgentData.brands.length]";
      await subject.openBody("");
      const before = await evaluate(look);
      await openUser({ locale: "fr-CA" });
      await subject.openBody("");
      expect(await evaluate(look)).toEqual(before);
      await subject.openOdd("/headers");
      expect(JSON.parse(await subject.text("body"))).toMatchObject({ "accept-language": "fr-CA", "sec-ch-ua-mobile": "?0" });
    });

    it("prefers a colour scheme and reduced motion, in frames and popups too", async () => {
      await openUser({ colorScheme: "dark", reducedMotion: "reduce" });
      for (const within of [(expression: string) => `() => ${expression}`, inFrame, inPopup]) {
        await subject.openBody("");
        expect(await evaluate(within(MEDIA)), within.name).toBe("true,true");
      }
    });

    it("has a position and permissions", async () => {
      await openUser({
        geolocation: { latitude: 52.5, longitude: 13.25, accuracy: 7 },
        permissions: ["geolocation", "clipboard-read"],
      });
      await subject.openBody("");
      const where = `new Promise((resolve) => navigator.geolocation.getCurrentPosition(
        ({ coords }) => resolve([coords.latitude, coords.longitude, coords.accuracy]), ({ message }) => resolve(message)))`;
      expect(await evaluate(`() => ${where}`)).toEqual([52.5, 13.25, 7]);
      const states = `Promise.all(["geolocation", "clipboard-read", "notifications"].map((name) => navigator.permissions.query({ name })))
        .then((found) => found.map(({ state }) => state))`;
      expect(await evaluate(`() => ${states}`)).toEqual(["granted", "granted", "denied"]);
    });

    it("sends credentials to their origin only", async () => {
      await openUser({ httpCredentials: { username: "ada", password: "lovelace", origin: subject.odd.url } });
      await subject.openOdd("/secret");
      expect(await subject.text("#text")).toBe("for Ada");
      await openUser({ httpCredentials: { username: "ada", password: "lovelace", origin: subject.target.url } });
      await subject.openOdd("/secret").catch(() => {});
      expect(await subject.page.reads.isVisible("#text", subject.patient)).toBe(false);
    });

    it("registers no service workers if they are blocked", async () => {
      const register = `() => navigator.serviceWorker.register("/nowhere.js").then(String, () => "tried")`;
      await subject.openBody("");
      expect(await evaluate(register)).toBe("tried");
      await openUser({ serviceWorkers: "block" });
      await subject.openBody("");
      expect(await evaluate(register)).toBe("undefined");
    });

    it("has the given cookies and storage on its first page", async () => {
      const cookie = { path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax" } as const;
      const entries = [{ name: "theme", value: "dark" }];
      await openUser({
        storageState: {
          cookies: [{ ...cookie, name: "login", value: "ada", domain: "127.0.0.1" }],
          origins: [{ origin: subject.target.url, localStorage: entries, sessionStorage: entries }],
        },
      });
      await subject.open("/storage");
      expect(await subject.text("#server-cookies")).toBe("login=ada");
      expect(await subject.text("#local")).toBe('{"theme":"dark"}');
      expect(await subject.text("#session")).toBe('{"theme":"dark"}');
    });

    describe("behind a proxy", () => {
      let proxy: Server;
      let server = "";
      beforeAll(async () => {
        proxy = createServer(({ headers, url }, response) => {
          const isKnown = headers["proxy-authorization"] === `Basic ${btoa("ada:lovelace")}`;
          const challenge = isKnown ? {} : { "proxy-authenticate": 'Basic realm="proxy"' };
          response.writeHead(isKnown ? 200 : 407, { "content-type": "text/html", ...challenge });
          response.end(`<!DOCTYPE html><link rel="icon" href="data:,"><p id=through>${isKnown ? url : "who?"}</p>`);
        });
        await new Promise<void>((resolve) => {
          proxy.listen(0, "127.0.0.1", resolve);
        });
        server = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      });
      afterAll(async () => {
        proxy.closeAllConnections();
        await new Promise((resolve) => {
          proxy.close(resolve);
        });
      });

      it("opens all sites through it, also those of this machine, except for the given hosts", async () => {
        await openUser({ proxy: { server, bypass: "localhost.test, 127.0.0.1", username: "ada", password: "lovelace" } });
        await subject.page.navigate("http://shop.test/", subject.patient);
        expect(await subject.text("#through")).toBe("http://shop.test/");
        await subject.openOdd("/secret").catch(() => {});
        expect(await subject.page.reads.isVisible("#through", subject.patient)).toBe(false);
        await openUser({ proxy: { server, username: "ada", password: "lovelace" } });
        await subject.openOdd("/secret");
        expect(await subject.text("#through")).toBe(`${subject.odd.url}/secret`);
      });
    });
  });
}
