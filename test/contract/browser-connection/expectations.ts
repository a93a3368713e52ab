import { describe, expect, it } from "vitest";
import type { Expectation } from "../../../src/scenario/ports/expectations.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const BODY = `
  <h1 id=title class="big bold" style="color: rgb(1, 2, 3)" aria-description="the page's name">Hello,
    <b>World</b></h1>
  <ul><li>one</li><li>two</li><li>three</li></ul>
  <p id=hidden style="display: none">never seen</p><p id=empty></p>
  <label>Name <input id=name value=Ada></label><input id=off disabled><input id=read readonly value=x>
  <input id=box type=checkbox checked><input id=mixed type=checkbox>
  <select id=many multiple><option value=a selected>A</option><option value=b selected>B</option><option value=c>C</option></select>
  <input id=bad aria-invalid=true aria-errormessage=why><span id=why>Too short</span>
  <p id=below style="margin-top: 3000px">far below</p>
  <script>mixed.indeterminate = true; name.focus()</script>`;

const text = (string: string, more: object = { normalizeWhiteSpace: true }) => ({ expectedText: [{ string, ...more }] });
const texts = (...strings: string[]) => ({ expectedText: strings.map((string) => ({ string, normalizeWhiteSpace: true })) });

/** Selector, expression and whether it holds; Playwright's own answers are the oracle. */
const HOLDING: readonly (readonly [selector: string, expression: string, more?: Partial<Expectation>])[] = [
  ["#title", "to.be.visible"],
  ["#hidden", "to.be.hidden"],
  ["#nope", "to.be.hidden"],
  ["#nope", "to.be.detached"],
  ["#hidden", "to.be.attached"],
  ["#name", "to.be.enabled"],
  ["#off", "to.be.disabled"],
  ["#name", "to.be.editable"],
  ["#read", "to.be.readonly"],
  ["#empty", "to.be.empty"],
  ["#box", "to.be.checked", { expectedValue: {} }],
  ["#mixed", "to.be.checked", { expectedValue: { indeterminate: true } }],
  ["#title", "to.be.in.viewport"],
  ["#title", "to.have.text", text("Hello, World")],
  ["#title", "to.have.text", text("lo, w", { normalizeWhiteSpace: true, matchSubstring: true, ignoreCase: true })],
  ["#title", "to.have.text", { expectedText: [{ regexSource: "^hello", regexFlags: "i", normalizeWhiteSpace: true }] }],
  ["#title", "to.have.class", text("big bold", {})],
  ["#title", "to.contain.class", text("bold", {})],
  ["#title", "to.have.css", { expressionArg: "color", ...text("rgb(1, 2, 3)", {}) }],
  ["#title", "to.have.id", text("title", {})],
  ["#title", "to.have.role", text("heading", {})],
  ["#title", "to.have.accessible.name", text("Hello, World")],
  ["#title", "to.have.accessible.description", text("the page's name")],
  ["#bad", "to.have.accessible.error.message", text("Too short")],
  ["#name", "to.have.attribute", { expressionArg: "value" }],
  ["#name", "to.have.attribute.value", { expressionArg: "value", ...text("Ada", {}) }],
  ["#name", "to.have.value", text("Ada", {})],
  ["#many", "to.have.values", texts("a", "b")],
  ["li", "to.have.count", { expectedNumber: 3 }],
  ["li", "to.have.text.array", texts("one", "two", "three")],
  ["li", "to.contain.text.array", texts("one", "three")],
];

export function describeExpectations(subject: BrowserUnderTest): void {
  describe("what the matchers of Playwright Test expect", () => {
    it("holds or not, as with Playwright, the other way round too", async () => {
      await subject.openBody(BODY);
      const { waits } = subject.page;
      for (const [selector, expression, more = {}] of HOLDING) {
        const said = await waits.expected(selector, { expression, isNot: false, ...more }, subject.patient);
        expect(said.matches, `${selector} ${expression}`).toBe(true);
        await subject.briefly(async (brief) => {
          const other = { ...brief, timeoutMs: brief.timeoutMs / 4 };
          const opposite = await waits.expected(selector, { expression, isNot: true, ...more }, other);
          expect(opposite.matches, `${selector} not ${expression}`).toBe(true);
        });
      }
      await subject.briefly(async (brief) => {
        const below = await waits.expected("#below", { expression: "to.be.in.viewport", isNot: false }, brief);
        expect(below.matches).toBe(false);
      });
    });

    it("is waited for, and says at last what was there", async () => {
      await subject.openBody(`<p id=p>soon</p><script>setTimeout(() => { p.textContent = "now" }, 200)</script>`);
      const { waits } = subject.page;
      const now = { expression: "to.have.text", isNot: false, ...text("now") };
      expect(await waits.expected("#p", now, subject.patient)).toMatchObject({ matches: true });
      const never = { ...now, ...text("never") };
      await subject.briefly(async (brief) => {
        expect(await waits.expected("#p", never, brief)).toMatchObject({ matches: false, received: "now" });
        expect(await waits.expected("#q", never, brief)).toMatchObject({ matches: false, isMissing: true });
      });
    });

    it("is about one element, unless it is about all", async () => {
      await subject.openBody("<p>a</p><p>b</p>");
      const visible = { expression: "to.be.visible", isNot: false };
      await expect(subject.page.waits.expected("p", visible, subject.patient)).rejects.toThrow(/resolved to 2 elements/);
    });
  });

  describe("a test's own code", () => {
    it("is called in the page with an element, or with all of them", async () => {
      await subject.openBody(`<p class=p>a</p><p class=p>b</p><iframe id=f srcdoc="<i id=i>inside</i>"></iframe>`);
      const { reads } = subject.page;
      const on = (selector: string, source: string, ...args: unknown[]) =>
        reads.evaluateOn(selector, { source, args }, subject.patient);
      const all = (selector: string, source: string) =>
        reads.evaluateOn(selector, { source, args: [], ofAll: true }, subject.patient);
      expect(await on(".p", "(element, more) => { element.mine = more.n; return element.textContent; }", { n: 7 })).toBe("a");
      expect(await subject.page.evaluate("() => document.querySelector('.p').mine", [], subject.patient)).toBe(7);
      expect(await all(".p", "(elements) => elements.map((one) => one.textContent)")).toEqual(["a", "b"]);
      expect(await all(".q", "(elements) => elements.length")).toBe(0);
      await expect(on(".p", "() => { throw new Error('mine') }")).rejects.toMatchObject({ kind: "script" });
    });

    it("hears what the page says, and changes it", async () => {
      await subject.open("/plain");
      const { messages, adjustments } = subject.page;
      const heard: string[] = [];
      const end = messages.listen({
        wrote: ({ type, text: line }) => heard.push(`${type} ${line}`),
        threw: ({ message }) => heard.push(message),
      });
      const undo = await adjustments.addInitScript("window.before = 1; console.log('hi', before);", subject.patient);
      await adjustments.setViewport({ width: 500, height: 400 }, subject.patient);
      await subject.open("/plain");
      expect(await subject.page.evaluate("() => [before, innerWidth]", [], subject.patient)).toEqual([1, 500]);
      await subject.page.evaluate("() => void setTimeout(() => { throw new TypeError('oops') })", [], subject.patient);
      await expect.poll(() => heard).toEqual(["log hi 1", "oops"]);
      end();
      await undo();
      await adjustments.setViewport(undefined, subject.patient);
      await subject.open("/plain");
      const { width } = adjustments.opened.viewport ?? { width: 1280 };
      expect(await subject.page.evaluate("() => [typeof before, innerWidth]", [], subject.patient)).toEqual(["undefined", width]);
      expect(heard).toHaveLength(2);
    });

    it("hands out sessions beside its own, which end with all that they have changed", async () => {
      const { adjustments } = subject.page;
      const own = await adjustments.attach(subject.patient);
      let loads = 0;
      own.on("Page.loadEventFired", () => {
        loads += 1;
      });
      await own.send("Page.enable", {});
      await own.send("Emulation.setUserAgentOverride", { userAgent: "mine" });
      await own.send("Network.enable", {});
      await own.send("Network.setBlockedURLs", { urls: ["*/counter*"] });
      await subject.open("/plain");
      await expect.poll(() => loads).toBe(1);
      const seen = () => subject.page.evaluate("() => navigator.userAgent", [], subject.patient);
      const fetched = () => subject.page.evaluate("() => fetch('/counter').then(() => 'ok', () => 'no')", [], subject.patient);
      expect([await seen(), await fetched()]).toEqual(["mine", "no"]);
      await own.detach();
      await own.detach();
      await expect(own.send("Page.enable", {})).rejects.toThrow();
      await subject.open("/plain");
      expect([(await seen()) === "mine", await fetched(), loads]).toEqual([false, "ok", 1]);
    });

    it("reads the body of a response", async () => {
      const { traffic } = subject.page;
      await traffic.keepBodies(subject.patient);
      const watch = traffic.watch("response", { shown: "of the page", fits: ({ url }) => url.endsWith("/plain") });
      await subject.open("/plain");
      const response = await watch.found(subject.patient);
      watch.end();
      expect(Buffer.from(await traffic.bodyOf(response, subject.patient)).toString()).toContain("Nothing is alive here.");
    });
  });
}
