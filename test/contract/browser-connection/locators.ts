import { describe, expect, it } from "vitest";
import { inFrame } from "../../../src/base/frame-selector.js";
import type { Locator } from "../../../src/base/locators/locator.js";
import {
  frameLocator,
  getByAltText,
  getByLabel,
  getByPlaceholder,
  getByRole,
  getByTestId,
  getByText,
  getByTitle,
  locator,
} from "../../../src/base/locators/page-locators.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const FRAME = `<label>Card <input id="card"></label><p id="paid">not yet</p>
<button id="pay" onclick="paid.textContent = card.value">Pay</button>`;

const BODY = `<h1 id="title">Shop</h1><h2 id="second">Shop of tools</h2>
<button id="all">Buy all</button><button id="buy" onclick="this.textContent = 'Bought'">Buy</button>
<p id="hello">Hello <b id="bold">brave</b> world</p>
<p id="parted">two<script></script> parts<style></style> of<noscript>no</noscript> it</p>
<label for="mail">E-mail</label><input id="mail" placeholder="you@example.com">
<span id="l1">Full</span> <span id="l2">name</span><input id="name" aria-labelledby="l1 l2"><input id="aria" aria-label="Phone">
<img id="logo" alt="Our logo" title="home">
<ul><li id="one" data-testid="item-1" data-qa="first">Spanner <a id="a1" href="#">edit</a></li>
<li id="two" data-testid="item-2">Wrench <a id="a2" href="#">edit</a> <i>sold</i></li>
<li id="three" style="visibility: hidden">Saw <a id="a3" href="#">edit</a></li></ul>
<iframe id="frame" srcdoc='${FRAME}'></iframe>`;

const FOUND: readonly (readonly [string, Locator, string])[] = [
  ["a role with a part of its name", getByRole("button", { name: "buy" }), "all"],
  ["a role with exactly that name", getByRole("button", { name: "Buy", exact: true }), "buy"],
  ["a role with a name like a pattern", getByRole("button", { name: /^buy$/i }), "buy"],
  ["a role with a state", getByRole("heading", { level: 2 }), "second"],
  ["a part of a text", getByText("BRAVE"), "bold"],
  ["exactly a text, over several elements", getByText("Hello brave world", { exact: true }), "hello"],
  ["a text around what nobody reads", getByText("two parts of it"), "parted"],
  ["a text like a pattern", getByText(/^Spanner\s/), "one"],
  ["a label", getByLabel("e-mail"), "mail"],
  ["what labels an element elsewhere", getByLabel("name"), "name"],
  ["a label of ARIA", getByLabel("Phone", { exact: true }), "aria"],
  ["a placeholder", getByPlaceholder("you@"), "mail"],
  ["a text for a picture", getByAltText("logo"), "logo"],
  ["a title", getByTitle("Home"), "logo"],
  ["a test id", getByTestId("item-2"), "two"],
  ["a test id in another attribute", getByTestId("first", { attribute: "data-qa" }), "one"],
  ["a text that it has, and then something in it", locator("li").filter({ hasText: "wrench" }).getByRole("link"), "a2"],
  ["a text that it does not have", locator("li").filter({ hasNotText: "spanner" }), "two"],
  ["an element that it has", locator("li").filter({ has: locator("i") }), "two"],
  ["an element that it does not have", locator("li").filter({ hasNot: getByText("spanner") }), "two"],
  ["what is not visible", locator("li").filter({ visible: false }), "three"],
  ["both of two locators", getByRole("button").and(getByText("Bu", {})).and(locator("#buy")), "buy"],
  ["either of two locators, in the order of the document", getByText("Wrench").or(getByRole("heading")), "title"],
  ["a number", locator("li").nth(1), "two"],
  ["the last one", locator("li").last(), "three"],
  ["a number in each of several elements", locator("li").locator(locator("a").first()).nth(1), "a2"],
];

export function describeLocators(subject: BrowserUnderTest): void {
  describe("locators", () => {
    it.each(FOUND)("find an element by %s", async (_, { selector }, id) => {
      await subject.openBody(BODY);
      expect(await subject.page.reads.getAttribute(selector, "id", subject.patient)).toBe(id);
    });

    it("find elements in frames", async () => {
      await subject.openBody(BODY);
      const frame = frameLocator("#frame");
      await subject.page.fill(frame.getByLabel("Card").selector, "4242", subject.patient);
      await subject.click(inFrame("#frame", getByRole("button", { name: "Pay" })));
      expect(await subject.text(frame.getByText("nothing").or(frame.locator("#paid")).selector)).toBe("4242");
    });

    it("are named as they are written when they are of no use", async () => {
      const { page, patient } = subject;
      await subject.openBody(`${BODY}<button id="off" disabled>Off</button>`);
      const [here, gone, off] = [getByText("brave"), getByText("nothing"), getByRole("button", { name: "Off" })];
      await expect(page.submitForm(here.selector, patient)).rejects.toMatchObject({
        message: "getByText('brave') is not a form",
      });
      await subject.expectTimeout((brief) => page.submitForm(gone.selector, brief), /getByText\('nothing'\)/);
      await subject.expectTimeout(
        (brief) => page.pointer.click(off.selector, { ...brief, force: false }),
        "getByRole('button', { name: 'Off' }) to be enabled",
      );
      await subject.expectTimeout(
        (brief) => page.waitForSelector(here.selector, { ...brief, state: "hidden" }),
        /getByText\('brave'\)/,
      );
    });

    it("are clicked", async () => {
      await subject.openBody(BODY);
      await subject.click(getByRole("button", { name: "Buy", exact: true }).selector);
      expect(await subject.text("#buy")).toBe("Bought");
    });

    it("are named as people write them when they find nothing", async () => {
      await subject.openBody(BODY);
      const { selector } = getByRole("button", { name: "Sell" }).first();
      await subject.expectTimeout(
        (brief) => subject.page.reads.getAttribute(selector, "id", brief),
        "getByRole('button', { name: 'Sell' }).first() to be attached",
      );
      expect(await subject.page.reads.isVisible(selector, subject.patient)).toBe(false);
    });
  });
}
