import { expect, it } from "vitest";
import { type LocatorPart, selectorOfParts } from "../../src/browser/recorder/locator-parts.js";
import { RECORDER_SOURCE } from "../../src/browser/recorder/recorder-source.generated.js";
import { describeInBrowser, LIVE } from "../target/site-in-browser.js";

/** Elements that people act on, and texts that they may expect. */
const OF_INTEREST = "a, button, input:not([type=hidden]), select, textarea, [contenteditable], h1, h2, h3, p, li, td, summary";
const FIND = `
  const inTree = (root) => [...root.querySelectorAll("*")].flatMap((one) => [one, ...(one.shadowRoot ? inTree(one.shadowRoot) : [])]);
  globalThis.found = inTree(document).filter((one) => one.matches(${JSON.stringify(OF_INTEREST)}) && one.checkVisibility());
  found.map((one) => liveloadRecorder.locatorOf(one));
`;

describeInBrowser("the locators of a recording", (site) => {
  it.each(["/products", "/controls", "/list?n=12", "/shadow", "/form"])(
    "find what was acted on and nothing else, as Playwright sees it: %s",
    async (path) => {
      const { page, target } = site;
      await page.addInitScript(`globalThis.liveloadRecord = () => {}; ${RECORDER_SOURCE}`);
      await page.goto(`${target.url}${path}`);
      if (!/controls|shadow/.test(path)) await page.waitForSelector(LIVE);
      const locators = await page.evaluate<readonly (readonly LocatorPart[])[]>(FIND);
      expect(locators.length).toBeGreaterThan(2);
      const wrong: string[] = [];
      for (const [index, parts] of locators.entries()) {
        const selector = selectorOfParts(parts);
        const found = await page.locator(selector).evaluateAll(isFound, index);
        if (JSON.stringify(found) !== "[true]") wrong.push(`${selector} of ${index}: ${JSON.stringify(found)}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it("are those of the row, where ids and order differ from visit to visit", async () => {
    const { page } = site;
    const row = (id: number, name: string) =>
      `<tr><td>${name}</td><td>${id}</td><td><button id="buy-${id}">Buy</button></td></tr>`;
    const rows = `<table>${row(4, "Lamp")}${row(2, "Mug")}</table>`;
    const list = `<ul><li><b>Tea</b> <button data-testid="add-1">Add</button></li><li><b>Rice</b> <button data-testid="add-2">Add</button></li></ul>`;
    await page.setContent(`${rows}${list}<button data-testid="pay">Pay</button>`);
    await page.evaluate(`globalThis.liveloadRecord = () => {}; ${RECORDER_SOURCE}`);
    const selectorFor = async (css: string) =>
      selectorOfParts(
        await page.evaluate<readonly LocatorPart[]>(`liveloadRecorder.locatorOf(document.querySelector("${css}"))`),
      );
    expect(await selectorFor("#buy-2")).toBe(
      'internal:role=row >> internal:has-text="Mug"i >> internal:role=button[name="Buy"i]',
    );
    expect(await selectorFor("[data-testid=add-2]")).toBe(
      'internal:role=listitem >> internal:has-text="Rice"i >> internal:role=button[name="Add"i]',
    );
    expect(await selectorFor("tr")).toBe('internal:role=row >> internal:has-text="Lamp"i');
    expect(await selectorFor("[data-testid=pay]")).toBe('internal:testid=[data-testid="pay"s]');
  });
});

/** Runs in the page. */
function isFound(all: readonly unknown[], index: number): readonly boolean[] {
  const { found } = globalThis as unknown as { readonly found: readonly unknown[] };
  return all.map((one) => one === found[index]);
}
