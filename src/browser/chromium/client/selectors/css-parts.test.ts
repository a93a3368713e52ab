import { describe, expect, it } from "vitest";
import { isExtended, pieces, takeApart } from "./css-parts.js";

describe("a compound selector", () => {
  it.each([
    ["li.twin:nth-child(2)", "li.twin:nth-child(2)", []],
    ["li:has-text('a)b'):visible", "li", ["has-text|'a)b'", "visible|"]],
    ["li:not(.gone):text('x').twin", "li:not(.gone).twin", ["text|'x'"]],
    ["tr:has(td:text-is('x'))", "tr", ["has|td:text-is('x')"]],
    [":scope.row:not(:scope > td)", ".row", ["scope|", "not|:scope > td"]],
    ["tr:has(td):not(.gone):is(ul li)", "tr:not(.gone)", ["has|td", "is|ul li"]],
    ["LI:HAS-TEXT('x')", "LI", ["has-text|'x'"]],
    [`a[title=":visible"]`, `a[title=":visible"]`, []],
    ["a\\:visible", "a\\:visible", []],
    ["li:has-text('x'", "li:has-text('x'", []],
  ])("is split into CSS and pseudo-classes: %s", (selector, css, pseudos) => {
    const parts = takeApart(selector);
    expect([parts.css, parts.pseudos.map(({ name, argument }) => `${name}|${argument}`)]).toEqual([css, pseudos]);
  });

  it("is split only outside quotes, brackets and parentheses", () => {
    const texts = pieces(`a[t="x,y"], b:is(c, d), e:has-text("f, g"), h\\,i`, /^\s*,\s*/).map(({ text }) => text);
    expect(texts).toEqual([`a[t="x,y"]`, "b:is(c, d)", `e:has-text("f, g")`, "h\\,i"]);
    expect(pieces("\\64 iv \\2c", /^\s+/).map(({ text }) => text)).toEqual(["\\64 iv", "\\2c"]);
  });

  it.each([
    ["li:visible", true],
    ["li:not(:text('x'))", true],
    ["li:visible-later", false],
    ["li:nth-child(2)", false],
    [":scope > li", false],
    ["tr:has(> td)", false],
    ["tr:has(:scope > td)", true],
    ["table:has(tr:has(td))", true],
  ])("is recognized as extended CSS or not: %s", (selector, expected) => {
    expect(isExtended(selector)).toBe(expected);
  });
});
