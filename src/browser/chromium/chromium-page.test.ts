import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noBrowser } from "../../../test/browser-available.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import { systemClock } from "../../base/clock.js";
import { inFrame } from "../../base/frame-selector.js";
import type { OperationOptions, PagePort } from "../../scenario/page-port.js";
import type { BrowserUser } from "../connection.js";
import { ChromiumConnection } from "./chromium-connection.js";

const PAGES: Readonly<Record<string, string>> = {
  "/jumpy": `<script>seen = [];
      for (const type of ["pointerdown", "mousedown", "click"]) addEventListener(type, ({ target }) => seen.push(target.id), true)</script><style>#cover { position: fixed; inset: 0; display: none }</style><button id="wanted">Wanted</button><div id="cover"></div>
    <script>hits = []; moves = 0;
      addEventListener("click", ({ target }) => hits.push(target.id));
      wanted.onmousemove = () => { if (moves++ < 2) { cover.style.display = "block"; setTimeout(() => { cover.style.display = "none" }, 150) } };</script>`,
  "/slow-link": `<title>First</title><p id="where">first</p><a id="go" href="/slow">Go</a><button id="script" onclick="location.href = '/slow'">Go</button>
    <form action="/slow"><input id="field"></form><a id="nowhere" href="/never">Nowhere</a>`,
  "/slow": `<title>Second</title><p id="where">second</p>`,
  "/moves-on": `<p>no button here</p><script>setTimeout(() => { location.href = "/with-button" }, 200)</script>`,
  "/with-button": `<button id="late" onclick="this.textContent = 'clicked'">Late</button>`,
  "/frames": `<div style="height: 900px"></div><iframe id="same" src="/inside" style="border: 7px solid; padding: 5px"></iframe>
    <iframe id="other" src="OTHER/inside"></iframe><iframe id="scaled" src="/inside" style="transform: scale(0.5, 0.7)"></iframe>
    <iframe id="far" src="/inside" style="position: fixed; left: -900px"></iframe>`,
  "/inside": `<div style="height: 300px"></div><button id="in" onclick="this.textContent = 'clicked'">Inside</button><input id="in-field">
    <button id="alert" onclick="alert('hello'); this.textContent = 'answered'">Alert</button>`,
  "/dialogs": `<button id="all" onclick="alert(1); answer.textContent = [confirm(2), prompt(3)].join()">All</button><p id="answer"></p>
    <script>onload = () => setTimeout(() => alert("late"), 50); onbeforeunload = (event) => event.preventDefault();</script><a id="leave" href="/slow">Leave</a>`,
  "/hostile": `<button id="it" onclick="this.textContent = 'clicked'">It</button><input id="field"><script>
      for (const name of ["Promise", "MutationObserver", "requestAnimationFrame", "setTimeout", "Map"]) window[name] = () => { throw new Error(name) };
      Element.prototype.getBoundingClientRect = Element.prototype.matches = document.querySelector = () => { throw new Error("no") };
      names = Object.getOwnPropertyNames(window);</script>`,
  "/sticky": `<style>header { position: sticky; top: 0; height: 200px; background: #eee } footer { position: fixed; bottom: 0; height: 200px; width: 100%; background: #ddd }</style>
    <header>Header</header><div style="height: 1500px"></div><button id="under" onclick="this.textContent = 'clicked'">Under</button><div style="height: 1500px"></div><footer>Footer</footer>`,
  "/drags": `<div id="drag" draggable="true">Drag</div><div id="drop" ondragover="event.preventDefault()">Drop</div><button id="count" onclick="this.textContent = Number(this.textContent) + 1">0</button>
    <input id="typed">
    <script>drag.ondragstart = () => void fetch("/dragging")</script>`,
  "/leads-on": `<script>fetch("/never").catch(() => {}); location.replace("/leads-on-later")</script>`,
  "/leads-on-later": `<script>fetch("/never").catch(() => {}); setTimeout(() => location.replace("/loses-parts"), 50)</script>`,
  "/loses-parts": `<p id="where">last</p><iframe id="other" src="OTHER/busy"></iframe><script>
    const url = URL.createObjectURL(new Blob(['fetch("' + location.origin + '/never").catch(() => {}); postMessage(1)']));
    const worker = new Worker(url);
    worker.onmessage = () => worker.terminate();
    other.onload = () => setTimeout(() => other.remove(), 100);</script>`,
  "/busy": `<script>fetch("/never").catch(() => {})</script>`,
  "/patterns": `<p id="one">ab</p><p id="two">cab</p><button id="buy" title="to buy">Buy</button>`,
  "/opens": `<button id="open" onclick="for (let n = 0; n < 3; n++) window.open('/slow'); this.textContent = 'opened'">Open</button><a id="blank" href="/slow" target="_blank">Blank</a>`,
};

