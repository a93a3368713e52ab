import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { UserNetworkOptions } from "../../../src/browser/network/user-network-options.js";
import type { InterceptedRequest, Route, RouteAction } from "../../../src/scenario/ports/network.js";
import { absoluteMatcher } from "../../../src/scenario/steps/arguments/url-pattern.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const NOTHING = { globs: [], patterns: [], types: [] };
/** The outcome of a fetch: its status and text, or its error's name. */
const FETCH = `(url, options) => fetch(url, options).then(async (answer) => answer.status + " " + (await answer.text()), ({ name }) => name)`;
const text = new TextEncoder();

/** Requests of every kind that a page can cause, each to a path that begins with `/ads/`; resolves when all have an outcome. */
const EVERYTHING = `(other) => {
  const outcome = (start) => new Promise((resolve) => { start(resolve); setTimeout(resolve, 5000); });
  const element = (name, attributes) => outcome((resolve) => {
    const made = Object.assign(document.createElement(name), attributes, { onload: resolve, onerror: resolve });
    (name === "iframe" ? document.body : document.head).append(made);
  });
  const source = (path) => "fetch('" + location.origin + path + "').catch(() => {}).then(() => postMessage(1))";
  const script = (path) => "/script?" + new URLSearchParams({ source: source(path) });
  const said = (worker) => outcome((resolve) => { worker.onmessage = resolve; worker.onerror = resolve; });
  const nested = "new Worker(" + JSON.stringify(script("/ads/nested")) + ").onmessage = () => postMessage(1)";
  const framed = "/given?" + new URLSearchParams({ body: "<img src=/ads/framed.png><iframe src=/ads/inner></iframe>" });
  return Promise.all([
    fetch("/ads/fetch").catch(() => {}),
    outcome((resolve) => { const asked = new XMLHttpRequest(); asked.open("GET", "/ads/xhr"); asked.onloadend = resolve; asked.send(); }),
    element("img", { src: "/ads/image.png" }),
    element("script", { src: "/ads/script.js" }),
    element("link", { rel: "stylesheet", href: "/ads/style.css" }),
    element("iframe", { src: "/ads/frame" }),
    element("iframe", { src: framed }),
    element("iframe", { src: other + framed }),
    said(new Worker(script("/ads/worker"))),
    said(new Worker("/script?" + new URLSearchParams({ source: nested }))),
    outcome((resolve) => { const { port } = new SharedWorker("/script?" + new URLSearchParams({ source:
      "onconnect = ({ ports: [port] }) => fetch('/ads/shared').catch(() => {}).then(() => port.postMessage(1))" })); port.onmessage = resolve; }),
  ]).then(() => {});
}`;

