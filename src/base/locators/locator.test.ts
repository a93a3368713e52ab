import { describe, expect, it } from "vitest";
import { inFrame, readableSelector } from "../frame-selector.js";
import { type Locator, selectorOf } from "./locator.js";
import { frameLocator, getByLabel, getByRole, getByTestId, getByText, getByTitle, locator } from "./page-locators.js";

describe("a locator", () => {
  it.each<[Locator, string]>([
    [getByRole("button", { name: "Buy" }), "getByRole('button', { name: 'Buy' })"],
    [
      getByRole("checkbox", { name: /it's/i, checked: true, includeHidden: true }),
      "getByRole('checkbox', { name: /it's/i, checked: true, includeHidden: true })",
    ],
    [
      getByRole("button", { name: "B", description: "d", exact: true }),
      "getByRole('button', { name: 'B', description: 'd', exact: true })",
    ],
    [getByText('it\'s "so"', { exact: true }), `getByText('it\\'s "so"', { exact: true })`],
    [getByText(/a >> "b"/u), 'getByText(/a >> "b"/u)'],
    [getByTitle("C:\\temp"), "getByTitle('C:\\\\temp')"],
    [getByTestId("x", { attribute: "data-qa" }), "getByTestId('x', { attribute: 'data-qa' })"],
    [locator("//li").first().last(), "locator('//li').first().last()"],
    [
      locator("li").filter({ hasText: "a", has: getByLabel("b") }),
      "locator('li').filter({ hasText: 'a' }).filter({ has: getByLabel('b') })",
    ],
    [getByText("a").or(locator("#b")).filter({ visible: true }), "getByText('a').or(locator('#b')).filter({ visible: true })"],
    [frameLocator("#f").getByText("a"), "frameLocator('#f').getByText('a')"],
    [getByTitle("f").contentFrame().locator("#a"), "getByTitle('f').contentFrame().locator('#a')"],
  ])("%# reads as it is written, in reports and messages too", (given, text) => {
    expect(String(given)).toBe(text);
    if (/internal:(?!control)/.test(given.selector)) expect(readableSelector(given.selector)).toBe(text);
  });

  it("never changes, and stays what it is as JSON", () => {
    const rows = getByRole("row");
    const { selector } = rows;
    rows.filter({ hasText: "x" }).nth(2);
    expect(rows.selector).toBe(selector);
    expect(() => Object.assign(rows, { selector: "other" })).toThrow(TypeError);
    expect(selectorOf(JSON.parse(JSON.stringify(rows)))).toBe(selector);
  });

  it("is taken by inFrame", () => {
    expect(inFrame(getByTitle("pay"), getByText("Pay"))).toBe(getByTitle("pay").contentFrame().getByText("Pay").selector);
  });

  it("in the same frame is looked for in there", () => {
    const frame = frameLocator("#f");
    expect(frame.locator("li").filter({ has: frame.locator("b") }).selector).toBe(
      frame.locator("li").filter({ has: locator("b") }).selector,
    );
  });

  const anything = (value: unknown) => value as never;
  it.each([
    [() => getByRole(anything("buton")), 'role of getByRole is "buton", but it takes a role of ARIA'],
    [() => getByRole("button", anything({ nmae: "x" })), 'getByRole has an unknown option "nmae"'],
    [() => getByRole("button", { name: anything(5) }), "name of getByRole is 5, but it takes a text or a regular expression"],
    [() => getByRole("checkbox", { checked: anything("yes") }), 'checked of getByRole is "yes", but it takes true or false'],
    [() => getByRole("heading", { level: 0 }), "level of getByRole is 0, but it takes a whole number from 1"],
    [() => getByText(anything(undefined)), "text of getByText is undefined, but it takes a text or a regular expression"],
    [() => getByText("a", anything("exact")), 'options of getByText is "exact", but it takes an object'],
    [() => getByTestId("a", { attribute: "a b" }), 'attribute of getByTestId is "a b", but it takes the name of an attribute'],
    [() => locator(" "), 'selector of locator is " ", but it takes a selector or a locator'],
    [() => locator("a").nth(0.5), "index of nth is 0.5, but it takes a whole number"],
    [() => locator("a").filter({ has: anything("b") }), 'has of filter is "b", but it takes a locator'],
    [() => locator("a").or(anything("b")), 'locator of or is "b", but it takes a locator'],
    [() => locator("a").or(frameLocator("#f").locator("b")), "but it takes a locator in the same frame"],
  ])("refuses what it does not take: %#", (make, message) => {
    expect(make).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(message) as unknown }),
    );
  });
});
