import { describe, expect, it } from "vitest";
import { inFrame } from "../../../src/base/frame-selector.js";
import { getByRole } from "../../../src/base/locators/page-locators.js";
import type { AwaitedAddress, AwaitedFunction, AwaitedText } from "../../../src/scenario/ports/waits.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const ending = (end: string): AwaitedAddress => ({ shown: `**${end}`, fits: (url) => url.endsWith(end) });

export function describeWaits(subject: BrowserUnderTest): void {
  describe("waitForURL", () => {
    it("ends when a script has led to another document, and that is loaded", async () => {
      const { page, patient } = subject;
      await subject.openBody(`<script>setTimeout(() => { location.href = "/strict"; }, 200)</script>`);
      await page.waits.forURL(ending("/strict"), patient);
      expect(page.url()).toBe(`${subject.odd.url}/strict`);
      expect(await page.evaluate("() => document.readyState", [], patient)).toBe("complete");
    });

    it("ends when the page has moved within its document", async () => {
      const { page, patient } = subject;
      await subject.openBody(`<script>setTimeout(() => history.pushState(null, "", "/moved"), 200)</script>`);
      await page.waits.forURL(ending("/moved"), patient);
      expect(page.url()).toBe(`${subject.odd.url}/moved`);
    });

    it("ends at once where the page is", async () => {
      await subject.openOdd("/strict");
      await subject.page.waits.forURL(ending("/strict"), subject.patient);
      await subject.page.waits.forURL(ending("/strict"), { ...subject.patient, waitUntil: "networkidle" });
    });

    it("waits with networkidle for requests that follow the load event", async () => {
      const { page, patient, odd } = subject;
      const body = `<p id="said">none</p><script>onload = () => setTimeout(async () => {
        await fetch("/slow-answer?ms=700"); said.textContent = "done"; }, 100);</script>`;
      const busy = `${odd.url}/given?${new URLSearchParams({ body }).toString()}#end`;
      await subject.openBody(`<script>setTimeout(() => { location.href = ${JSON.stringify(busy)}; }, 200)</script>`);
      await page.waits.forURL(ending("#end"), { ...patient, waitUntil: "networkidle" });
      expect(await subject.text("#said")).toBe("done");
      const watch = page.windows.watch();
      await page.evaluate(`() => { open(${JSON.stringify(busy)}); }`, [], patient);
      const popup = page.windows.popup(await watch.opened({ ...patient, waitUntil: "networkidle" }));
      watch.end();
      expect(await popup?.reads.innerText("#said", patient)).toBe("done");
    });

    it("says in vain where the page is", async () => {
      await subject.openOdd("/strict");
      await subject.expectTimeout(
        (brief) => subject.page.waits.forURL(ending("/done"), brief),
        `the address to be **/done: it is ${subject.odd.url}/strict`,
      );
    });

    it("says that the document at the address did not load, and does not wait for that with waitUntil commit", async () => {
      const { page, patient } = subject;
      const body = `<p>here</p><img src="/never">`;
      const address = `${subject.odd.url}/given?${new URLSearchParams({ body }).toString()}`;
      await page.navigate(address, { ...patient, waitUntil: "domcontentloaded" });
      await page.waits.forURL(ending("never%22%3E"), { ...patient, waitUntil: "domcontentloaded" });
      await page.waits.forURL(ending("never%22%3E"), { ...patient, waitUntil: "commit" });
      await subject.expectTimeout(
        (brief) => page.waits.forURL(ending("never%22%3E"), brief),
        `the address to be **never%22%3E: ${address} did not load`,
      );
    });

    it("fails at once when the page goes to a document of 4xx or 5xx", async () => {
      await subject.openBody(`<script>setTimeout(() => { location.href = "/nothing-here"; }, 100)</script>`);
      const waiting = subject.page.waits.forURL(ending("/done"), { ...subject.patient, acceptStatus: () => false });
      await expect(waiting).rejects.toMatchObject({ kind: "http", message: "GET /nothing-here answered 404" });
    });

    it("ends at once when its signal is aborted", async () => {
      await subject.openOdd("/strict");
      const stop = new AbortController();
      const waiting = subject.page.waits.forURL(ending("/done"), { timeoutMs: 60_000, signal: stop.signal });
      stop.abort();
      await expect(waiting).rejects.toMatchObject({ kind: "aborted" });
    });
  });

  describe("waitForFunction", () => {
    const wait = (source: string, extra: Partial<AwaitedFunction> = {}, options = subject.patient) =>
      subject.page.waits.forFunction({ source, args: [], ...extra }, options);

    it.each([undefined, 20])(
      "resolves to the first truthy value of the function, called each frame or every so often: %s",
      async (everyMs) => {
        await subject.openBody(`<script>calls = 0</script>`);
        expect(await wait("(least) => ++calls >= least && { calls, at: new Date(7) }", { args: [3], everyMs })).toEqual({
          calls: 3,
          at: new Date(7),
        });
      },
    );

    it("takes functions of every form, and promises", async () => {
      await subject.openOdd("/strict");
      expect(await wait("async function () { return document.title || 'none'; }")).toBe("none");
      expect(await wait("ready(a) { return Promise.resolve(a); }", { args: ["yes"] })).toBe("yes");
    });

    it("goes on in the next document", async () => {
      await subject.openBody(`<script>setTimeout(() => { location.href = "/first-match"; }, 200)</script>`);
      expect(await wait("() => document.querySelector('.twin')?.textContent")).toBe("one");
    });

    it("says in vain what the function returned last", async () => {
      await subject.openOdd("/strict");
      const lacking = "the function to return a truthy value: it returned";
      await subject.expectTimeout((brief) => wait("() => 0", {}, brief), `${lacking} 0`);
      await subject.expectTimeout((brief) => wait("() => ''", {}, brief), `${lacking} ""`);
      await subject.expectTimeout(
        (brief) => wait("() => new Promise(() => {})", {}, brief),
        "the function to return a truthy value: it did not return",
      );
    });

    it("fails with kind script when the function throws", async () => {
      await subject.openOdd("/strict");
      await expect(wait("() => nope.nope")).rejects.toMatchObject({
        kind: "script",
        message: expect.stringContaining("nope is not defined"),
      });
    });

    it("ends at once when its signal is aborted", async () => {
      await subject.openOdd("/strict");
      const stop = new AbortController();
      const waiting = wait("() => false", {}, { timeoutMs: 60_000, signal: stop.signal });
      stop.abort();
      await expect(waiting).rejects.toMatchObject({ kind: "aborted" });
    });
  });

  describe("waits for a text", () => {
    const wait = (selector: string, awaited: AwaitedText, options = subject.patient) =>
      subject.page.waits.forText(selector, awaited, options);
    const later = (script: string) => `<script>setTimeout(() => { ${script} }, 100)</script>`;

    it("resolve to the text as soon as it contains the part or matches the pattern", async () => {
      const change = later(`total.innerHTML = "<b>3</b>\\n  items <style>x</style>"`);
      for (const wanted of [{ part: "3 items" }, { source: "3\\s+ITEMS", flags: "i" }]) {
        await subject.openBody(`<p id=total>2 items</p>${change}`);
        expect((await wait("#total", { kind: "text", wanted })).replace(/\s+/g, " ")).toBe("3 items ");
      }
    });

    it("look at the text in open shadow roots, in frames and of a locator, whichever element it finds by then", async () => {
      const inner = `/given?${new URLSearchParams({ body: "<i id=i>in</i>" }).toString()}`;
      await subject.openBody(`<div id=host></div><iframe id=frame src="OTHER${inner}"></iframe><ul><li>one</li></ul>
        ${later(`host.attachShadow({ mode: "open" }).innerHTML = "<p>shadowed</p>";
        document.querySelector("ul").insertAdjacentHTML("beforeend", "<li>two</li>");`)}`);
      expect(await wait("#host", { kind: "text", wanted: { part: "shadowed" } })).toBe("shadowed");
      expect(await wait(inFrame("#frame", "#i"), { kind: "text", wanted: { part: "in" } })).toBe("in");
      expect(await wait(getByRole("listitem").last().selector, { kind: "text", wanted: { part: "two" } })).toBe("two");
    });

    it("resolve to the value of a field or of a label's field", async () => {
      await subject.openBody(`<label id=label>Name <input id=field value="a"></label><select id=list><option>one</select>
        ${later(`field.value = " b "`)}`);
      expect(await wait("#field", { kind: "value", wanted: { whole: " b " } })).toBe(" b ");
      expect(await wait("#label", { kind: "value", wanted: { source: "b", flags: "" } })).toBe(" b ");
      expect(await wait("#list", { kind: "value", wanted: { whole: "one" } })).toBe("one");
      await expect(wait("body", { kind: "value", wanted: { whole: "" } })).rejects.toMatchObject({ kind: "invalid" });
    });

    it("end when an element, its successor or a field shows something else", async () => {
      await subject.openBody(`<p id=text>a<i hidden>x</i></p><p id=gone>a</p><input id=field value="a">
        <script>change = () => setTimeout(() => { gone.remove(); document.querySelector("i").textContent = "y";
          setTimeout(() => { document.body.insertAdjacentHTML("beforeend", "<p id=gone>b</p>");
          text.append("c"); field.value = "d"; }, 100) }, 100)</script>`);
      expect(await wait("#gone", { kind: "shown", wanted: "any" })).toBe("a");
      expect(await wait("#text", { kind: "shown", wanted: "any" })).toBe("a");
      await subject.page.evaluate("() => { change(); }", [], subject.patient);
      expect(await wait("#gone", { kind: "shown", wanted: { otherThan: "a" } })).toBe("b");
      expect(await wait("#text", { kind: "shown", wanted: { otherThan: "a" } })).toBe("ac");
      expect(await wait("#field", { kind: "shown", wanted: { otherThan: "a" } })).toBe("d");
    });

    it("go on in the next document", async () => {
      await subject.openBody(`<p class=twin>-</p>${later(`location.href = "/first-match"`)}`);
      expect(await wait(".twin", { kind: "text", wanted: { part: "one" } })).toBe("one");
    });

    it.each<[string, AwaitedText, string]>([
      ["#total", { kind: "text", wanted: { part: "3 items" } }, 'to contain "3 items"; it said "2 items"'],
      ["text=items", { kind: "text", wanted: { source: "^3", flags: "i" } }, 'to match /^3/i; it said "2 items"'],
      ["#field", { kind: "value", wanted: { whole: "b" } }, 'to have the value "b"; it had "a"'],
      ["#field", { kind: "value", wanted: { source: "b", flags: "" } }, 'to have a value that matches /b/; it had "a"'],
      ["#total", { kind: "shown", wanted: { otherThan: "2 items" } }, 'to change; it still says "2 items"'],
      ["#nope", { kind: "text", wanted: { part: "x" } }, "to be attached"],
    ])("say what %s said instead", async (selector, awaited, message) => {
      await subject.openBody(`<p id=total>2 items</p><input id=field value="a">`);
      await subject.expectTimeout((brief) => wait(selector, awaited, brief), `${selector} ${message}`);
    });
  });
}