describe.skipIf(noBrowser !== undefined)(
  `a page of the chromium connection${noBrowser === undefined ? "" : ` (${noBrowser})`}`,
  () => {
    const connection = new ChromiumConnection();
    let server: Server;
    let url: string;
    let user: BrowserUser;
    let page: PagePort;
    let onDragging = () => {};
    const timed = (timeoutMs: number): OperationOptions => ({ timeoutMs, signal: new AbortController().signal });
    const patient = timed(20_000);
    const click = (selector: string, options = patient) => page.pointer.click(selector, { ...options, force: false });
    const open = (path: string) => page.navigate(`${url}${path}`, patient);
    const text = (selector: string) => page.reads.textContent(selector, patient);

    beforeAll(async () => {
      server = createServer((request, response) => {
        const path = (request.url ?? "").replace(/\?.*/, "");
        const html = `<!DOCTYPE html><link rel="icon" href="data:,">${PAGES[path]?.replace("OTHER", url.replace("127.0.0.1", "localhost"))}`;
        const send = () => response.writeHead(200, { "content-type": "text/html" }).end(html);
        if (path === "/dragging") onDragging();
        if (path === "/slow") systemClock.setTimer(send, 400);
        else if (path !== "/never") send();
      });
      await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve);
      });
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await connection.launch({ ...patient, headed: false, env: process.env, clock: systemClock, onCrash: () => {} });
    });
    afterAll(async () => {
      await connection.close(5000);
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    });
    beforeEach(async () => {
      user = await connection.newContext({ ...patient, userId: 1, telemetry: new RecordingTelemetry(), routes: [] });
      page = user.page;
    });
    afterEach(() => connection.closeContext(user, 2000));

    it.each([
      ["text=/b$/y", "one"],
      ["text=/b$/gy >> nth=1", "two"],
      ["role=button[name=/uy/y]", "buy"],
      ["internal:attr=[title=/buy/y]", "buy"],
    ])("finds a pattern anywhere in a text, whatever its flags: %s", async (selector, id) => {
      await open("/patterns");
      expect(await page.reads.getAttribute(selector, "id", patient)).toBe(id);
    });

    it("is idle after redirects by script, and when a busy frame and a busy worker have gone", async () => {
      await page.navigate(`${url}/leads-on`, { ...patient, waitUntil: "networkidle" });
      expect(await text("#where")).toBe("last");
    });

    it("is not idle while a request that began earlier is under way", async () => {
      await open("/busy");
      const waiting = page.waits.forURL({ shown: "any", fits: () => true }, { ...timed(1500), waitUntil: "networkidle" });
      await expect(waiting).rejects.toMatchObject({ kind: "timeout" });
    });

    it("withholds a click from an element that covers the target at the last moment, and tries again", async () => {
      await open("/jumpy");
      await click("#wanted");
      expect(await page.evaluate("() => hits", [], patient)).toEqual(["wanted"]);
      expect(new Set((await page.evaluate("() => seen", [], patient)) as string[])).toEqual(new Set(["wanted"]));
    });

    it.each(["#go", "#script"])("waits for the next document after a click that navigates: %s", async (selector) => {
      await open("/slow-link");
      await click(selector);
      expect(await text("#where")).toBe("second");
    });

    it("waits for the next document after a key that submits a form", async () => {
      await open("/slow-link");
      await page.keyboard.pressOn("#field", "Enter", patient);
      expect(await text("#where")).toBe("second");
    });

    it("fails with a timeout when the document that a click leads to does not arrive", async () => {
      await open("/slow-link");
      await expect(click("#nowhere", timed(300))).rejects.toMatchObject({ kind: "timeout" });
    });

    it("accepts clicks and keys after drags that were aborted once they had begun", async () => {
      await open("/drags");
      for (let round = 0; round < 8; round++) {
        const stop = new AbortController();
        const dragging = page.pointer.dragAndDrop("#drag", "#drop", { ...patient, signal: stop.signal });
        onDragging = () => stop.abort();
        // Some drags finish before the page reports them.
        await dragging.catch(() => {});
      }
      // The last drag may still be ending when the first click arrives.
      const count = () => click("#count").then(() => text("#count"));
      await expect.poll(count, { timeout: 10_000 }).not.toBe("0");
      await page.keyboard.pressOn("#typed", "a", patient);
      expect(await page.reads.inputValue("#typed", patient)).toBe("a");
    });

    it("continues to wait in the next document", async () => {
      await open("/moves-on");
      await click("#late");
      expect(await text("#late")).toBe("clicked");
    });

    it("answers dialogs of frames, and names an element that is not a frame", async () => {
      await open("/frames");
      const inside = (selector: string, frame = "#same") => inFrame(frame, selector);
      for (const frame of ["#same", "#other"]) {
        await click(inside("#alert", frame));
        expect(await text(inside("#alert", frame))).toBe("answered");
      }
      await click(inside("#in", "#scaled"));
      expect(await text(inside("#in", "#scaled"))).toBe("clicked");
      await expect(click(inside("#in", "#far"), timed(300))).rejects.toMatchObject({
        message: "waited 300 ms for #far › #in to be inside the viewport",
      });
      await expect(click(inside("#in", "div"), timed(300))).rejects.toMatchObject({
        kind: "invalid",
        message: expect.stringContaining("<div></div> is not a frame"),
      });
      await click("#other");
      await page.keyboard.pressOn("#other", "Enter", patient);
    });

    it("answers dialogs during a click, later, and before unload", async () => {
      await open("/dialogs");
      await click("#all");
      expect(await text("#answer")).toBe("false,");
      await click("#leave");
      expect(await text("title")).toBe("Second");
    });

    it("works although scripts replace built-ins, and leaves nothing for them to see", async () => {
      await open("/hostile");
      await click("#it");
      expect(await text("#it")).toBe("clicked");
      await page.fill("#field", "x", patient);
      expect(await page.reads.inputValue("#field", patient)).toBe("x");
      const added = "() => Object.getOwnPropertyNames(window).filter((name) => !names.includes(name))";
      expect(await page.evaluate(added, [], patient)).toEqual(["names"]);
    });

    it("scrolls until no sticky header or footer covers the element", async () => {
      await open("/sticky");
      await click("#under");
      expect(await text("#under")).toBe("clicked");
    });

    it("keeps working while popups open and close", async () => {
      await open("/opens");
      await click("#open");
      expect(await text("#open")).toBe("opened");
      await click("#blank");
      await click("#open");
    });
  },
);