export function describeNetwork(subject: BrowserUnderTest): void {
  const isPlaywright = () => subject.connection.metadata().name === "playwright";
  const otherSite = () => subject.odd.url.replace("127.0.0.1", "localhost");
  /** What reached the server since the test began, without queries. */
  let from = 0;
  const reached = (start = "") =>
    subject.odd.requests
      .slice(from)
      .filter((request) => request.includes(` ${start}`))
      .map((request) => request.split("?")[0]);
  const counts = (name: string) => subject.sink.counts.filter(({ metric }) => metric === name).map(({ dimension }) => dimension);
  const fetched = (path: string, options = {}) => subject.page.evaluate(FETCH, [path, options], subject.patient);
  const open = async (network?: UserNetworkOptions) => {
    await subject.openUser(network === undefined ? {} : { network });
    await subject.openOdd("/contents");
    subject.sink.counts.length = 0;
    subject.sink.samples.length = 0;
    from = subject.odd.requests.length;
  };

  describe("the network of a user", () => {
    afterEach(() => subject.closeUser());

    describe("blocks", () => {
      it("requests whose URL matches, whoever causes them: they are neither sent nor failures", async () => {
        await open({ block: { ...NOTHING, globs: ["**/ads/**"] } });
        await subject.page.evaluate(EVERYTHING, [otherSite()], subject.patient);
        // Playwright has no access to shared workers, as docs/browsers.md says.
        expect(reached("/ads/")).toEqual(isPlaywright() ? ["GET /ads/shared"] : []);
        await subject.user.flush(1000);
        const blocked = ["document", "document", "document", "fetch", "fetch", "fetch", "image", "image", "image"];
        const expected = [...blocked, "script", "stylesheet", "xhr", ...(isPlaywright() ? [] : ["fetch"])];
        await expect.poll(() => counts("http_requests_blocked").sort()).toEqual(expected.sort());
        expect(counts("http_failures")).toEqual([]);
        expect(subject.page.troubles()).toEqual([]);
      });

      it("by resource type, but not the page itself", async () => {
        await open({ block: { ...NOTHING, types: ["image", "document", "fetch"] } });
        const body = `<img src="/seen.png"><iframe src="/framed"></iframe><script src="/script?source=1"></script>`;
        await subject.openBody(body);
        expect(await fetched("/echo")).toBe("TypeError");
        expect(reached()).toEqual(["GET /given", "GET /script"]);
        expect(counts("http_requests_blocked").sort()).toEqual(["document", "fetch", "image"]);
      });

      it("other sites, but no page that the user opens there", async () => {
        await open({ block: { ...NOTHING, firstParty: ["127.0.0.1"] } });
        await subject.openBody(`<img src="OTHER/away.png"><iframe src="OTHER/framed"></iframe><img src="/own.png">`);
        expect(reached()).toEqual(["GET /given", "GET /own.png"]);
        await subject.page.navigate(`${otherSite()}/contents`, subject.patient);
        expect(await subject.text("#contents")).toBe("seen");
      });

      it("by regular expression, and a page that is blocked does not load", async () => {
        await open({ block: { ...NOTHING, patterns: [{ source: "/ADS\\d", flags: "i" }] } });
        expect(await fetched("/ads")).toBe('404 <!DOCTYPE html><link rel="icon" href="data:,">nothing here');
        expect(await fetched("/ads1")).toBe("TypeError");
        await expect(subject.openOdd("/ads2")).rejects.toMatchObject({ kind: "connection" });
        expect(reached()).toEqual(["GET /ads"]);
      });

      it("requests of popups", async () => {
        await open({ block: { ...NOTHING, globs: [`${subject.odd.url}/away`] } });
        await subject.page.evaluate("() => { open('/away'); open('/strict'); }", [], subject.patient);
        await expect.poll(() => reached()).toEqual(["GET /strict"]);
        await expect.poll(() => counts("http_requests_blocked")).toEqual(["document"]);
      });
    });

    describe("routes", () => {
      const asked: InterceptedRequest[] = [];
      const routeTo = (glob: string, action: RouteAction | undefined): Route => ({
        glob,
        fits: absoluteMatcher(glob),
        actionFor: async (request) => {
          asked.push(request);
          return action;
        },
        replaces: () => false,
        isOver: () => false,
      });
      const fulfilled = (body: string, status = 200): RouteAction => ({
        kind: "fulfill",
        status,
        headers: { "content-type": "text/plain", "x-made": "up" },
        body: text.encode(body),
      });
      const route = (glob: string, action: RouteAction | undefined) =>
        subject.page.network.route(routeTo(glob, action), subject.patient);
      const fail: RouteAction = { kind: "abort", reason: "connectionrefused" };
      beforeEach(async () => {
        asked.length = 0;
        await open();
      });

      it("answer in place of the server, and are counted apart", async () => {
        await route("**/api/*", fulfilled("made up", 201));
        expect(await fetched("/api/1", { method: "POST", body: "ünder", headers: { "X-Own": "1" } })).toBe("201 made up");
        expect(asked).toEqual([
          expect.objectContaining({ url: `${subject.odd.url}/api/1`, method: "POST", postData: "ünder", resourceType: "fetch" }),
        ]);
        expect(asked[0]?.headers).toMatchObject({ "x-own": "1" });
        expect(await fetched(`${otherSite()}/api/2`, { method: "PUT", headers: { "x-own": "2" } })).toBe("201 made up");
        expect(reached()).toEqual([]);
        await subject.closeUser();
        expect(counts("http_requests_fulfilled")).toEqual(["fetch", "fetch"]);
        expect(counts("http_requests")).toEqual([]);
        expect(subject.sink.samples.filter(({ metric }) => metric.startsWith("http_"))).toEqual([]);
      });

      it("abort requests with the given error, which is neither a failure nor a trouble", async () => {
        await route("**/strict", fail);
        expect(await fetched("/strict")).toBe("TypeError");
        await expect(subject.openOdd("/strict")).rejects.toMatchObject({
          kind: "connection",
          message: expect.stringContaining("ERR_CONNECTION_REFUSED"),
        });
        expect(reached()).toEqual([]);
        expect(counts("http_requests_aborted")).toEqual(["fetch", "document"]);
        expect(counts("http_failures")).toEqual([]);
        expect(subject.page.troubles()).toEqual([]);
      });

      it("change requests on their way to the server, which counts them", async () => {
        const headers = { "x-new": "yes", "content-type": "text/plain" };
        await route("**/before", {
          kind: "continue",
          url: `${subject.odd.url}/echo`,
          method: "PUT",
          headers,
          postData: text.encode("changed"),
        });
        const said = String(await fetched("/before", { method: "POST", body: "x", headers: { "x-old": "1" } }));
        const echo = JSON.parse(said.slice(4)) as { method: string; body: string; headers: Record<string, string> };
        expect([said.slice(0, 3), echo.method, echo.body, echo.headers["x-new"], echo.headers["x-old"]]).toEqual([
          "200",
          "PUT",
          "changed",
          "yes",
          undefined,
        ]);
        await subject.closeUser();
        expect(counts("http_requests")).toEqual(["2xx"]);
      });

      it("ask the newest first, until one answers, and end with unroute", async () => {
        const { network } = subject.page;
        const older = routeTo("**/strict", fulfilled("older"));
        await network.route(older, subject.patient);
        await route("**/str*", fulfilled("newer"));
        expect(await fetched("/strict")).toBe("200 newer");
        await route("**/strict", undefined);
        expect(await fetched("/strict")).toBe("200 newer");
        await network.unroute((one) => one !== older, subject.patient);
        expect(await fetched("/strict")).toBe("200 older");
        await network.unroute(() => true, subject.patient);
        expect(await fetched("/strict")).toContain("strict");
        expect(reached()).toEqual(["GET /strict"]);
      });

      it("answer frames of other sites, workers and popups, and documents", async () => {
        await route("**/made-up", {
          ...fulfilled(`<link rel="icon" href="data:,"><p id="made">made up</p>`),
          headers: { "content-type": "text/html" },
        } as RouteAction);
        await subject.openBody(`<iframe src="OTHER/made-up"></iframe>`);
        const worker = `new Worker("data:text/javascript," + encodeURIComponent("fetch('" + location.origin + "/made-up', { mode: 'no-cors' }).then(() => postMessage(1))"))`;
        await subject.page.evaluate(
          `() => new Promise((done) => { ${worker}.onmessage = () => done(); open("/made-up"); })`,
          [],
          subject.patient,
        );
        await expect.poll(() => counts("http_requests_fulfilled").sort()).toEqual(["document", "document", "fetch"]);
        await subject.openOdd("/made-up");
        expect(await subject.text("#made")).toBe("made up");
        expect(reached()).toEqual(["GET /given"]);
      });
    });

    it("is cut off while it is offline, with its frames and popups", async () => {
      await open();
      const { network } = subject.page;
      await network.setOffline(true, subject.patient);
      expect(await subject.page.evaluate("() => navigator.onLine", [], subject.patient)).toBe(false);
      expect(await fetched("/echo")).toBe("TypeError");
      await subject.page.evaluate("() => { open('/strict'); }", [], subject.patient);
      await expect(subject.openOdd("/strict")).rejects.toMatchObject({ kind: "connection" });
      expect(reached()).toEqual([]);
      await network.setOffline(false, subject.patient);
      await subject.openOdd("/strict");
      expect(await subject.page.evaluate("() => navigator.onLine", [], subject.patient)).toBe(true);
    });

    it("is as slow as it is set to be, after it was offline as well", async () => {
      await open({ conditions: { downloadKbps: 800, latencyMs: 150 } });
      const took = async (path: string) => {
        const ask = `async (path) => { const from = performance.now(); await (await fetch(path)).text(); return performance.now() - from; }`;
        return (await subject.page.evaluate(ask, [path], subject.patient)) as number;
      };
      // 30,000 bytes at 100,000 bytes a second.
      for (const state of [undefined, true, false]) {
        if (state !== undefined) await subject.page.network.setOffline(state, subject.patient);
        if (state === true) expect(await fetched("/echo")).toBe("TypeError");
        else expect(await took("/bytes?count=30000")).toBeGreaterThan(400);
      }
      expect(await took("/slow-answer?ms=1")).toBeGreaterThan(140);
    });
  });
}
