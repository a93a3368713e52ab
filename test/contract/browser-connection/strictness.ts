import { describe, expect, it } from "vitest";
import { inFrame } from "../../../src/base/frame-selector.js";
import { getByRole } from "../../../src/base/locators/page-locators.js";
import type { OperationOptions, PagePort } from "../../../src/scenario/page-port.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

type Operate = (page: PagePort, selector: string, options: OperationOptions) => Promise<unknown>;

/** Every operation on one element. */
const OPERATIONS: Readonly<Record<string, Operate>> = {
  click: (page, selector, options) => page.pointer.click(selector, { ...options, force: false }),
  "a forced click": (page, selector, options) => page.pointer.click(selector, { ...options, force: true }),
  fill: (page, selector, options) => page.fill(selector, "x", options),
  clear: (page, selector, options) => page.clear(selector, options),
  press: (page, selector, options) => page.keyboard.pressOn(selector, "a", options),
  dblclick: (page, selector, options) => page.pointer.dblclick(selector, options),
  scrollIntoViewIfNeeded: (page, selector, options) => page.pointer.scrollIntoViewIfNeeded(selector, options),
  pressSequentially: (page, selector, options) => page.keyboard.typeInto(selector, "a", options),
  selectText: (page, selector, options) => page.keyboard.selectText(selector, options),
  dispatchEvent: (page, selector, options) => page.dispatchEvent(selector, { type: "x", init: {} }, options),
  check: (page, selector, options) => page.pointer.check(selector, options),
  uncheck: (page, selector, options) => page.pointer.uncheck(selector, options),
  selectOption: (page, selector, options) => page.selectOption(selector, ["x"], options),
  focus: (page, selector, options) => page.focus(selector, options),
  blur: (page, selector, options) => page.blur(selector, options),
  hover: (page, selector, options) => page.pointer.hover(selector, options),
  "the source of dragAndDrop": (page, selector, options) => page.pointer.dragAndDrop(selector, "#one", options),
  "the target of dragAndDrop": (page, selector, options) => page.pointer.dragAndDrop("#one", selector, options),
  waitForSelector: (page, selector, options) => page.waitForSelector(selector, { ...options, state: "hidden" }),
  submitForm: (page, selector, options) => page.submitForm(selector, options),
  waitForPhxLoadingCompletion: (page, selector, options) => page.waitForPhxLoadingCompletion("click", selector, options),
  innerHTML: (page, selector, options) => page.reads.innerHTML(selector, options),
  innerText: (page, selector, options) => page.reads.innerText(selector, options),
  textContent: (page, selector, options) => page.reads.textContent(selector, options),
  inputValue: (page, selector, options) => page.reads.inputValue(selector, options),
  getAttribute: (page, selector, options) => page.reads.getAttribute(selector, "id", options),
  isVisible: (page, selector, options) => page.reads.isVisible(selector, options),
  isHidden: (page, selector, options) => page.reads.isHidden(selector, options),
  isChecked: (page, selector, options) => page.reads.isChecked(selector, options),
  isEnabled: (page, selector, options) => page.reads.isEnabled(selector, options),
  isDisabled: (page, selector, options) => page.reads.isDisabled(selector, options),
  isEditable: (page, selector, options) => page.reads.isEditable(selector, options),
  boundingBox: (page, selector, options) => page.reads.boundingBox(selector, options),
  "a wait for a text": (page, selector, options) =>
    page.waits.forText(selector, { kind: "text", wanted: { part: "x" } }, options),
};

const TWINS = `<button id=one>Single</button>${["a", "b", "c", "d"].map((id) => `<input class=twin id=${id}>`).join("")}`;

export function describeStrictness(subject: BrowserUnderTest): void {
  describe("strictness", () => {
    const strict = () => ({ ...subject.patient, strict: true });

    it("rejects a selector with several matches at once, in every operation on one element", async () => {
      await subject.openBody(TWINS);
      for (const [name, operate] of Object.entries(OPERATIONS)) {
        const failure: unknown = await operate(subject.page, ".twin", strict()).catch((error: unknown) => error);
        expect(failure, name).toMatchObject({ name: "PageOperationError", kind: "invalid" });
        expect((failure as Error).message, name).toMatch(
          /^strict mode violation: locator\('\.twin'\) resolved to 4 elements: <input.* id="a".*>, <input.* id="b".*>, <input.* id="c".*>, …$/,
        );
      }
    });

    it("takes a selector with one match, and waits for it", async () => {
      await subject.openBody(`<p class=p>x</p><script>
        setTimeout(() => { document.body.insertAdjacentHTML("beforeend", "<button id=late>L</button>"); }, 100);
      </script>`);
      await subject.click("#late", strict());
      expect(await subject.page.reads.innerText(".p", strict())).toBe("x");
      expect(await subject.page.reads.isVisible("#nope", strict())).toBe(false);
      await subject.expectTimeout(
        (brief) => subject.page.reads.innerText("#nope", { ...brief, strict: true }),
        "#nope to be attached",
      );
    });

    it("rejects a selector that has several matches only after a while", async () => {
      await subject.openBody(`<script>
        setTimeout(() => { document.body.insertAdjacentHTML("beforeend", "<button class=twin>1</button><button class=twin>2</button>"); }, 100);
      </script>`);
      await expect(subject.click(".twin", strict())).rejects.toMatchObject({
        message: expect.stringContaining("resolved to 2 elements"),
      });
    });

    it("names locators as they are written, and applies to frames and in frames", async () => {
      const inner = `/given?${new URLSearchParams({ body: "<p class=p>1</p><p class=p>2</p><i>i</i>" }).toString()}`;
      await subject.openBody(`<iframe id=frame src="${inner}"></iframe><iframe src="OTHER${inner}" id=other></iframe>`);
      const read = (selector: string) => subject.page.reads.innerText(selector, strict());
      const violation = (text: string) => ({
        kind: "invalid",
        message: expect.stringContaining(`violation: ${text} resolved to 2`),
      });
      await subject.page.reads.innerText(inFrame("#other", ".p"), subject.patient);
      await expect(read(inFrame("#frame", ".p"))).rejects.toMatchObject(violation("locator('.p')"));
      await expect(read(inFrame("#other", getByRole("paragraph")))).rejects.toMatchObject(violation("getByRole('paragraph')"));
      await expect(read(inFrame("iframe", "i"))).rejects.toMatchObject(violation("locator('iframe')"));
      expect(await read(inFrame("#other", "i"))).toBe("i");
    });

    it("is off unless it is asked for", async () => {
      await subject.openBody(TWINS);
      expect(await subject.page.reads.getAttribute(".twin", "id", subject.patient)).toBe("a");
    });
  });
}
