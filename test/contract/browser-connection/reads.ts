import { describe, expect, it } from "vitest";
import { inFrame } from "../../../src/base/frame-selector.js";
import type { OperationOptions, PageOperationError, PagePort } from "../../../src/scenario/page-port.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const READS: Readonly<Record<string, (page: PagePort, selector: string, options: OperationOptions) => Promise<unknown>>> = {
  innerHTML: (page, selector, options) => page.reads.innerHTML(selector, options),
  innerText: (page, selector, options) => page.reads.innerText(selector, options),
  textContent: (page, selector, options) => page.reads.textContent(selector, options),
  inputValue: (page, selector, options) => page.reads.inputValue(selector, options),
  getAttribute: (page, selector, options) => page.reads.getAttribute(selector, "id", options),
  isChecked: (page, selector, options) => page.reads.isChecked(selector, options),
  isEnabled: (page, selector, options) => page.reads.isEnabled(selector, options),
  isDisabled: (page, selector, options) => page.reads.isDisabled(selector, options),
  isEditable: (page, selector, options) => page.reads.isEditable(selector, options),
  boundingBox: (page, selector, options) => page.reads.boundingBox(selector, options),
};

export function describeReads(subject: BrowserUnderTest): void {
  describe("reads", () => {
    it("return an element's content, value, attributes and state", async () => {
      await subject.open("/controls");
      const { page, patient } = subject;
      expect(await page.reads.innerHTML("#form", patient)).toContain('<button id="form-submit">');
      expect(await page.reads.innerText("#editable", patient)).toBe("edit me");
      expect(await page.reads.textContent("#invisible", patient)).toBe("Never shown");
      expect(await page.reads.inputValue("#text", patient)).toBe("before");
      expect(await page.reads.getAttribute("#text", "name", patient)).toBe("text");
      expect(await page.reads.getAttribute("#text", "nope", patient)).toBeNull();
      expect(await page.reads.isChecked("#checked", patient)).toBe(true);
      expect(await page.reads.isChecked("#checkbox", patient)).toBe(false);
    });

    it("return the whole document", async () => {
      await subject.open("/plain");
      const content = await subject.page.reads.content(subject.patient);
      expect(content).toMatch(/^<!DOCTYPE html>/i);
      expect(content).toContain("Nothing is alive here.");
    });

    it("wait for an element that is added later", async () => {
      await subject.open("/controls?after=200");
      expect(await subject.text("#added")).toBe("Added later");
    });

    it.each(Object.entries(READS))("report what %s timed out on", async (_, read) => {
      await subject.open("/plain");
      await subject.expectTimeout((brief) => read(subject.page, "#nope", brief), "#nope to be attached");
    });

    it("tell at once whether an element is visible", async () => {
      await subject.open("/controls?after=60000");
      expect(await subject.page.reads.isVisible("#text", subject.patient)).toBe(true);
      for (const selector of ["#nope", "#hidden", "#invisible"]) {
        expect(await subject.page.reads.isVisible(selector, subject.patient)).toBe(false);
      }
    });

    it("tell at once whether an element is hidden, and how many there are", async () => {
      await subject.openBody(`<p class=p>a</p><p class=p style="display: none">b</p><div id=shadow></div>
        <script>shadow.attachShadow({ mode: "open" }).innerHTML = "<p class=p>c</p>"</script>`);
      const { reads } = subject.page;
      expect(await reads.isHidden(".p >> nth=1", subject.patient)).toBe(true);
      expect(await reads.isHidden(".p", subject.patient)).toBe(false);
      expect(await reads.isHidden("#nope", subject.patient)).toBe(true);
      const strict = { ...subject.patient, strict: true };
      expect(await reads.count(".p", strict)).toBe(3);
      expect(await reads.count("#nope", strict)).toBe(0);
      expect(await reads.count(inFrame("#nope", ".p"), strict)).toBe(0);
      expect(await reads.allTextContents(".p", strict)).toEqual(["a", "b", "c"]);
      expect(await reads.allInnerTexts(".p", strict)).toEqual(["a", "b", "c"]);
      expect(await reads.allInnerTexts("#nope", strict)).toEqual([]);
      await expect(reads.count("##", subject.patient)).rejects.toMatchObject({ kind: "invalid" });
    });

    it("tell whether an element is enabled and editable", async () => {
      await subject.openBody(`<label id=label>x <input disabled></label><input id=readonly readonly><input id=field>
        <fieldset disabled><button id=button>b</button></fieldset><p id=text contenteditable>t</p><p id=plain>p</p>`);
      const { reads } = subject.page;
      const told = async (selector: string) => [
        await reads.isEnabled(selector, subject.patient),
        await reads.isDisabled(selector, subject.patient),
        await reads.isEditable(selector, subject.patient).catch(({ kind }: PageOperationError) => kind),
      ];
      expect(await told("#label")).toEqual([false, true, false]);
      expect(await told("#readonly")).toEqual([true, false, false]);
      expect(await told("#field")).toEqual([true, false, true]);
      expect(await told("#button")).toEqual([false, true, "invalid"]);
      expect(await told("#text")).toEqual([true, false, true]);
      expect(await told("#plain")).toEqual([true, false, "invalid"]);
    });

    it.each(["same", "OTHER"])("give the box of an element in the page, also in a frame of the site %s", async (site) => {
      const inner = `<body style="margin: 7px"><div id=box style="width: 30px; height: 40px"></div><p id=gone hidden></p>`;
      const url = `${site === "OTHER" ? site : ""}/given?${new URLSearchParams({ body: inner }).toString()}`;
      await subject.openBody(`<style>body { margin: 0 } iframe { display: block; margin: 10px 0 0 20px; border: 0 }</style>
        <div id=box style="width: 5.5px; height: 6px; margin-left: 3px"></div><iframe id=frame src="${url}"></iframe>`);
      const { reads } = subject.page;
      expect(await reads.boundingBox("#box", subject.patient)).toEqual({ x: 3, y: 0, width: 5.5, height: 6 });
      const box = { x: 27, y: 23, width: 30, height: 40 };
      expect(await reads.boundingBox(inFrame("#frame", "#box"), subject.patient)).toEqual(box);
      expect(await reads.boundingBox(inFrame("#frame", "#gone"), subject.patient)).toBeNull();
    });

    it("give the title of the document", async () => {
      await subject.open("/plain");
      expect(await subject.page.reads.title(subject.patient)).toBe("Plain");
    });

    it("reject elements that do not have the requested property", async () => {
      await subject.open("/controls");
      await expect(subject.page.reads.inputValue("#hover", subject.patient)).rejects.toMatchObject({ kind: "invalid" });
      await expect(subject.page.reads.isChecked("#hover", subject.patient)).rejects.toMatchObject({ kind: "invalid" });
    });
  });

  it("reads an empty document", async () => {
    await subject.open("/plain");
    await subject.page.evaluate("() => { document.documentElement.remove(); }", [], subject.patient);
    expect(await subject.page.reads.content(subject.patient)).not.toContain("<body");
  });

  describe("evaluate", () => {
    it("calls a function with JSON and returns JSON", async () => {
      await subject.open("/plain");
      const args = [1, { deep: ["x", null, { "a b": true }] }];
      expect(await subject.page.evaluate("(...args) => args", args, subject.patient)).toEqual(args);
      expect(await subject.page.evaluate("async (a, b) => a + b", [1, 2], subject.patient)).toBe(3);
      expect(await subject.page.evaluate("function () { return document.title; }", [], subject.patient)).toBe("Plain");
      expect(await subject.page.evaluate("() => {}", [], subject.patient)).toBeUndefined();
      expect(await subject.page.evaluate("() => null", [], subject.patient)).toBeNull();
    });

    it("does not depend on the page's changes to JSON", async () => {
      await subject.open("/plain");
      await subject.page.evaluate("() => { JSON = null; Array.prototype[Symbol.iterator] = undefined; }", [], subject.patient);
      const args = [{ a: [1, "</script>\u2028"] }, undefined];
      expect(await subject.page.evaluate("(a, b) => ({ a, b })", args, subject.patient)).toEqual({ a: args[0], b: undefined });
    });

    it("passes on every key of an object", async () => {
      await subject.open("/plain");
      const argument: unknown = JSON.parse('{"__proto__": 1}');
      expect(await subject.page.evaluate("(a) => Object.keys(a)", [argument], subject.patient)).toEqual(["__proto__"]);
    });

    it("runs in the page's main world, even with a strict content security policy", async () => {
      await subject.openOdd("/strict");
      await subject.page.evaluate("() => { window.mine = 7; }", [], subject.patient);
      expect(await subject.page.evaluate("() => mine", [], subject.patient)).toBe(7);
    });

    it.each([
      ["throws", "() => { throw new TypeError('boom'); }", /TypeError: boom/],
      ["throws no error", "() => { throw 'boom'; }", /boom/],
      ["rejects", "async () => { throw new Error('later'); }", /later/],
      ["does not parse", "() => {{", /SyntaxError/],
      [
        "returns what is too deep",
        "() => { let a = []; for (let n = 0; n < 1200; n++) a = [a]; return a; }",
        /nested too deeply/,
      ],
      ["goes to another page", "() => { location.href = '/counter'; return new Promise(() => {}); }", /navigated away/],
    ])("fails with kind script when the function %s", async (_, source, message) => {
      await subject.open("/plain");
      await expect(subject.page.evaluate(source, [], subject.patient)).rejects.toMatchObject({
        name: "PageOperationError",
        kind: "script",
        message: expect.stringMatching(message),
      });
    });

    it("fails with kind timeout when the function does not return", async () => {
      await subject.open("/plain");
      await subject.expectTimeout(
        (brief) => subject.page.evaluate("() => new Promise(() => {})", [], brief),
        "the function to return",
      );
    });
  });

  describe("a screenshot", () => {
    it("is a PNG of the viewport", async () => {
      await subject.open("/plain");
      const png = Buffer.from(await subject.page.screenshot(subject.patient));
      expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
      const [width, height] = (await subject.page.evaluate("() => [innerWidth, innerHeight]", [], subject.patient)) as number[];
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, height]);
    });
  });
}
